/* SPDX-License-Identifier: Apache-2.0 */
#include "access/who.h"
#include "base/limits.h"
#include "base/near.h"
#include "lab/literal.h"
#include "lab/story_impl.h"
#include "lab/trace.h"
#include "lang/scalar.h"

/* -- faults --------------------------------------------------------------------------------------------- */

spr_str story_text(story_run *r) {
  spr_str s = spr_str_dup(r->keep, spr_buf_view(&r->text));
  spr_buf_clear(&r->text);
  return s;
}

spr_story_fault *story_fault(story_run *r, spr_code code, spr_span at, spr_str found, const char *fmt, ...) {
  spr_story_fault *f = SPR_NEW(r->keep, spr_story_fault);
  va_list ap;
  va_start(ap, fmt);
  *f = (spr_story_fault){.code = code,
                         .at = at,
                         .message = spr_str_vprintf(r->keep, fmt, ap),
                         .found = spr_str_dup(r->keep, found)};
  va_end(ap);
  if (r->last) {
    r->last->next = f;
  } else {
    r->first = f;
  }
  r->last = f;
  return f;
}

bool story_who(story_run *r, const spr_case *c, const spr_node *n, spr_str *out) {
  *out = SPR_STR("");
  if (!n) return true;
  bool ok = spr_who_named(c, spr_node_text(n), out, &r->text);
  *out = spr_str_dup(r->scratch, *out);
  if (ok) return true;
  spr_str why = story_text(r);
  story_fault(r, SPR_D_NOBODY_MEANT, n->at, SPR_STR(""), "%.*s", SPR_FMT(why));
  return false;
}

static void forget_steps(story_run *r) {
  spr_buf_clear(&r->because);
  r->nshown = 0;
}

/* Of a long stretch, its end explains more than its beginning. */
static void forget_oldest(story_run *r) {
  uint32_t n = r->shown[0];
  memmove(r->shown, r->shown + 1, --r->nshown * sizeof *r->shown);
  memmove(r->because.p, r->because.p + n, r->because.n - n + 1);
  r->because.n -= n;
}

static void keep_clocks(story_run *r, spr_case_ref c, const spr_watched *x) {
  for (uint32_t i = 0; x->result && i < x->result->neffects; i++) {
    const spr_effect *e = &x->result->effects[i];
    if (e->kind != SPR_E_DEADLINE || e->index == SPR_NONE) continue;
    r->clocks[r->nclocks++ % SPR_MAX_KEPT_CLOCKS] = (story_clock){x->loaded->now, c, e->index, e->text};
  }
}

/* What got stuck is tried again and again; once is enough to explain it. */
static void show(story_run *r, spr_str link, const spr_watched *x) {
  if (x->result && x->result->outcome == SPR_STUCK && x->tries > 0) return;
  if (r->nshown == SPR_MAX_SHOWN_STEPS) forget_oldest(r);
  size_t before = r->because.n;
  spr_trace_step(&r->because, 4, SPR_TRACE_DECISIONS, link, x);
  r->shown[r->nshown++] = (uint32_t)(r->because.n - before);
}

static void watch(void *ud, const spr_world *w, spr_case_ref c, const spr_watched *x) {
  story_run *r = ud;
  spr_str link = {0};
  if (c >= 0) (void)spr_world_opener(w, c, &link);
  r->steps++;
  keep_clocks(r, c, x);
  show(r, link, x);
  if (r->options->trace)
    spr_trace_step(r->options->trace, 2, SPR_TRACE_DECISIONS | SPR_TRACE_EFFECTS, link, x);
}

/* -- steps ---------------------------------------------------------------------------------------------- */

static bool here(const story_run *r, const spr_node *in) {
  for (uint32_t i = 0; i < story_count(in); i++)
    if (spr_str_eq(spr_node_text(story_nth(in, i)), r->city->id)) return true;
  return in == NULL;
}

static const spr_zone *zone(const story_run *r) {
  return r->def->model->zone;
}

