/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

#include <stdio.h>

#include "base/civil.h"
#include "cases/answers.h"
#include "cases/footing.h"
#include "cases/meant.h"

/* A request: looked at, done as steps, and told. */

void spr_tell(spr_desk *s, spr_told *told, spr_answer_kind kind, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  spr_buf_clear(&s->reasons);
  spr_buf_vprintf(&s->reasons, fmt, ap);
  va_end(ap);
  told->kind = kind;
  told->reasons = spr_buf_view(&s->reasons);
}

void spr_tell_id(spr_told *told, spr_str id, uint64_t seq) {
  uint32_t n = id.n < SPR_CASE_ID_CHARS ? id.n : SPR_CASE_ID_CHARS;
  if (n) memcpy(told->id, id.p, n);
  told->id[n] = '\0';
  told->seq = seq;
}

static void tell_no_case(spr_desk *s, const spr_ask *ask, spr_told *told) {
  spr_tell(s, told, SPR_TOLD_NO_CASE, "no case \"%.*s\"", SPR_FMT(ask->id));
  spr_tell_id(told, SPR_STR(""), 0);
}

/* To whoever must not know of the case: that there is none. Who acts for himself is told the kind of refusal,
 * and nothing else. */
static void tell_hidden(spr_desk *s, const spr_ask *ask, spr_answer_kind kind, spr_refusal code,
                        spr_told *told) {
  if (ask->viewed) {
    tell_no_case(s, ask, told);
    return;
  }
  spr_tell(s, told, kind, "only those who have a part in the case are told why");
  told->code = code;
  told->seq = 0;
}

/* A case that is being opened is no secret of whoever opens it. */
static bool is_seen(const spr_loaded *l, const spr_ask *ask) {
  return l->row.seq == 0 || spr_view_case(&ask->view, l->row.id, l->c);
}

static void tell_refusal(const spr_loaded *l, const spr_ask *ask, const spr_input *in, const spr_result *r,
                         spr_told *told) {
  spr_desk *s = l->desk;
  if (!spr_view_refusal(&ask->view, l->row.id, l->c, in, r)) {
    tell_hidden(s, ask, SPR_TOLD_REFUSED, r->code, told);
    return;
  }
  told->kind = SPR_TOLD_REFUSED;
  told->code = r->code;
  spr_reasons_join(r, &ask->view, &s->reasons);
  told->reasons = spr_buf_view(&s->reasons);
  spr_reasons_pack(r, &ask->view, &s->each);
  if (!s->each.failed) told->each = spr_buf_view(&s->each);
  if (r->nreasons == 0 || r->reasons[0].line == 0) return;
  int n = snprintf(s->file, sizeof s->file, "%.*s", SPR_FMT(r->reasons[0].file));
  told->file = spr_str_n(s->file, n > 0 && n < (int)sizeof s->file ? (size_t)n : 0);
  told->line = r->reasons[0].line;
}

/* -- steps ---------------------------------------------------------------------------------------------- */

static uint8_t journal_kind(spr_input_kind k) {
  static const uint8_t kinds[] = {
      [SPR_IN_OPEN] = SPR_JOURNAL_OPENED,     [SPR_IN_EVENT] = SPR_JOURNAL_EVENT,
      [SPR_IN_DUE] = SPR_JOURNAL_DUE,         [SPR_IN_LINKED] = SPR_JOURNAL_LINKED,
      [SPR_IN_DONE] = SPR_JOURNAL_DONE,       [SPR_IN_SIGN] = SPR_JOURNAL_SIGNED,
      [SPR_IN_WAIVE] = SPR_JOURNAL_WAIVED,    [SPR_IN_NOTE] = SPR_JOURNAL_NOTE,
      [SPR_IN_REOPEN] = SPR_JOURNAL_REOPENED,
  };
  return kinds[k];
}

/* `by` goes into the skeleton: it is an institution or nobody. A workflow that stands alone knows none, and
 * takes any name for one. */
