/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "api/machine_impl.h"
#include "base/utf8.h"

/* The step as a C hook sees it. Nothing here raises: what fails is noted, and the hook fails when it returns.
 */

struct sprawa_step {
  spr_hook_call *call;
  sprawa_machine *machine;
  spr_str event, sender; /* lent; in texts */
  spr_texts texts;
  bool failed;
};

#define DOING 20 /* units of the step's budget for an effect, as in Lua */

/* -- failing -------------------------------------------------------------------------------------------- */

static sprawa_code failed(sprawa_step *s, sprawa_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
static sprawa_code failed(sprawa_step *s, sprawa_code code, const char *fmt, ...) {
  char text[SPR_MAX_MESSAGE_BYTES];
  spr_fault *f = spr_step_fault(s->call->step);
  va_list ap;
  if (s->failed) return code;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  s->failed = true;
  spr_step_fail(s->call->step, SPR_STR(""), 0, "%s", text);
  f->nomem = code == SPRAWA_NO_MEMORY;
  return code;
}

/* The engine has said no, and its fault says why. */
static sprawa_code refused(sprawa_step *s) {
  const spr_fault *f = spr_step_fault(s->call->step);
  s->failed = true;
  return f->nomem ? SPRAWA_NO_MEMORY : f->limit ? SPRAWA_LIMIT : SPRAWA_REFUSED;
}

static sprawa_code charge(sprawa_step *s, int64_t units) {
  s->call->work -= units;
  if (s->call->work >= 0) return SPRAWA_OK;
  s->failed = true;
  return SPRAWA_LIMIT;
}

static sprawa_code act(sprawa_step *s, const char *what) {
  if (s->call->may_act) return charge(s, DOING);
  return failed(s, SPRAWA_REFUSED, "%s works only in action hooks", what);
}

static sprawa_code given(sprawa_step *s, const char *what, const sprawa_value *v, spr_value *out) {
  spr_heap *h = spr_step_heap(s->call->step);
  sprawa_code code = charge(s, (int64_t)spr_api_parts(v));
  if (code != SPRAWA_OK) return code;
  code = spr_api_to(h, v, out);
  if (code == SPRAWA_OK) return code;
  return failed(s, code, "%s: %s", what,
                code == SPRAWA_NO_MEMORY ? "no memory"
                : code == SPRAWA_LIMIT   ? "it is too large"
                                         : "it could not be made");
}

static sprawa_code named(sprawa_step *s, const char *what, const char *z, spr_str *out) {
  sprawa_error e;
  sprawa_code code = spr_api_text(&e, what, z, true, out);
  return code == SPRAWA_OK ? code : failed(s, code, "%s", e.message);
}

/* -- answering ------------------------------------------------------------------------------------------ */

void *sprawa_step_data(const sprawa_step *s) {
  return s ? s->machine->data : NULL;
}

static void take_back(sprawa_step *s) {
  spr_heap *h = spr_step_heap(s->call->step);
  if (s->call->answered) spr_v_release(h->pool, s->call->answer);
  s->call->answered = false;
  s->call->answer = SPR_V_NIL;
  s->call->reason[0] = '\0';
}

sprawa_code sprawa_step_answer(sprawa_step *s, sprawa_value *value) {
  spr_value v;
  if (!s || !value) {
    sprawa_value_release(value);
    return s ? failed(s, SPRAWA_INVALID, "the answer is missing") : SPRAWA_INVALID;
  }
  sprawa_code code = given(s, "the answer", value, &v);
  sprawa_value_release(value);
  if (code != SPRAWA_OK) return code;
  take_back(s);
  s->call->answer = v;
  s->call->answered = true;
  return SPRAWA_OK;
}

sprawa_code sprawa_step_deny(sprawa_step *s, const char *reason) {
  spr_str text;
  if (!s) return SPRAWA_INVALID;
  sprawa_code code = named(s, "the reason", reason, &text);
  if (code != SPRAWA_OK) return code;
  take_back(s);
  s->call->answered = true;
  s->call->answer = spr_v_bool(false);
  s->call->reason[spr_utf8_clean_into(s->call->reason, text, SPR_MAX_REASON_BYTES)] = '\0';
  return SPRAWA_OK;
}

sprawa_code sprawa_step_decide(sprawa_step *s, bool yes, const char *reason) {
  if (!yes && reason) return sprawa_step_deny(s, reason);
  if (!s) return SPRAWA_INVALID;
  take_back(s);
  s->call->answered = true;
  s->call->answer = spr_v_bool(yes);
  return SPRAWA_OK;
}

void sprawa_step_fail(sprawa_step *s, const char *message) {
  if (s) failed(s, SPRAWA_REFUSED, "%s", message && *message ? message : "the hook failed");
}

/* -- looking -------------------------------------------------------------------------------------------- */

static sprawa_value *shown(sprawa_step *s, spr_value v) {
  const spr_model *m = spr_step_model(s->call->step);
  sprawa_value *out = spr_api_from(&s->machine->d->alloc, v, m->zone, &s->call->work);
  if (sprawa_value_check(out) != SPRAWA_OK) failed(s, sprawa_value_check(out), "no memory");
  return out;
}

sprawa_value *sprawa_step_field(sprawa_step *s, const char *field) {
  spr_str name;
  bool found = false;
  if (!s) return spr_api_fault(SPRAWA_INVALID);
  sprawa_code code = named(s, "the field's name", field, &name);
  if (code != SPRAWA_OK) return spr_api_fault(code);
  spr_value v = spr_step_field_named(s->call->step, name, &found);
  if (found || spr_step_model(s->call->step)->alone) return shown(s, v);
  return spr_api_fault(failed(s, SPRAWA_INVALID, "the case file has no field \"%s\"", field));
}

static const char *lent(sprawa_step *s, spr_str text) {
  if (spr_texts_add(&s->texts, text)) return spr_texts_get(&s->texts, spr_texts_count(&s->texts) - 1);
  failed(s, SPRAWA_NO_MEMORY, "no memory");
  return "";
}

/* Both at once: adding a text later would move the one that was lent. */
static void read_event(sprawa_step *s) {
  if (spr_texts_count(&s->texts) > 0) return;
  const spr_event *e = spr_step_event(s->call->step);
  if (e) lent(s, e->name);
  if (e) lent(s, e->by);
}

static const char *text_of_event(sprawa_step *s, size_t i) {
  if (!s) return "";
  read_event(s);
  const char *text = spr_texts_get(&s->texts, i);
  return text ? text : "";
}

const char *sprawa_step_event(sprawa_step *s) {
  return text_of_event(s, 0);
}

const char *sprawa_step_sender(sprawa_step *s) {
  return text_of_event(s, 1);
}

sprawa_value *sprawa_step_event_data(sprawa_step *s) {
  if (!s) return spr_api_fault(SPRAWA_INVALID);
  const spr_event *e = spr_step_event(s->call->step);
  return shown(s, e ? e->data : SPR_V_NIL);
}

int64_t sprawa_step_time(sprawa_step *s) {
  return s ? spr_step_now(s->call->step) : SPRAWA_NO_TIME;
}

/* -- acting --------------------------------------------------------------------------------------------- */

sprawa_code sprawa_step_set(sprawa_step *s, const char *field, sprawa_value *value) {
  spr_str name;
  spr_value v = SPR_V_NIL;
  if (!s || !value) {
    sprawa_value_release(value);
    return s ? failed(s, SPRAWA_INVALID, "the value of a field is missing") : SPRAWA_INVALID;
  }
  sprawa_code code = act(s, "setting a field");
  if (code == SPRAWA_OK) code = named(s, "the field's name", field, &name);
  if (code == SPRAWA_OK) code = given(s, field, value, &v);
  sprawa_value_release(value);
  if (code != SPRAWA_OK) return code;
  return spr_step_set_named(s->call->step, name, v) ? SPRAWA_OK : refused(s);
}

sprawa_code sprawa_step_raise(sprawa_step *s, const char *event, sprawa_value *data) {
  spr_str name;
  spr_value v;
  sprawa_code code = s ? act(s, "raising an event") : SPRAWA_INVALID;
  if (code == SPRAWA_OK) code = named(s, "the event's name", event, &name);
  if (code == SPRAWA_OK) code = given(s, "the event's data", data, &v);
  sprawa_value_release(data);
  if (code != SPRAWA_OK) return code;
  return spr_step_raise(s->call->step, name, v) ? SPRAWA_OK : refused(s);
}

sprawa_code sprawa_step_log(sprawa_step *s, const char *line) {
  spr_str text;
  sprawa_code code = s ? named(s, "the line", line, &text) : SPRAWA_INVALID;
  if (code == SPRAWA_OK) code = charge(s, DOING + text.n / 16);
  if (code != SPRAWA_OK) return code;
  return spr_step_log(s->call->step, text) ? SPRAWA_OK : refused(s);
}

/* -- the call ------------------------------------------------------------------------------------------- */

static void call_host(spr_api_hook *h, sprawa_step *s, sprawa_value **v, size_t n) {
  for (size_t i = 0; i < n; i++) v[i] = shown(s, s->call->args[i]);
  if (!s->failed) h->fn(h->data, s, (const sprawa_value *const *)v, n);
  for (size_t i = 0; i < n; i++) sprawa_value_release(v[i]);
}

bool spr_api_answer(void *ud, spr_hook_call *call) {
  spr_api_hook *h = ud;
  sprawa_step s = {.call = call, .machine = h->d->running};
  size_t n = call->hook->ntakes, bytes = (n + 1) * sizeof(sprawa_value *);
  spr_texts_init(&s.texts, &h->d->alloc);
  sprawa_value **v = spr_realloc(&h->d->alloc, NULL, 0, bytes);
  if (v)
    call_host(h, &s, v, n);
  else
    failed(&s, SPRAWA_NO_MEMORY, "no memory");
  spr_free(&h->d->alloc, v, bytes);
  spr_texts_release(&s.texts);
  return !s.failed;
}
