/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/near.h"
#include "lang/scalar.h"
#include "lang/schema_walk.h"

static const char *kind_words(const spr_node *n) {
  if (spr_node_is_list(n)) return "a list";
  if (spr_node_is_map(n)) return "a map";
  return "a single value";
}

void spr_wrong_type(spr_walk w, spr_node *n, const spr_slot *slot, const char *expected) {
  spr_diag *e;
  if (spr_node_is_null(n) && n->at.from == n->at.to)
    e = spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, slot->key_at, "`%.*s` has no value", SPR_FMT(slot->key));
  else
    e = spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, n->at, "`%.*s` cannot be %s", SPR_FMT(slot->key),
                     kind_words(n));
  spr_diag_help(w.c->d, e, "write %s", expected);
  n->poisoned = true;
}

static void wrong(spr_walk w, spr_node *n, spr_code code, const char *what, const char *help) {
  spr_diag *e = spr_diag_add(w.c->d, code, n->at, "\"%.*s\" is not %s", SPR_FMT(n->text), what);
  if (help) spr_diag_help(w.c->d, e, "%s", help);
  n->poisoned = true;
}

/* -- names ---------------------------------------------------------------------------------------------- */

static const char *name_help(spr_mode mode, spr_form form) {
  if (mode == SPR_MODE_ALONE)
    return "letters, digits, `_` and `-`; events may have dots; at most 64 characters";
  switch (form) {
    case SPR_FORM_NAME:
    case SPR_FORM_REF: return "small letters a-z, digits and `_`, a letter first, at most 64 characters";
    case SPR_FORM_EVENT:
    case SPR_FORM_PATH:
    case SPR_FORM_DESCRIPTOR:
      return "small letters a-z, digits and `_`, a letter first, in parts with dots between them, at most 64 "
             "characters each";
    case SPR_FORM_LANG: return "two or three small letters, such as `pl`";
    case SPR_FORM_CALENDAR: return "two to sixteen capital letters or digits, such as `PL`";
    default: return "small letters a-z, digits, `_` and `-`, a letter first, at most 64 characters";
  }
}

static void report_name(spr_walk w, spr_form form, spr_str text, spr_span at) {
  const char *what =
      form == SPR_FORM_WORD || form == SPR_FORM_NAME || form == SPR_FORM_REF || form == SPR_FORM_DASHED
          ? "a name here"
          : spr_form_words(form);
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_BAD_NAME, at, "\"%.*s\" is not %s", SPR_FMT(text), what);
  spr_diag_help(w.c->d, e, "%s", name_help(w.c->mode, form));
}

/* A name of something that stands elsewhere. If it could be a name at all, whoever looks it up says more:
 * what it should be. */
static bool is_mere_typo(spr_walk w, spr_form form, spr_str text) {
  bool reference =
      form == SPR_FORM_REF || form == SPR_FORM_WHO || form == SPR_FORM_PATH || form == SPR_FORM_DASHED;
  return reference && w.c->mode != SPR_MODE_ALONE && spr_name_ok(SPR_MODE_ALONE, form, text);
}

static void check_name(spr_walk w, spr_form form, spr_node *n, const spr_slot *slot) {
  if (n->text.n == 0) {
    spr_wrong_type(w, n, slot, spr_form_words(form));
  } else if (!spr_name_ok(w.c->mode, form, n->text) && !is_mere_typo(w, form, n->text)) {
    report_name(w, form, n->text, n->at);
    n->poisoned = true;
  }
}

static void report_choice(spr_walk w, spr_choice choice, spr_node *n) {
  const char *words = spr_choice_words(choice);
  spr_near near;
  spr_near_init(&near, n->text);
  for (const char *p = words; *p; p += strspn(p, " ")) {
    size_t len = strcspn(p, " ");
    spr_near_offer(&near, spr_str_n(p, len));
    p += len;
  }
  spr_diag *e =
      spr_diag_add(w.c->d, SPR_D_WRONG_TYPE, n->at, "\"%.*s\" is none of: %s", SPR_FMT(n->text), words);
  spr_diag_mean(w.c->d, e, spr_near_best(&near));
  n->poisoned = true;
}

/* -- durations and the like ----------------------------------------------------------------------------- */

/* Digits, letters and what else a version may have, in three numbers. */
static bool is_version(spr_str s) {
  uint32_t i = 0;
  for (int part = 0; part < 3; part++) {
    uint32_t from = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
    if (i == from || i - from > 9 || (i - from > 1 && s.p[from] == '0')) return false;
    if (part < 2 && (i == s.n || s.p[i++] != '.')) return false;
  }
  if (i == s.n) return true;
  if (s.n > SPR_MAX_NAME || (s.p[i] != '-' && s.p[i] != '+') || i + 1 == s.n) return false;
  for (i++; i < s.n; i++)
    if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.+", s.p[i])) return false;
  return true;
}