static bool is_nobody(const spr_loaded *l, spr_str by) {
  const spr_site *site = spr_library_site(l->volume->library);
  return by.n > SPR_MAX_STORED_TEXT || (site && by.n && !spr_site_institution(site, by, NULL));
}

static spr_status tell_nobody(const spr_loaded *l, const spr_ask *ask, spr_told *told) {
  spr_desk *s = l->desk;
  if (ask->viewed && !is_seen(l, ask)) {
    tell_no_case(s, ask, told);
    return SPR_OK;
  }
  spr_tell(s, told, SPR_TOLD_REFUSED, "no institution \"%.*s\"", SPR_FMT(ask->by));
  spr_meant_institution(l->definition->model, ask->by, &s->reasons);
  told->reasons = spr_buf_view(&s->reasons);
  told->code = SPR_R_NOT_COMPETENT;
  spr_tell_id(told, l->row.id, l->row.seq);
  return SPR_OK;
}

/* What is told later has happened while there was a case, and not in the future. */
static bool tell_impossible(const spr_loaded *l, const spr_ask *ask, spr_told *told) {
  spr_desk *s = l->desk;
  char when[36], text[36];
  spr_instant now = l->row.seq > 0 && l->row.at > ask->now ? l->row.at : ask->now;
  bool ahead = ask->occurred != SPR_NO_INSTANT && ask->occurred > now;
  bool before = ask->occurred != SPR_NO_INSTANT && l->row.seq > 0 && ask->occurred < l->row.opened;
  if (!ahead && !before) return false;
  told->code = SPR_R_DATA;
  spr_tell_id(told, l->row.id, l->row.seq);
  spr_zone_format(l->definition->model->zone, ask->occurred, when);
  spr_zone_format(l->definition->model->zone, ahead ? now : l->row.opened, text);
  if (!is_seen(l, ask))
    tell_hidden(s, ask, SPR_TOLD_REFUSED, SPR_R_DATA, told);
  else if (ahead)
    spr_tell(s, told, SPR_TOLD_REFUSED, "it cannot have occurred at %s, which is in the future: it is %s now",
             when, text);
  else
    spr_tell(
        s, told, SPR_TOLD_REFUSED,
        "it cannot have occurred in this case at %s: the case was opened at %s; what was before it may stand "
        "in a note",
        when, text);
  return true;
}

static spr_status ask_step(spr_loaded *l, const spr_ask *ask, const spr_change *extra, uint32_t nextra,
                           spr_told *told) {
  spr_heap h = spr_heap_pool(spr_case_pool(l->c));
  if (is_nobody(l, ask->by)) return tell_nobody(l, ask, told);
  if (tell_impossible(l, ask, told)) return SPR_OK;
  spr_input in = {.kind = ask->kind,
                  .name = ask->name,
                  .data = spr_v_copy(&h, ask->data),
                  .by = ask->by,
                  .occurred = ask->occurred,
                  .reason = ask->reason,
                  .operator= ask->operator};
  spr_cause cause = {journal_kind(ask->kind), ask->name, ask->by, ask->actor, 0};
  spr_result r;
  if (h.oom) return SPR_ENOMEM;
  spr_status st = spr_step_take(l, ask->now, &in, &cause, extra, nextra, &r);
  spr_tell_id(told, l->row.id, l->row.seq);
  if (st == SPR_OK && r.outcome != SPR_TAKEN) tell_refusal(l, ask, &in, &r, told);
  spr_v_release(spr_case_pool(l->c), in.data);
  return st;
}

