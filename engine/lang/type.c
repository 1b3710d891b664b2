/* SPDX-License-Identifier: Apache-2.0 */
#include "base/civil.h"
#include "base/limits.h"
#include "lang/site.h"

static const char *const type_names[] = {
    [SPR_T_ANY] = "any",
    [SPR_T_TEXT] = "text",
    [SPR_T_INTEGER] = "integer",
    [SPR_T_NUMBER] = "number",
    [SPR_T_BOOLEAN] = "boolean",
    [SPR_T_DATE] = "date",
    [SPR_T_DATETIME] = "datetime",
    [SPR_T_DURATION] = "duration",
    [SPR_T_CHOICE] = "choice",
    [SPR_T_MUNICIPALITY] = "municipality",
    [SPR_T_INSTITUTION] = "institution",
    [SPR_T_PERSON] = "person",
    [SPR_T_RECORD] = "record",
    [SPR_T_LIST] = "list",
};
#define NTYPES (sizeof type_names / sizeof type_names[0])

static const spr_type type_text = {.kind = SPR_T_TEXT};
static const spr_type type_date = {.kind = SPR_T_DATE};
static const spr_type type_any = {.kind = SPR_T_ANY};

static const spr_field person_members[] = {
    {.name = {"name", 4}, .type = &type_text},
    {.name = {"birth_date", 10}, .type = &type_date},
    {.name = {"sex", 3}, .type = &type_text},
    {.name = {"identifiers", 11}, .type = &type_any},
};

static const spr_type simple[] = {
    [SPR_T_ANY] = {.kind = SPR_T_ANY},
    [SPR_T_TEXT] = {.kind = SPR_T_TEXT},
    [SPR_T_INTEGER] = {.kind = SPR_T_INTEGER},
    [SPR_T_NUMBER] = {.kind = SPR_T_NUMBER},
    [SPR_T_BOOLEAN] = {.kind = SPR_T_BOOLEAN},
    [SPR_T_DATE] = {.kind = SPR_T_DATE},
    [SPR_T_DATETIME] = {.kind = SPR_T_DATETIME},
    [SPR_T_DURATION] = {.kind = SPR_T_DURATION},
    [SPR_T_CHOICE] = {.kind = SPR_T_CHOICE},
    [SPR_T_MUNICIPALITY] = {.kind = SPR_T_MUNICIPALITY},
    [SPR_T_INSTITUTION] = {.kind = SPR_T_INSTITUTION},
    [SPR_T_PERSON] = {.kind = SPR_T_PERSON,
                      .members = person_members,
                      .nmembers = sizeof person_members / sizeof person_members[0]},
};

const spr_type *spr_type_simple(spr_type_kind kind) {
  return &simple[kind];
}

spr_str spr_type_name(spr_type_kind kind) {
  return spr_str_of(type_names[kind]);
}

bool spr_type_kind_of(spr_str name, spr_type_kind *out) {
  for (size_t i = 0; i < NTYPES; i++) {
    if (spr_str_is(name, type_names[i])) {
      *out = (spr_type_kind)i;
      return true;
    }
  }
  return false;
}

void spr_type_text(const spr_type *t, spr_buf *out) {
  for (; t->kind == SPR_T_LIST; t = t->of) spr_buf_puts(out, "list of ");
  spr_buf_puts(out, type_names[t->kind]);
}

int32_t spr_type_word(const spr_type *t, spr_str word) {
  for (uint32_t i = 0; i < t->nchoices; i++)
    if (spr_str_eq(t->choices[i], word)) return (int32_t)i;
  return SPR_NONE;
}

/* Where in the value we are; the path is written only when something does not fit. */
typedef struct trail {
  const struct trail *up;
  spr_str key;   /* of a record, or ... */
  uint32_t item; /* ... the position in a list, from 1 as in Lua */
} trail;

typedef struct checker {
  const spr_site *site;
  spr_buf *out;
  spr_buf *pointer; /* or NULL */
} checker;

static void write_trail(const checker *c, const trail *t) {
  const trail *steps[SPR_MAX_VALUE_DEPTH + 1];
  spr_buf *out = c->out;
  uint32_t n = 0;
  for (; t && n <= SPR_MAX_VALUE_DEPTH; t = t->up) steps[n++] = t;
  for (uint32_t i = n; i-- > 0;) {
    if (steps[i]->key.p)
      spr_buf_printf(out, "%s%.*s", i + 1 < n ? "." : "", SPR_FMT(steps[i]->key));
    else
      spr_buf_printf(out, "[%u]", (unsigned)steps[i]->item);
    if (c->pointer && steps[i]->key.p)
      spr_pointer_add(c->pointer, steps[i]->key);
    else if (c->pointer)
      spr_buf_printf(c->pointer, "/%u", (unsigned)steps[i]->item - 1);
  }
}

static bool misfit(const checker *c, const trail *at, const char *reason) {
  write_trail(c, at);
  if (at) spr_buf_puts(c->out, ": ");
  spr_buf_puts(c->out, reason);
  return false;
}