/* What the world gave; that it would not end is a fault of the story. */
static spr_status too_much(story_run *r, spr_span at, spr_status s) {
  if (s != SPR_ELIMIT) return s;
  story_fault(r, SPR_D_TOO_LARGE, at, SPR_STR(""), "more than %d timers and messages fell due",
              SPR_MAX_TICKS);
  return SPR_OK;
}

/* Time moves to where the step begins. */
static spr_status move_time(story_run *r, const spr_story_step *step) {
  const spr_model *m = r->def->model;
  spr_instant now = spr_world_now(r->world), then = now;
  spr_law law = {m->calendar, m->zone, spr_zone_day(m->zone, now)};
  if (step->at && spr_scalar_datetime(step->at, m->zone, &then) && then < now) {
    spr_trace_instant(&r->text, m->zone, now);
    story_fault(r, SPR_D_TIME_BACK, step->at->at, story_text(r), "time does not go back");
    return SPR_OK;
  }
  if (step->has_after && spr_timer_due(&law, now, step->after, &then) != SPR_OK) {
    story_fault(r, SPR_D_OUT_OF_RANGE, step->span, SPR_STR(""), "time ends with the year 9999");
    return SPR_OK;
  }
  if (then == now) return SPR_OK;
  return too_much(r, step->span, spr_world_advance(r->world, then));
}

static bool find_case(story_run *r, const spr_story_step *step, spr_case_ref *c) {
  *c = r->main;
  if (step->link.n == 0) return true;
  *c = spr_world_link(r->world, r->main, step->link);
  spr_near near;
  spr_near_init(&near, step->link);
  for (uint32_t i = spr_world_cases(r->world); i-- > 0 && *c < 0;) {
    spr_str link;
    (void)spr_world_opener(r->world, (spr_case_ref)i, &link);
    if (spr_str_eq(link, step->link)) *c = (spr_case_ref)i;
    spr_near_offer(&near, link);
  }
  if (*c >= 0) return true;
  spr_story_fault *f = story_fault(r, SPR_D_NO_LINK, step->span, SPR_STR(""),
                                   "no linked case \"%.*s\" was opened", SPR_FMT(step->link));
  spr_str best = spr_near_best(&near);
  if (best.n > 0) f->help = spr_str_printf(r->keep, "did you mean \"%.*s\"?", SPR_FMT(best));
  return false;
}

static spr_value data_of(story_run *r, const spr_model *m, const spr_story_step *step) {
  if (!step->data) return SPR_V_NIL;
  int32_t e = step->verb == SPR_SAY_SEND ? spr_model_event(m, spr_node_text(step->said->value)) : SPR_NONE;
  const spr_field *fields = e == SPR_NONE ? NULL : m->events[e].data;
  return spr_literal_record(r->scratch, m->zone, fields, e == SPR_NONE ? 0 : m->events[e].ndata, step->data);
}

static spr_input_kind input_of(spr_story_verb verb) {
  switch (verb) {
    case SPR_SAY_DONE: return SPR_IN_DONE;
    case SPR_SAY_SIGN: return SPR_IN_SIGN;
    case SPR_SAY_WAIVE: return SPR_IN_WAIVE;
    case SPR_SAY_NOTE: return SPR_IN_NOTE;
    case SPR_SAY_REOPEN: return SPR_IN_REOPEN;
    case SPR_SAY_SEND:
    case SPR_SAY_WAIT:
    case SPR_SAY_EXPECT: break;
  }
  return SPR_IN_EVENT;
}

static bool contains(spr_str text, spr_str part) {
  for (uint32_t i = 0; i + part.n <= text.n; i++)
    if (memcmp(text.p + i, part.p, part.n) == 0) return true;
  return false;
}