/* Is the city refused for a while? Then that is told. */
static bool tell_failing(spr_desk *s, spr_str city, spr_told *told) {
  spr_instant until = spr_strain_until(&s->strain, city, s->clock);
  if (until == SPR_NO_INSTANT) return false;
  char text[36];
  spr_instant_format(until, 0, true, text);
  spr_tell(s, told, SPR_TOLD_FAILING,
           "the rules of \"%.*s\" ran out of work %d times within %d seconds, so its events and timers wait "
           "until %s; mend the rule that the refusals before this one name, and deploy",
           SPR_FMT(city), SPR_STRAIN_HITS, SPR_STRAIN_WITHIN_MS / 1000, text);
  told->until = until;
  return true;
}

static spr_status open_case(spr_desk *s, const spr_ask *ask, spr_told *told) {
  spr_volume *v = NULL;
  spr_loaded l;
  if (!spr_view_within(&ask->view, ask->municipality)) {
    spr_tell(s, told, SPR_TOLD_NO_CASE, "municipality \"%.*s\" is not one of those that may be seen",
             SPR_FMT(ask->municipality));
    return SPR_OK;
  }
  if (tell_failing(s, ask->municipality, told)) return SPR_OK;
  spr_status st = spr_shelf_current(s->shelf, ask->package, ask->municipality, &v);
  if (st == SPR_ENOTFOUND) {
    spr_tell(s, told, SPR_TOLD_NO_CASE, "no package \"%.*s\" is deployed for municipality \"%.*s\"",
             SPR_FMT(ask->package), SPR_FMT(ask->municipality));
    st = spr_meant_deployed(s->store, ask->package, ask->municipality, &s->reasons);
    told->reasons = spr_buf_view(&s->reasons);
    return st;
  }
  if (st == SPR_OK) st = spr_loaded_new(s, v, ask->workflow, &l);
  if (st == SPR_ENOTFOUND) {
    spr_tell(s, told, SPR_TOLD_NO_CASE, "the package has no workflow \"%.*s\"", SPR_FMT(ask->workflow));
    spr_meant_workflow(v->package, ask->workflow, &s->reasons);
    told->reasons = spr_buf_view(&s->reasons);
    return SPR_OK;
  }
  if (st == SPR_ELIMIT) {
    spr_tell(s, told, SPR_TOLD_REFUSED, SPR_TOO_MANY_CASES);
    told->code = SPR_R_LIMIT;
    return SPR_OK;
  }
  if (st == SPR_EREFUSED) {
    spr_tell(s, told, SPR_TOLD_NO_KEYS, "the package has sensitive fields, and there is no key file");
    return SPR_OK;
  }
  if (st != SPR_OK) return st;
  spr_change opened = {.kind = SPR_CHANGE_OPENED,
                       .name = l.row.package,
                       .text = l.row.workflow,
                       .text2 = l.row.municipality,
                       .at = SPR_NO_INSTANT};
  st = ask_step(&l, ask, &opened, 1, told);
  if (st == SPR_OK && told->kind == SPR_TOLD_DONE) st = spr_step_due(&l, ask->now, SPR_MAX_IMMEDIATE_SENDS);
  spr_loaded_release(&l);
  return st;
}

static void tell_moved(const spr_loaded *l, const spr_ask *ask, spr_told *told) {
  unsigned long long seq = l->row.seq, wanted = ask->at_seq;
  spr_tell_id(told, l->row.id, l->row.seq);
  if (!is_seen(l, ask))
    tell_hidden(l->desk, ask, SPR_TOLD_MOVED, SPR_R_NONE, told);
  else if (wanted < seq)
    spr_tell(l->desk, told, SPR_TOLD_MOVED, "the case has moved on to entry %llu", seq);
  else
    spr_tell(l->desk, told, SPR_TOLD_MOVED, "the case has only %llu %s, and not yet an entry %llu", seq,
             seq == 1 ? "entry" : "entries", wanted);
}

/* That it is an emergency is noted without asking a rule, and no rule may stand in its way: of a city whose
 * rules keep failing, what is due waits. */
