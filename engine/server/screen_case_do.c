/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/scan.h"
#include "server/sheet.h"
#include "store/secret.h"

/* What people do to a case: events, tasks, notes. What is done leads back to the case (303); what is not
 * comes back as the page of the case with what was typed. */

#define MOST_REASONS                                                                                         \
  16 /* that are told; a form with more faults than these is filled in from the beginning */

#define FILLED_BYTES 8 /* of the hash of a form, in its key */

typedef struct doing {
  spr_visit *v;
  sprawa_request request;
  spr_tried *tried;
  sprawa_reason *reasons;
  const char *id;
  uint64_t seq; /* where the case stands, once it was asked what an event asks for; 0: not known */
} doing;

/* A text of the form, with a NUL. */
static const char *field(const doing *k, const char *name) {
  spr_str s = spr_form_get(&k->tried->asked.form, name);
  return spr_arena_strdup(k->v->http->arena, s.p ? s.p : "", s.n);
}

/* The key of the page with what was filled in: who sends the same form twice does it once, and who goes back
 * and fills it in otherwise is told that the case has moved. */
static const char *key_of(const doing *k) {
  const char *key = field(k, "key");
  spr_hash filled;
  char text[2 * FILLED_BYTES + 1];
  if (!*key) return NULL;
  spr_secret_hash("sprawa filled form 1", k->v->http->body, &filled);
  for (size_t i = 0; i < FILLED_BYTES; i++) snprintf(text + 2 * i, 3, "%02x", filled.b[i]);
  return spr_str_printf(k->v->http->arena, "%s-%s", key, text).p;
}

/* A reason is lent for this call, in which nothing may jump. */
static void keep_reason(void *data, const sprawa_reason *r) {
  doing *k = data;
  spr_str text = spr_str_of(r->text), file = spr_str_of(r->file), pointer = spr_str_of(r->pointer);
  if (k->tried->nreasons == MOST_REASONS) return;
  if (!spr_strs_keep(k->v->http->arena, (spr_str *[]){&text, &file, &pointer}, 3)) return;
  k->reasons[k->tried->nreasons++] =
      (sprawa_reason){.why = r->why, .text = text.p, .file = file.p, .line = r->line, .pointer = pointer.p};
}

/* The entry at which the form was made. What is no number is that of no entry: then the case has moved. */
static uint64_t entry_of(const char *text) {
  int64_t n = 0;
  if (*text && !spr_scan_number(spr_str_of(text), &n)) return UINT64_MAX;
  return (uint64_t)n;
}

/* false: the form is not one of ours, and it has answered. */
static bool begin(spr_visit *v, const char *what, spr_str name, doing *k) {
  spr_tried *t = SPR_NEW(v->http->arena, spr_tried);
  *t = (spr_tried){.what = what, .name = name.p ? name : SPR_STR(""), .asked.form = spr_console_form(v)};
  *k = (doing){.v = v, .tried = t, .id = v->args[0].p};
  t->reasons = k->reasons = SPR_NEW_N(v->http->arena, sprawa_reason, MOST_REASONS);
  spr_str by = spr_form_get(&t->asked.form, "by");
  if (!spr_principal_acts(v->who, by)) {
    spr_screen_status(v, 403);
    return false;
  }
  k->request = (sprawa_request){.by = field(k, "by"),
                                .as = &v->view,
                                .actor = v->who->name.p,
                                .principal = v->who->name.p,
                                .key = key_of(k),
                                .reason = keep_reason,
                                .reason_data = k,
                                .at_seq = entry_of(field(k, "seq"))};
  return true;
}