/* Was the step taken or refused as the story says? */
static void judge(story_run *r, const spr_story_step *step, const spr_told *reply) {
  bool taken = reply->kind == SPR_TOLD_DONE;
  spr_str code = spr_str_of(spr_refusal_name(reply->code));
  spr_str found = spr_str_printf(r->scratch, "refused (%.*s): %.*s", SPR_FMT(code), SPR_FMT(reply->reasons));
  spr_span at = step->said->value->at;
  if (!step->refused) {
    if (!taken) story_fault(r, SPR_D_STEP_REFUSED, at, found, "the step was refused");
    return;
  }
  spr_str want = spr_node_text(step->refused);
  if (taken) {
    story_fault(r, SPR_D_NOT_REFUSED, step->refused->at, SPR_STR("taken"), "expected a refusal (%.*s)",
                SPR_FMT(want));
  } else if (!spr_str_eq(want, code) && !contains(reply->reasons, want)) {
    story_fault(r, SPR_D_NOT_REFUSED, step->refused->at, found, "expected another refusal: %.*s",
                SPR_FMT(want));
  }
}

static spr_status act(story_run *r, const spr_story_step *step, spr_case_ref c) {
  spr_input in = {.kind = input_of(step->verb), .occurred = SPR_NO_INSTANT, .reason = step->why};
  const spr_loaded *at = NULL;
  spr_status s = spr_world_look(r->world, c, &at);
  if (s != SPR_OK || !story_who(r, at->c, step->by, &in.by)) return s;
  if (in.kind == SPR_IN_NOTE) {
    in.reason = spr_node_text(step->said->value);
  } else if (in.kind != SPR_IN_REOPEN) {
    in.name = spr_node_text(step->said->value);
  }
  in.data = data_of(r, at->definition->model, step);
  if (step->occurred) (void)spr_scalar_datetime(step->occurred, zone(r), &in.occurred);
  spr_told told;
  s = spr_world_take(r->world, c, &in, &told);
  if (s == SPR_OK) judge(r, step, &told);
  return too_much(r, step->span, s);
}

/* Failures of timers that the story does not count among its expectations. */
static void check_incidents(story_run *r, spr_span at) {
  uint32_t n = spr_world_incidents(r->world);
  if (n == 1)
    story_fault(r, SPR_D_INCIDENT, at, spr_world_incident(r->world, 0), "a timer or message failed");
  if (n > 1)
    story_fault(r, SPR_D_INCIDENT, at, spr_world_incident(r->world, 0), "%u timers or messages failed", n);
}

static spr_status run_step(story_run *r, const spr_story_step *step) {
  spr_status s = move_time(r, step);
  spr_case_ref c = -1;
  if (s != SPR_OK || r->first || !find_case(r, step, &c)) return s;
  if (step->verb == SPR_SAY_EXPECT) {
    if (!spr_node_get(step->said->value, "incidents")) check_incidents(r, step->said->key_at);
    s = story_expect(r, c, step->said->value);
    spr_world_forget_incidents(r->world);
    if (!r->first) forget_steps(r);
  } else if (step->verb != SPR_SAY_WAIT) {
    s = act(r, step, c);
  }
  return s;
}

/* -- the whole ------------------------------------------------------------------------------------------ */

static bool known_fields(story_run *r, const spr_model *m) {
  for (uint32_t i = 0; spr_node_is_map(r->story->fields) && i < r->story->fields->n; i++) {
    const spr_member *given = &r->story->fields->members[i];
    if (spr_model_field(m, given->key) != SPR_NONE) continue;
    spr_near near;
    spr_near_init(&near, given->key);
    for (uint32_t k = 0; k < m->nfields; k++) spr_near_offer(&near, m->fields[k].name);
    spr_story_fault *f = story_fault(r, SPR_D_UNKNOWN_FIELD, given->key_at, SPR_STR(""), "no field \"%.*s\"",
                                     SPR_FMT(given->key));
    spr_str best = spr_near_best(&near);
    if (best.n > 0) f->help = spr_str_printf(r->keep, "did you mean \"%.*s\"?", SPR_FMT(best));
  }
  return r->first == NULL;
}