static spr_status take_loaded(spr_loaded *l, const spr_ask *ask, spr_told *told) {
  spr_change reopened = {.kind = SPR_CHANGE_REOPENED, .at = SPR_NO_INSTANT};
  bool strained = spr_strain_until(&l->desk->strain, l->row.municipality, l->desk->clock) != SPR_NO_INSTANT;
  spr_status st = strained ? SPR_OK : spr_step_due(l, ask->now, SPR_MAX_IMMEDIATE_SENDS);
  if (st != SPR_OK) return st;
  if (ask->at_seq && ask->at_seq != l->row.seq) {
    tell_moved(l, ask, told);
    return SPR_OK;
  }
  if (ask->emergency) return spr_take_emergency(l, ask, told);
  st = ask_step(l, ask, &reopened, ask->kind == SPR_IN_REOPEN, told);
  return st == SPR_OK ? spr_step_due(l, ask->now, SPR_MAX_IMMEDIATE_SENDS) : st;
}

/* Of a case that cannot be opened. The case is there, so what is not found is its key; and with a key file
 * the key that is refused is gone for good. */
static spr_status tell_closed(spr_desk *s, spr_status why, spr_told *told) {
  if (why == SPR_EREFUSED && s->keys)
    spr_tell(s, told, SPR_TOLD_ERASED, "the case was erased");
  else if (why == SPR_EREFUSED || why == SPR_ENOTFOUND)
    spr_tell(s, told, SPR_TOLD_NO_KEYS, "the case is sealed, and its key is not here");
  else
    return why;
  return SPR_OK;
}

static spr_status change_case(spr_desk *s, const spr_ask *ask, spr_told *told) {
  spr_loaded l;
  spr_footing footing = SPR_FOOTING_STRANGER;
  spr_status st = spr_footing_of(s, ask, &footing);
  if (st != SPR_OK && st != SPR_ENOTFOUND) return st;
  if (footing == SPR_FOOTING_STRANGER) {
    tell_no_case(s, ask, told);
    return SPR_OK;
  }
  st = spr_desk_load(s, ask->id, &l);
  if (st == SPR_ENOMEM || st == SPR_EIO) return st;
  if (st != SPR_OK && footing == SPR_FOOTING_PERHAPS) {
    tell_no_case(s, ask, told);
    return SPR_OK;
  }
  if (st != SPR_OK) return tell_closed(s, st, told);
  spr_tell_id(told, l.row.id, l.row.seq);
  if (!l.c)
    spr_tell(s, told, SPR_TOLD_ERASED, "the case was erased");
  else if (ask->emergency || !tell_failing(s, l.row.municipality, told))
    st = take_loaded(&l, ask, told);
  else if (footing == SPR_FOOTING_PERHAPS)
    tell_no_case(s, ask, told);
  if (st == SPR_OK && told->kind == SPR_TOLD_DONE)
    spr_loaded_leave(&l);
  else
    spr_loaded_release(&l);
  return st;
}

static spr_status take(spr_desk *s, const spr_ask *ask, spr_told *told) {
  spr_status st = spr_answers_recall(s, ask, told);
  if (st != SPR_ENOTFOUND) return st;
  st = ask->kind == SPR_IN_OPEN ? open_case(s, ask, told) : change_case(s, ask, told);
  if (st == SPR_OK && told->kind == SPR_TOLD_DONE) st = spr_answers_remember(s, ask, told);
  return st == SPR_OK && s->sent ? spr_follow(s, ask->now, SPR_MAX_IMMEDIATE_SENDS) : st;
}

spr_status spr_desk_take(spr_desk *s, const spr_ask *ask, spr_told *told) {
  *told = (spr_told){.kind = SPR_TOLD_DONE};
  spr_desk_begin(s, ask->now, SPR_STR(""));
  spr_status st = spr_desk_mark(s);
  if (st != SPR_OK) return st;
  st = take(s, ask, told);
  if (st != SPR_OK) s->answers.known = s->search.known = false; /* made just now perhaps, and undone */
  return spr_desk_marked(s, st);
}