static spr_phrase outcome_of(const sprawa_error *e) {
  static const struct {
    const char *name;
    spr_phrase outcome;
  } known[] = {
      {"case-moved", SPR_SAY_failed_moved},
      {"data", SPR_SAY_failed_data},
      {"not-competent", SPR_SAY_failed_competent},
      {"guard", SPR_SAY_failed_guard},
      {"no-transition", SPR_SAY_failed_transition},
      {"no-task", SPR_SAY_failed_task},
      {"case-closed", SPR_SAY_failed_closed},
      {"required", SPR_SAY_failed_required},
      {"idempotency-mismatch", SPR_SAY_failed_mismatch},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strcmp(e->name, known[i].name) == 0) return known[i].outcome;
  return SPR_SAY_failed_other;
}

static void go_back(const doing *k) {
  spr_url u = spr_url_begin(k->v->http->arena, "/cases");
  spr_url_segment(&u, spr_str_of(k->id));
  spr_url_query(&u, "told", spr_str_of(k->tried->what));
  spr_screen_go(k->v, u.text);
}

static void finish(doing *k, sprawa_code code, const sprawa_error *e) {
  if (code == SPRAWA_OK) {
    go_back(k);
    return;
  }
  bool comes_back = code == SPRAWA_REFUSED && strcmp(e->name, "case-erased") != 0;
  if (!comes_back && code != SPRAWA_INVALID && code != SPRAWA_LIMIT) {
    spr_screen_failed(k->v, e);
    return;
  }
  k->tried->outcome = outcome_of(e);
  bool moved = strcmp(e->name, "case-moved") == 0;
  if (k->tried->outcome == SPR_SAY_failed_other) k->tried->detail = spr_str_of(e->message);
  k->v->answer->status = moved ? 409 : 422;
  spr_sheet_show(k->v, k->tried);
}

/* A text that must be there; false: it is not, and the form has come back. */
static bool text_of(doing *k, spr_phrase label, const char **out) {
  *out = field(k, "text");
  if (spr_str_trim(spr_str_of(*out)).n) return true;
  spr_ask_blame(&k->tried->asked, SPR_STR("text"), spr_screen_said(k->v, label), SPR_SAY_fault_missing);
  k->tried->outcome = SPR_SAY_failed_data;
  k->v->answer->status = 422;
  spr_sheet_show(k->v, k->tried);
  return false;
}

/* -- events -----------------------------------------------------------------------------------------------
 */

/* What the event asks for, as the case stands; NULL: nothing, or it is not waited for: the engine will say.
 */
static const sprawa_option *find_option(doing *k) {
  sprawa_explanation *x = NULL;
  sprawa_error error;
  if (sprawa_engine_explain(k->v->server->engine, k->id, &k->v->view, &x, &error) != SPRAWA_OK) return NULL;
  SPR_HOLD(k->v, x, sprawa_explanation_free);
  k->seq = sprawa_case_head(sprawa_explanation_case(x))->seq;
  const sprawa_option *o = sprawa_explanation_option(x, 0);
  for (size_t i = 0; o; o = sprawa_explanation_option(x, ++i))
    if (spr_str_is(k->tried->name, o->event)) return o;
  return NULL;
}

/* Where the case has moved on by this very form, what it asked for is not known any more, and with texts in
 * place of its data it is another request under the same key; but the key says what was filled in. */
static bool is_done(const doing *k, const sprawa_option *o, sprawa_code code, const sprawa_error *e) {
  return !o && k->request.key && code == SPRAWA_REFUSED && strcmp(e->name, "idempotency-mismatch") == 0;
}

static const sprawa_datum *find_datum(const sprawa_datum *data, size_t n, const char *segment) {
  for (size_t i = 0; i < n; i++) {
    size_t length = strlen(data[i].name);
    if (strncmp(data[i].name, segment, length) == 0 && (!segment[length] || segment[length] == '/'))
      return &data[i];
  }
  return NULL;
}