typedef enum span_kind { SPAN_WRONG, SPAN_LITERAL, SPAN_EXPR, SPAN_PARAM } span_kind;

static span_kind span_of(spr_form form, spr_str s) {
  spr_duration d;
  if (s.n && s.p[0] == '=') return SPAN_EXPR;
  if (form == SPR_FORM_MOMENT && spr_str_starts(s, SPR_STR("at "))) return SPAN_EXPR;
  /* A name that no parameter can have is told as one that is not found. */
  if (spr_str_starts(s, SPR_STR("param.")) &&
      spr_name_ok(SPR_MODE_ALONE, SPR_FORM_NAME, spr_str_sub(s, 6, s.n)))
    return SPAN_PARAM;
  return spr_duration_parse(s, false, &d) ? SPAN_LITERAL : SPAN_WRONG;
}

static void check_span(spr_walk w, spr_form form, spr_node *n, const spr_slot *slot) {
  span_kind kind = span_of(form, n->text);
  if (kind == SPAN_EXPR)
    spr_check_expr(w, n, slot);
  else if (kind == SPAN_WRONG)
    wrong(w, n, SPR_D_BAD_DURATION, "a duration",
          "write for example `3 working days`, `14 days`, `1 month`, `param.NAME` or `=EXPRESSION`");
}

bool spr_check_key(spr_walk w, spr_form form, const spr_member *m) {
  if (form == SPR_FORM_SPAN || form == SPR_FORM_MOMENT) {
    if (span_of(form, m->key) != SPAN_WRONG) return true;
    spr_diag *e =
        spr_diag_add(w.c->d, SPR_D_BAD_DURATION, m->key_at, "\"%.*s\" is not a duration", SPR_FMT(m->key));
    spr_diag_help(w.c->d, e, "write %s", spr_form_words(form));
    return false;
  }
  /* Keys of packages, kinds and the like are given there; those of events are looked up. */
  bool refers = form == SPR_FORM_REF || form == SPR_FORM_DESCRIPTOR;
  if (refers && w.c->mode != SPR_MODE_ALONE && spr_name_ok(SPR_MODE_ALONE, form, m->key)) return true;
  if (!spr_name_ok(w.c->mode, form, m->key)) {
    report_name(w, form, m->key, m->key_at);
    return false;
  }
  if (form != SPR_FORM_EVENT || !spr_event_reserved(m->key)) return true;
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_RESERVED_EVENT, m->key_at,
                             "the event \"%.*s\" belongs to the engine", SPR_FMT(m->key));
  spr_diag_help(w.c->d, e, "choose another name");
  return false;
}

static void check_language(spr_walk w, spr_node *n) {
  if (spr_str_is(n->text, "1")) return;
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_LANGUAGE_VERSION, n->at,
                             "this engine does not know version \"%.*s\" of the language", SPR_FMT(n->text));
  spr_diag_help(w.c->d, e, "write 1, or take a newer engine");
  n->poisoned = true;
}

static void check_number(spr_walk w, spr_node *n) {
  int64_t i;
  if (!spr_scalar_integer(n, &i))
    wrong(w, n, SPR_D_WRONG_TYPE, "a whole number", NULL);
  else if (i < 0)
    wrong(w, n, SPR_D_OUT_OF_RANGE, "0 or more", NULL);
}

static void check_value(spr_walk w, spr_node *n, const spr_slot *slot) {
  spr_value v;
  const spr_node *fault;
  if (spr_is_formula(n)) {
    spr_check_expr(w, n, slot);
  } else if (!spr_value_any(w.c->d->arena, n, &v, &fault)) {
    wrong(w, n, SPR_D_OUT_OF_RANGE, "a number that can be kept", "put it in quotes if it is a text");
  }
}