/* The value that was refused: the field that the reason begins with, the opener, or the start. */
static spr_span refused_at(const spr_story *story, const spr_told *reply) {
  const spr_node *fields = story->fields;
  if (reply->code == SPR_R_NOT_COMPETENT && story->by) return story->by->at;
  for (uint32_t i = 0; reply->code == SPR_R_DATA && spr_node_is_map(fields) && i < fields->n; i++) {
    const spr_member *m = &fields->members[i];
    bool begins = spr_str_starts(reply->reasons, m->key) && reply->reasons.n > m->key.n;
    if (begins && strchr(":.[", reply->reasons.p[m->key.n])) return m->value->at;
  }
  if (reply->code == SPR_R_DATA && fields) return fields->at;
  return story->start ? story->start->at : story->span;
}

static spr_status open_case(story_run *r, spr_library *l, spr_definition *def) {
  const spr_model *m = def->model;
  spr_instant start = 0;
  if (!r->story->start || !spr_scalar_datetime(r->story->start, m->zone, &start))
    start = spr_zone_day_start(m->zone, spr_day_from_ymd((spr_ymd){2025, 1, 1}));
  if (!known_fields(r, m)) return SPR_OK;
  spr_status s = spr_world_new(l, start, SPR_WORLD_WHOLE, &r->world);
  if (s != SPR_OK) return s;
  spr_world_watch(r->world, watch, r);
  spr_value fields = spr_literal_record(r->scratch, m->zone, m->fields, m->nfields, r->story->fields);
  /* Where a story does not say who, it is not about that. */
  spr_input in = {.data = fields, .operator= !r->story->by };
  if (r->story->by) in.by = spr_who_in_city(m, spr_node_text(r->story->by));
  spr_told reply;
  r->def = def;
  s = too_much(r, r->story->span, spr_world_open(r->world, def, &in, &r->main, &reply));
  if (s != SPR_OK || r->main >= 0) return s;
  spr_str found =
      spr_str_printf(r->scratch, "refused (%s): %.*s", spr_refusal_name(reply.code), SPR_FMT(reply.reasons));
  story_fault(r, SPR_D_START_REFUSED, refused_at(r->story, &reply), found, "the case cannot be opened");
  return SPR_OK;
}

static spr_status run(story_run *r, spr_library *l) {
  spr_definition *def = NULL;
  spr_status s = spr_library_get(l, r->story->package, r->city, r->story->workflow, &def);
  if (s == SPR_EINVAL) {
    story_fault(r, SPR_D_START_REFUSED, r->story->span, SPR_STR(""), "the workflow has faults in %.*s",
                SPR_FMT(r->city->id));
    return SPR_OK;
  }
  if (s == SPR_OK) s = open_case(r, l, def);
  spr_span last = r->story->span;
  for (uint32_t i = 0; i < r->story->nsteps && s == SPR_OK && !r->first; i++) {
    if (!here(r, r->story->steps[i].in)) continue;
    last = r->story->steps[i].said->key_at;
    s = run_step(r, &r->story->steps[i]);
  }
  if (s == SPR_OK && !r->first) check_incidents(r, last);
  return s;
}

static spr_status guarded(story_run *r, spr_library *l) {
  jmp_buf env;
  if (spr_arena_guard(r->scratch, &env)) return SPR_ENOMEM;
  return run(r, l);
}

spr_status spr_story_run(spr_library *l, const spr_story *s, const spr_city *city,
                         const spr_story_options *options, spr_arena *a, spr_story_result *out) {
  const spr_alloc *alloc = spr_library_alloc(l);
  spr_arena scratch;
  spr_arena_init(&scratch, alloc, SPR_MAX_DEFINITION_BYTES);
  story_run r = {.story = s, .city = city, .options = options, .main = -1, .keep = a, .scratch = &scratch};
  spr_buf_init(&r.because, alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&r.text, alloc, SPR_MAX_LOG_BYTES);
  spr_status status = guarded(&r, l);
  spr_str because = r.first ? spr_str_dup(a, spr_buf_view(&r.because)) : SPR_STR("");
  spr_world_free(r.world);
  spr_buf_release(&r.because);
  spr_buf_release(&r.text);
  spr_arena_release(&scratch);
  *out =
      (spr_story_result){.story = s, .city = city, .faults = r.first, .because = because, .steps = r.steps};
  return status;
}
