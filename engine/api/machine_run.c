/* SPDX-License-Identifier: Apache-2.0 */
#include "api/machine_impl.h"

/* -- while it runs -------------------------------------------------------------------------------------- */

/* A rule that fails again and again gives one reason. */
static bool is_known(const sprawa_machine *m, spr_str text, uint32_t line) {
  size_t n = spr_texts_count(&m->reasons);
  spr_machine_line last;
  if (n == 0 || !spr_str_is(text, spr_texts_get(&m->reasons, n - 1))) return false;
  memcpy(&last, m->lines.p + (n - 1) * sizeof last, sizeof last);
  return last.line == line;
}

static bool keep_reason(sprawa_machine *m, const spr_reason *r) {
  const spr_machine_line kept = {spr_api_why(r->why), r->line};
  if (is_known(m, r->text, r->line)) return true;
  spr_buf_add(&m->lines, &kept, sizeof kept);
  return spr_texts_add(&m->reasons, r->text) && spr_texts_add(&m->files, r->file) && !m->lines.failed;
}

void spr_machine_watch(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *x) {
  sprawa_machine *m = ud;
  const sprawa_host *host = &m->d->host;
  const spr_result *r = x->result;
  (void)w;
  bool mine = c == SPR_MINE && x->in->kind == m->asking && r && r->outcome == SPR_REFUSED;
  for (uint32_t i = 0; mine && i < r->nreasons; i++)
    if (!keep_reason(m, &r->reasons[i])) m->spoilt = true;
  for (uint32_t i = 0; r && i < r->neffects; i++) {
    if (r->effects[i].kind != SPR_E_LOG) continue;
    if (!spr_texts_add(&m->logs, r->effects[i].text)) m->spoilt = true;
    if (host->log && !m->spoilt)
      host->log(host->data, spr_texts_get(&m->logs, spr_texts_count(&m->logs) - 1));
  }
}

static void forget(sprawa_machine *m) {
  spr_texts *const texts[] = {&m->states, &m->logs, &m->incidents, &m->reasons, &m->files};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) spr_texts_clear(texts[i]);
  spr_buf_clear(&m->lines);
  spr_world_forget_incidents(m->world);
  m->at = NULL;
}

static spr_status call_world(sprawa_machine *m, spr_machine_call *k) {
  m->asking = k->in.kind;
  switch (k->what) {
    case SPR_OPENS: return spr_world_open(m->world, m->def, &k->in, &k->opened, &k->told);
    case SPR_TAKES: return spr_world_take(m->world, SPR_MINE, &k->in, &k->told);
    case SPR_ADVANCES: break;
  }
  m->asking = SPR_IN_OPEN; /* nothing of what happens now was asked for */
  return spr_world_advance(m->world, k->until);
}

/* -- what it left --------------------------------------------------------------------------------------- */

static bool keep_states(sprawa_machine *m) {
  int32_t states[SPR_MAX_STATES];
  uint32_t n = spr_case_configuration(m->at->c, states, SPR_MAX_STATES);
  bool ok = true;
  for (uint32_t i = 0; i < n; i++)
    ok = ok && spr_texts_add(&m->states, m->def->model->states[states[i]].path);
  return ok;
}

static bool keep_incidents(sprawa_machine *m) {
  uint32_t n = spr_world_incidents(m->world);
  bool ok = true;
  if (n > SPR_MAX_INCIDENTS_SHOWN) n = SPR_MAX_INCIDENTS_SHOWN;
  for (uint32_t i = 0; i < n; i++) ok = ok && spr_texts_add(&m->incidents, spr_world_incident(m->world, i));
  return ok;
}

static bool make_reasons(sprawa_machine *m) {
  size_t n = spr_texts_count(&m->reasons);
  if (n > m->cap_shown) {
    sprawa_reason *v = spr_realloc(&m->d->alloc, m->shown, m->cap_shown * sizeof *v, n * sizeof *v);
    if (!v) return false;
    m->shown = v;
    m->cap_shown = n;
  }
  for (size_t i = 0; i < n; i++) {
    spr_machine_line kept;
    memcpy(&kept, m->lines.p + i * sizeof kept, sizeof kept);
    m->shown[i] = (sprawa_reason){.why = kept.why,
                                  .text = spr_texts_get(&m->reasons, i),
                                  .file = spr_texts_get(&m->files, i),
                                  .line = kept.line,
                                  .pointer = ""};
  }
  return true;
}

/* What was refused before it came to a step has its reason all the same. */
static bool keep_refusal(sprawa_machine *m, const spr_told *told) {
  if (told->kind == SPR_TOLD_DONE || spr_texts_count(&m->reasons) > 0) return true;
  return keep_reason(m, &(spr_reason){.text = told->reasons, .file = told->file, .line = told->line});
}

static bool keep(sprawa_machine *m, const spr_machine_call *k) {
  if (spr_world_look(m->world, SPR_MINE, &m->at) != SPR_OK) m->at = NULL;
  return m->at && keep_states(m) && keep_incidents(m) && keep_refusal(m, &k->told) && make_reasons(m);
}

sprawa_code spr_machine_run(sprawa_machine *m, spr_machine_call *k, sprawa_error *e) {
  forget(m);
  k->told = (spr_told){.kind = SPR_TOLD_DONE};
  k->opened = SPR_MINE;
  m->d->running = m;
  spr_status s = call_world(m, k);
  m->d->running = NULL;
  bool there = s == SPR_OK || s == SPR_ELIMIT;
  if (!there || (k->opened >= 0 && !keep(m, k))) m->spoilt = true;
  if (m->spoilt) {
    m->at = NULL;
    return spr_api_status(e, s == SPR_OK ? SPR_ENOMEM : s, NULL);
  }
  if (s == SPR_ELIMIT)
    return spr_api_fail(e, SPRAWA_LIMIT, NULL, "%s; time stands where they came to",
                        k->what == SPR_ADVANCES ? "too many timers fell due"
                                                : "too many steps follow at once");
  if (k->told.kind == SPR_TOLD_DONE) return spr_api_ok(e);
  return spr_api_refused(e, k->told.code, k->told.reasons, k->told.file, k->told.line);
}