static bool misfit_type(const checker *c, const trail *at, const spr_type *t, spr_value v) {
  /* From outside these two come as texts: one that is left was not understood. */
  if (v.type == SPR_TEXT && t->kind == SPR_T_DATETIME)
    return misfit(c, at, "not a time such as 2026-04-01 14:30");
  if (v.type == SPR_TEXT && t->kind == SPR_T_DURATION) return misfit(c, at, "not a duration such as 2 days");
  write_trail(c, at);
  if (at) spr_buf_puts(c->out, ": ");
  spr_buf_puts(c->out, "expected ");
  spr_type_text(t, c->out);
  spr_buf_printf(c->out, ", got %s", spr_vtype_name((spr_vtype)v.type));
  return false;
}

static bool fits(const checker *c, const spr_type *t, spr_value v, const trail *at, uint32_t depth);

static const spr_field *member_of(const spr_type *t, spr_str name) {
  for (uint32_t i = 0; i < t->nmembers; i++)
    if (spr_str_eq(t->members[i].name, name)) return &t->members[i];
  return NULL;
}

static bool fits_record(const checker *c, const spr_type *t, spr_value v, const trail *at, uint32_t depth) {
  if (v.type != SPR_RECORD) return misfit_type(c, at, t, v);
  for (uint32_t i = 0; i < v.u.r->n; i++) {
    trail here = {.up = at, .key = spr_v_str(v.u.r->v[i].key)};
    const spr_field *f = member_of(t, here.key);
    if (!f) return misfit(c, &here, "not a part of this record");
    if (!fits(c, f->type, v.u.r->v[i].value, &here, depth + 1)) return false;
  }
  for (uint32_t i = 0; i < t->nmembers; i++) {
    trail here = {.up = at, .key = t->members[i].name};
    if (t->members[i].required && spr_v_get(v, here.key).type == SPR_NIL)
      return misfit(c, &here, "is required");
  }
  return true;
}

static bool fits_list(const checker *c, const spr_type *t, spr_value v, const trail *at, uint32_t depth) {
  /* An empty table of Lua is an empty list as well as an empty record. */
  if (v.type == SPR_RECORD && v.u.r->n == 0) return true;
  if (v.type != SPR_LIST) return misfit_type(c, at, t, v);
  for (uint32_t i = 0; i < v.u.l->n; i++) {
    trail here = {.up = at, .item = i + 1};
    if (!fits(c, t->of, v.u.l->v[i], &here, depth + 1)) return false;
  }
  return true;
}

static bool fits_text(const checker *c, const spr_type *t, spr_value v, const trail *at) {
  if (v.type != SPR_TEXT) return misfit_type(c, at, t, v);
  spr_str s = spr_v_str(v);
  spr_day day;
  switch (t->kind) {
    case SPR_T_DATE: return spr_day_parse(s, &day) || misfit(c, at, "not a date such as 2026-04-01");
    case SPR_T_CHOICE: return spr_type_word(t, s) != SPR_NONE || misfit(c, at, "not one of the choices");
    case SPR_T_MUNICIPALITY:
      return !c->site || spr_site_knows_municipality(c->site, s) || misfit(c, at, "not a known municipality");
    case SPR_T_INSTITUTION:
      return !c->site || spr_site_institution(c->site, s, NULL) || misfit(c, at, "not a known institution");
    default: return true;
  }
}

/* Whole numbers have been made numbers before, where they can be. */
static bool misfit_number(const checker *c, const trail *at, const spr_type *t, spr_value v) {
  if (v.type != SPR_INT) return misfit_type(c, at, t, v);
  return misfit(c, at, "a number cannot hold so many digits: make it an integer or a text");
}

static bool fits(const checker *c, const spr_type *t, spr_value v, const trail *at, uint32_t depth) {
  if (depth > SPR_MAX_VALUE_DEPTH) return misfit(c, at, "nested too deep");
  if (v.type == SPR_NIL) return true;
  switch (t->kind) {
    case SPR_T_ANY: return true;
    case SPR_T_INTEGER: return v.type == SPR_INT || misfit_type(c, at, t, v);
    case SPR_T_NUMBER: return v.type == SPR_NUM || misfit_number(c, at, t, v);
    case SPR_T_BOOLEAN: return v.type == SPR_BOOL || misfit_type(c, at, t, v);
    case SPR_T_DATETIME: return v.type == SPR_DATETIME || misfit_type(c, at, t, v);
    case SPR_T_DURATION: return v.type == SPR_DURATION || misfit_type(c, at, t, v);
    case SPR_T_PERSON:
    case SPR_T_RECORD: return fits_record(c, t, v, at, depth);
    case SPR_T_LIST: return fits_list(c, t, v, at, depth);
    default: return fits_text(c, t, v, at);
  }
}

bool spr_type_check(const spr_site *site, const spr_type *t, spr_value v, spr_buf *path_and_reason) {
  return spr_type_check_at(site, t, v, path_and_reason, NULL);
}

bool spr_type_check_at(const spr_site *site, const spr_type *t, spr_value v, spr_buf *path_and_reason,
                       spr_buf *pointer) {
  checker c = {.site = site, .out = path_and_reason, .pointer = pointer};
  return fits(&c, t, v, NULL, 0);
}