void spr_check_scalar(spr_walk w, spr_form form, int arg, spr_node *n, const spr_slot *slot) {
  static const char date_help[] = "write for example 2026-04-01";
  static const char time_help[] = "write for example 2026-04-01 10:00";
  spr_day day;
  spr_duration d;
  spr_instant t;
  bool b;
  switch (form) {
    case SPR_FORM_TEXT:
      if (spr_str_trim(n->text).n == 0) spr_wrong_type(w, n, slot, "a text");
      break;
    case SPR_FORM_ZONE:
      if (n->text.n == 0 || n->text.n > SPR_MAX_NAME) spr_wrong_type(w, n, slot, spr_form_words(form));
      break;
    case SPR_FORM_LANGUAGE: check_language(w, n); break;
    case SPR_FORM_VERSION:
      if (!is_version(n->text)) wrong(w, n, SPR_D_BAD_VERSION, "a version", "write for example 1.2.0");
      break;
    case SPR_FORM_BOOLEAN:
      if (!spr_scalar_boolean(n, &b))
        wrong(w, n, SPR_D_WRONG_TYPE, "true or false", "write true or false, without quotes");
      break;
    case SPR_FORM_COUNT: check_number(w, n); break;
    case SPR_FORM_DATE:
      if (!spr_scalar_date(n, &day)) wrong(w, n, SPR_D_BAD_DATE, "a date", date_help);
      break;
    case SPR_FORM_DATETIME:
      if (!spr_scalar_datetime(n, spr_zone_utc, &t)) wrong(w, n, SPR_D_BAD_DATE, "a time", time_help);
      break;
    case SPR_FORM_DURATION:
      if (!spr_scalar_duration(n, &d))
        wrong(w, n, SPR_D_BAD_DURATION, "a duration",
              "write for example `3 working days`, `14 days`, `1 month`");
      break;
    case SPR_FORM_SPAN:
    case SPR_FORM_MOMENT: check_span(w, form, n, slot); break;
    case SPR_FORM_EXPR:
    case SPR_FORM_BLOCK: spr_check_expr(w, n, slot); break;
    case SPR_FORM_VALUE: check_value(w, n, slot); break;
    case SPR_FORM_CHOICE:
      if (!spr_word_among(n->text, spr_choice_words((spr_choice)arg)) || !n->text.n)
        report_choice(w, (spr_choice)arg, n);
      break;
    default: check_name(w, form, n, slot); break;
  }
}

/* -- texts ---------------------------------------------------------------------------------------------- */

static bool has_text(const spr_node *title, spr_str lang) {
  for (uint32_t i = 0; spr_node_is_map(title) && i < title->n; i++) {
    const spr_node *text = title->members[i].value;
    if (spr_str_eq(title->members[i].key, lang))
      return text->poisoned || spr_str_trim(spr_node_text(text)).n > 0;
  }
  return false;
}

static void report_missing(spr_walk w, spr_node *n, const spr_slot *slot) {
  spr_str list = {"", 0};
  for (uint32_t i = 0; i < w.c->nlanguages; i++)
    if (!has_text(n, w.c->languages[i]))
      list = spr_str_printf(w.c->d->arena, "%.*s%s%.*s", SPR_FMT(list), list.n ? ", " : "",
                            SPR_FMT(w.c->languages[i]));
  if (!list.n) return;
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_MISSING_TRANSLATION, n->at, "`%.*s` is not written in: %.*s",
                             SPR_FMT(slot->key), SPR_FMT(list));
  spr_diag_help(w.c->d, e, "every text of a package stands in each of its languages");
}

static void check_language_key(spr_walk w, const spr_member *m) {
  if (!w.c->nlanguages) {
    if (!spr_name_ok(w.c->mode, SPR_FORM_LANG, m->key)) report_name(w, SPR_FORM_LANG, m->key, m->key_at);
    return;
  }
  spr_near near;
  spr_near_init(&near, m->key);
  for (uint32_t i = 0; i < w.c->nlanguages; i++) {
    if (spr_str_eq(m->key, w.c->languages[i])) return;
    spr_near_offer(&near, w.c->languages[i]);
  }
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_UNKNOWN_KEY, m->key_at,
                             "\"%.*s\" is none of the package's languages", SPR_FMT(m->key));
  spr_diag_mean(w.c->d, e, spr_near_best(&near));
}

void spr_check_title(spr_walk w, spr_node *n, const spr_slot *slot) {
  if (spr_node_is_list(n) || (spr_node_is_map(n) && !n->n && !w.patch)) {
    spr_wrong_type(w, n, slot, spr_form_words(SPR_FORM_TITLE));
    return;
  }
  if (spr_node_is_map(n)) {
    for (uint32_t i = 0; i < n->n; i++) {
      spr_node *text = n->members[i].value;
      spr_slot inner = {slot->def, n->members[i].key, n->members[i].key_at};
      check_language_key(w, &n->members[i]);
      if (text->poisoned || (w.patch && spr_node_is_null(text))) continue;
      if (!spr_node_is_scalar(text)) spr_wrong_type(w, text, &inner, "a text");
    }
    if (!w.patch) report_missing(w, n, slot);
    return;
  }
  if (spr_str_trim(n->text).n == 0)
    spr_wrong_type(w, n, slot, spr_form_words(SPR_FORM_TITLE));
  else if (w.c->nlanguages > 1)
    report_missing(w, n, slot);
}