/* The input of the datum at which the reason points, or of the nearest around it, is to blame. */
static void blame_datum(doing *k, const sprawa_option *o, const sprawa_reason *r) {
  const sprawa_datum *d = NULL, *inside = o->data;
  size_t n = o->ndata;
  spr_str input = SPR_STR("data");
  for (const char *at = r->pointer; *at == '/' && n;) {
    const sprawa_datum *next = find_datum(inside, n, at + 1);
    if (!next) break;
    d = next;
    input = spr_str_printf(k->v->http->arena, "%.*s.%s", SPR_FMT(input), d->name);
    at += 1 + strlen(d->name);
    inside = d->members;
    n = d->kind == SPRAWA_KIND_LIST ? 0 : d->nmembers;
  }
  if (d)
    spr_ask_blame(&k->tried->asked, input, spr_ask_label(k->v->http->arena, d),
                  r->why == SPRAWA_WHY_MISSING ? SPR_SAY_fault_missing : spr_ask_misfit(d->kind));
}

/* What does not fit comes back at once; where the case has moved meanwhile, that is told first, for then the
 * form is of another moment than the page around it. */
static void give_back(doing *k) {
  bool moved = k->request.at_seq && k->seq && k->seq != k->request.at_seq;
  k->tried->outcome = moved ? SPR_SAY_failed_moved : SPR_SAY_failed_data;
  k->v->answer->status = moved ? 409 : 422;
  spr_sheet_show(k->v, k->tried);
}

void spr_screen_case_event(spr_visit *v) {
  doing k;
  sprawa_error error;
  if (!begin(v, "event", v->args[1], &k)) return;
  const sprawa_option *o = find_option(&k);
  const sprawa_value *data =
      o ? spr_ask_read(v, o->data, o->ndata, &k.tried->asked) : spr_ask_texts(v, &k.tried->asked);
  if (k.tried->asked.n) {
    give_back(&k);
    return;
  }
  sprawa_code code =
      sprawa_engine_send(v->server->engine, k.id, v->args[1].p, data, &k.request, NULL, &error);
  if (is_done(&k, o, code, &error)) code = SPRAWA_OK;
  bool misfit = code == SPRAWA_REFUSED && strcmp(error.name, "data") == 0;
  for (uint32_t i = 0; o && misfit && i < k.tried->nreasons; i++) blame_datum(&k, o, &k.reasons[i]);
  finish(&k, code, &error);
}

void spr_screen_case_reopen(spr_visit *v) {
  doing k;
  sprawa_error error;
  if (!begin(v, "reopen", SPR_STR("case.reopen"), &k)) return;
  finish(&k, sprawa_engine_reopen(v->server->engine, k.id, &k.request, NULL, &error), &error);
}

/* -- tasks and notes --------------------------------------------------------------------------------------
 */

void spr_screen_case_done(spr_visit *v) {
  doing k;
  sprawa_error error;
  if (!begin(v, "done", v->args[1], &k)) return;
  finish(&k, sprawa_engine_done(v->server->engine, k.id, v->args[1].p, NULL, &k.request, NULL, &error),
         &error);
}

void spr_screen_case_sign(spr_visit *v) {
  doing k;
  sprawa_error error;
  if (!begin(v, "sign", v->args[1], &k)) return;
  finish(&k, sprawa_engine_sign(v->server->engine, k.id, v->args[1].p, &k.request, NULL, &error), &error);
}

void spr_screen_case_waive(spr_visit *v) {
  doing k;
  sprawa_error error;
  const char *reason;
  if (!begin(v, "waive", v->args[1], &k) || !text_of(&k, SPR_SAY_task_reason, &reason)) return;
  finish(&k, sprawa_engine_waive(v->server->engine, k.id, v->args[1].p, reason, &k.request, NULL, &error),
         &error);
}

/* A note disturbs nobody, so it is kept also where the case has moved meanwhile. */
void spr_screen_case_note(spr_visit *v) {
  doing k;
  sprawa_error error;
  const char *text;
  if (!begin(v, "note", (spr_str){0}, &k) || !text_of(&k, SPR_SAY_note_text, &text)) return;
  k.request.at_seq = 0;
  finish(&k, sprawa_engine_note(v->server->engine, k.id, text, &k.request, NULL, &error), &error);
}
