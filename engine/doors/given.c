/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/given.h"

#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "base/value.h"
#include "doors/json_in.h"
#include "doors/json_out.h"
#include "doors/json_value.h"

/* A member's value lies in the body, which is an object itself. */
enum { DEPTH = SPR_MAX_VALUE_DEPTH + 1 };
/* What JavaScript's numbers, and those of most others, can hold exactly. */
static const json_int_t most = 9007199254740992;

/* -- pointers and faults --------------------------------------------------------------------------------- */

void spr_fault_add(spr_buf *faults, const char *pointer, const char *detail) {
  spr_json_open(faults, NULL, '{');
  spr_json_word(faults, "pointer", pointer);
  spr_json_word(faults, "detail", detail);
  spr_json_close(faults, '}');
}

/* The pointer grows and shrinks while the document is walked. */
typedef struct walk {
  spr_buf pointer;
  spr_buf *faults;
  bool too_large; /* a number that others could not hold */
  uint32_t told;
} walk;

static void misfit(walk *w, const char *detail) {
  if (w->told++ < SPR_MAX_BODY_FAULTS) spr_fault_add(w->faults, w->pointer.p ? w->pointer.p : "", detail);
}

static size_t go_down(walk *w, spr_str name) {
  size_t at = w->pointer.n;
  spr_pointer_add(&w->pointer, name);
  return at;
}

static void go_up(walk *w, size_t at) {
  w->pointer.n = at;
  if (w->pointer.p) w->pointer.p[at] = '\0';
}

/* -- what JSON allows and we do not ---------------------------------------------------------------------- */

/* Before anything is built: the library's own bound is two thousand. */
static bool is_too_deep(spr_str text) {
  uint32_t depth = 0;
  bool quoted = false;
  for (uint32_t i = 0; i < text.n; i++) {
    char c = text.p[i];
    if (quoted) {
      if (c == '\\') i++;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > DEPTH) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      depth--;
    }
  }
  return false;
}

static bool is_clean(spr_str s) {
  for (uint32_t i = 0; i < s.n;)
    if (spr_utf8_forbidden(spr_utf8_next(s, &i))) return false;
  return true;
}

static void check_value(walk *w, json_t *j);

/* Depth is bounded by is_too_deep. */
static void check_member(walk *w, spr_str name, json_t *j) {
  size_t at = go_down(w, name);
  check_value(w, j);
  go_up(w, at);
}

static void check_object(walk *w, json_t *j) {
  for (void *it = json_object_iter(j); it; it = json_object_iter_next(j, it)) {
    spr_str name = spr_str_of(json_object_iter_key(it));
    if (!is_clean(name)) misfit(w, "a name holds a control or invisible character");
    check_member(w, name, json_object_iter_value(it));
  }
}

static void check_array(walk *w, json_t *j) {
  char name[24];
  for (size_t i = 0; i < json_array_size(j); i++) {
    int n = snprintf(name, sizeof name, "%zu", i);
    check_member(w, spr_str_n(name, (size_t)n), json_array_get(j, i));
  }
}

static void check_value(walk *w, json_t *j) {
  switch (json_typeof(j)) {
    case JSON_OBJECT: check_object(w, j); break;
    case JSON_ARRAY: check_array(w, j); break;
    case JSON_STRING:
      if (!is_clean(spr_str_n(json_string_value(j), json_string_length(j))))
        misfit(w, "the text holds a control or invisible character");
      break;
    case JSON_INTEGER:
      if (json_integer_value(j) > most || json_integer_value(j) < -most) w->too_large = true;
      break;
    /* However it is written here, what is told of it has no exponent below 10^21. */
    case JSON_REAL:
      if (fabs(json_real_value(j)) > (double)most) w->too_large = true;
      break;
    default: break;
  }
}

/* -- the members ----------------------------------------------------------------------------------------- */

static spr_given *member_of(spr_given *m, const char *name) {
  for (; m->name; m++)
    if (strcmp(m->name, name) == 0) return m;
  return NULL;
}

static void check_known(walk *w, json_t *body, spr_given *members) {
  for (void *it = json_object_iter(body); it; it = json_object_iter_next(body, it)) {
    const char *name = json_object_iter_key(it);
    if (member_of(members, name)) continue;
    size_t at = go_down(w, spr_str_of(name));
    misfit(w, "there is no member of that name");
    go_up(w, at);
  }
}

static const char *wrong_kind(const spr_given *m, const json_t *j) {
  if (m->kind == SPR_GIVEN_TEXT && !json_is_string(j)) return "must be a text";
  if (m->kind == SPR_GIVEN_RECORD && !json_is_object(j)) return "must be an object";
  return NULL;
}

static spr_status take_member(walk *w, const json_t *body, spr_given *m) {
  const json_t *j = json_object_get(body, m->name);
  bool given = j && !json_is_null(j);
  const char *fault = given ? wrong_kind(m, j) : m->needed ? "is missing" : NULL;
  if (m->kind == SPR_GIVEN_TEXT && m->needed && given && !fault && json_string_length(j) == 0)
    fault = "is empty";
  spr_buf why;
  spr_buf_init(&why, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  sprawa_code made = given && !fault ? spr_json_public(j, &m->value, &why) : SPRAWA_OK;
  if (made != SPRAWA_OK && !why.failed) fault = why.p;
  if (fault) {
    size_t at = go_down(w, spr_str_of(m->name));
    misfit(w, fault);
    go_up(w, at);
  }
  bool lost = made == SPRAWA_NO_MEMORY || why.nomem;
  spr_buf_release(&why);
  return lost ? SPR_ENOMEM : SPR_OK;
}

static spr_status read_object(walk *w, json_t *body, spr_given *members) {
  spr_status s = SPR_OK;
  check_value(w, body);
  if (w->too_large) {
    spr_buf_clear(w->faults);
    spr_buf_puts(w->faults, "a whole number is beyond 2^53: write it as a text");
    return SPR_EINVAL;
  }
  check_known(w, body, members);
  for (spr_given *m = members; m->name && s == SPR_OK; m++) s = take_member(w, body, m);
  if (s != SPR_OK || w->faults->nomem || w->pointer.nomem) return SPR_ENOMEM;
  return w->told ? SPR_EREFUSED : SPR_OK;
}

static spr_status malformed(spr_buf *faults, const char *why) {
  spr_buf_puts(faults, why);
  return SPR_EINVAL;
}

spr_status spr_given_read(spr_str text, spr_given *members, spr_buf *faults) {
  for (spr_given *m = members; m->name; m++) m->value = NULL;
  if (text.n > SPR_MAX_HTTP_BODY) return malformed(faults, "the body is too large");
  if (is_too_deep(text)) return malformed(faults, "the JSON is nested too deep");
  json_t *body = spr_json_parse(text.n ? text : SPR_STR("{}"), faults);
  if (!body) return faults->nomem ? SPR_ENOMEM : SPR_EINVAL;
  spr_status s = SPR_EINVAL;
  if (json_is_object(body)) {
    walk w = {.faults = faults};
    spr_buf_init(&w.pointer, &spr_alloc_default, 2 * SPR_MAX_HTTP_BODY);
    s = read_object(&w, body, members);
    spr_buf_release(&w.pointer);
  } else {
    spr_buf_puts(faults, "the body must be a JSON object");
  }
  json_decref(body);
  return s;
}

void spr_given_release(spr_given *members) {
  for (spr_given *m = members; m->name; m++) {
    sprawa_value_release(m->value);
    m->value = NULL;
  }
}

const char *spr_given_text(const spr_given *m) {
  return m->value ? sprawa_value_as_text(m->value) : NULL;
}
