/* SPDX-License-Identifier: Apache-2.0 */
#include "server/ask.h"

#define RADIO_CHOICES 6 /* that are seen at once; more are a list to open, ... */
#define LONG_CHOICES 12 /* ... or more than these, where a list would cut off what is chosen: */
#define LONG_LABEL 40   /* bytes */

typedef struct asking {
  spr_screen *p;
  spr_html *h;
  spr_str prefix;
  const spr_asked *back;
  spr_str preset; /* what is chosen until something is */
} asking;

void spr_ask_blame(spr_asked *a, spr_str input, spr_str label, spr_phrase what) {
  if (a->n < SPR_MAX_FORM_FIELDS) a->faults[a->n++] = (spr_ask_fault){input, label, what};
}

static const spr_ask_fault *fault_of(const spr_asked *a, spr_str input) {
  for (uint32_t i = 0; a && i < a->n; i++)
    if (spr_str_eq(a->faults[i].input, input)) return &a->faults[i];
  return NULL;
}

spr_str spr_ask_typed(const spr_asked *a, spr_str input) {
  for (uint32_t i = 0; a && i < a->form.n; i++)
    if (spr_str_eq(a->form.fields[i].name, input)) return a->form.fields[i].value;
  return (spr_str){0};
}

spr_str spr_ask_id(spr_arena *arena, spr_str prefix, spr_str input) {
  return spr_str_printf(arena, "%.*s-%.*s", SPR_FMT(prefix), SPR_FMT(input));
}

/* -- what all inputs have -------------------------------------------------------------------------------- */

static spr_str id_of(const asking *k, spr_str input, const char *more) {
  return spr_str_printf(k->p->arena, "%.*s-%.*s%s", SPR_FMT(k->prefix), SPR_FMT(input), more);
}

/* Words about the input that stand by it: which of them there are. */
static void describe(const asking *k, spr_str input, bool hint) {
  bool wrong = fault_of(k->back, input) != NULL;
  if (wrong) spr_html_attr(k->h, "aria-invalid", SPR_STR("true"));
  if (!wrong && !hint) return;
  spr_str fault = wrong ? id_of(k, input, "-fault ") : SPR_STR("");
  spr_str about = hint ? id_of(k, input, "-hint") : SPR_STR("");
  spr_html_attr(k->h, "aria-describedby",
                spr_str_trim(spr_str_printf(k->p->arena, "%.*s%.*s", SPR_FMT(fault), SPR_FMT(about))));
}

static void put_fault(const asking *k, spr_str input) {
  const spr_ask_fault *f = fault_of(k->back, input);
  if (!f) return;
  spr_html_open(k->h, "p", "fault");
  spr_html_attr(k->h, "id", id_of(k, input, "-fault"));
  spr_html_say(k->h, f->what);
  spr_html_close(k->h, "p");
}

static void put_hint(const asking *k, spr_str input, spr_phrase hint, spr_str example) {
  if (hint == SPR_PHRASES) return;
  spr_html_open(k->h, "p", "hint");
  spr_html_attr(k->h, "id", id_of(k, input, "-hint"));
  spr_html_say_with(k->h, hint, (spr_with){.a = example});
  spr_html_close(k->h, "p");
}

static void put_need(const asking *k, bool required) {
  if (required) return;
  spr_html_text(k->h, SPR_STR(" "));
  spr_html_said(k->h, "span", "optional", SPR_SAY_optional);
}

static void put_label(const asking *k, spr_str input, spr_str text, bool required) {
  spr_html_open(k->h, "label", NULL);
  spr_html_attr(k->h, "for", id_of(k, input, ""));
  spr_html_text(k->h, text);
  put_need(k, required);
  spr_html_close(k->h, "label");
}

/* An input begins; more attributes may follow. */
static void begin_control(const asking *k, const char *tag, spr_str input, bool required, spr_phrase hint) {
  spr_html_open(k->h, tag, NULL);
  spr_html_attr(k->h, "id", id_of(k, input, ""));
  spr_html_attr(k->h, "name", input);
  if (required) spr_html_flag(k->h, "required");
  describe(k, input, hint != SPR_PHRASES);
}

/* -- one of several ---------------------------------------------------------------------------------------
 */

static spr_str chosen(const asking *k, spr_str input) {
  spr_str typed = spr_ask_typed(k->back, input);
  return typed.p ? typed : k->preset;
}

static void put_radio(const asking *k, spr_str input, uint32_t number, spr_str value, bool required) {
  spr_str id = spr_str_printf(k->p->arena, "%.*s-%.*s-%u", SPR_FMT(k->prefix), SPR_FMT(input), number);
  spr_str typed = chosen(k, input);
  spr_html_open(k->h, "input", NULL);
  spr_html_attr(k->h, "type", SPR_STR("radio"));
  /* What a summary of faults leads to is the first one. */
  spr_html_attr(k->h, "id", number == 0 ? id_of(k, input, "") : id);
  spr_html_attr(k->h, "name", input);
  spr_html_attr(k->h, "value", value);
  if (spr_str_eq(typed, value) && (typed.p || value.n == 0)) spr_html_flag(k->h, "checked");
  if (required) spr_html_flag(k->h, "required");
  if (number == 0) describe(k, input, false);
}

static void put_choice(const asking *k, spr_str input, uint32_t number, spr_str value, spr_str text,
                       bool required) {
  spr_html_open(k->h, "label", "choice");
  put_radio(k, input, number, value, required);
  spr_html_text(k->h, text);
  spr_html_close(k->h, "label");
}

static void begin_group(const asking *k, spr_str label, bool required) {
  spr_html_open(k->h, "fieldset", "field");
  spr_html_open(k->h, "legend", NULL);
  spr_html_text(k->h, label);
  put_need(k, required);
  spr_html_close(k->h, "legend");
}

static spr_str said(const asking *k, spr_phrase key) {
  return spr_screen_said(k->p->visit, key);
}

static void put_boolean(const asking *k, spr_str input, spr_str label, bool required) {
  begin_group(k, label, required);
  put_choice(k, input, 0, SPR_STR("true"), said(k, SPR_SAY_yes), required);
  put_choice(k, input, 1, SPR_STR("false"), said(k, SPR_SAY_no), required);
  if (!required) put_choice(k, input, 2, SPR_STR(""), said(k, SPR_SAY_not_said), false);
  put_fault(k, input);
  spr_html_close(k->h, "fieldset");
}

/* Without a title it is called by its word. */
static spr_str choice_label(const asking *k, const sprawa_datum *d, size_t i) {
  sprawa_datum word = {.name = d->choices[i], .title = d->choice_titles[i]};
  return spr_ask_label(k->p->arena, &word);
}

static void put_choices(const asking *k, spr_str input, const sprawa_datum *d, spr_str label) {
  uint32_t i = 0;
  begin_group(k, label, d->required);
  for (; i < d->nchoices; i++)
    put_choice(k, input, i, spr_str_of(d->choices[i]), choice_label(k, d, i), d->required);
  if (!d->required) put_choice(k, input, i, SPR_STR(""), said(k, SPR_SAY_not_said), false);
  put_fault(k, input);
  spr_html_close(k->h, "fieldset");
}

static void put_option(const asking *k, spr_str value, spr_str text, spr_str typed) {
  spr_html_open(k->h, "option", NULL);
  spr_html_attr(k->h, "value", value);
  if (typed.n && spr_str_eq(typed, value)) spr_html_flag(k->h, "selected");
  spr_html_text(k->h, text);
  spr_html_close(k->h, "option");
}

static void put_select(const asking *k, spr_str input, const sprawa_datum *d, spr_str label) {
  spr_str typed = chosen(k, input);
  spr_html_open(k->h, "div", "field");
  put_label(k, input, label, d->required);
  begin_control(k, "select", input, d->required, SPR_PHRASES);
  put_option(k, SPR_STR(""), said(k, SPR_SAY_choose), (spr_str){0});
  for (size_t i = 0; i < d->nchoices; i++)
    put_option(k, spr_str_of(d->choices[i]), choice_label(k, d, i), typed);
  spr_html_close(k->h, "select");
  put_fault(k, input);
  spr_html_close(k->h, "div");
}

static bool is_long(const asking *k, const sprawa_datum *d) {
  for (size_t i = 0; i < d->nchoices; i++)
    if (choice_label(k, d, i).n > LONG_LABEL) return true;
  return false;
}

static void put_one_of(const asking *k, spr_str input, const sprawa_datum *d, spr_str label) {
  size_t most = is_long(k, d) ? LONG_CHOICES : RADIO_CHOICES;
  (d->nchoices <= most ? put_choices : put_select)(k, input, d, label);
}

void spr_ask_by(spr_screen *p, spr_str prefix, const char *const *ids, const char *const *titles, size_t n,
                const spr_asked *back) {
  if (n == 1) spr_screen_hidden(p, "by", spr_str_of(ids[0]));
  if (n < 2) return;
  asking k = {p, &p->html, prefix, back, spr_str_of(ids[0])};
  sprawa_datum d = {.required = true, .choices = ids, .choice_titles = titles, .nchoices = n};
  put_one_of(&k, SPR_STR("by"), &d, spr_screen_said(p->visit, SPR_SAY_in_the_name_of));
}

/* -- what is typed ----------------------------------------------------------------------------------------
 */

static void put_lines(const asking *k, spr_str input, spr_str label, bool required, spr_phrase hint,
                      spr_str example) {
  spr_html_open(k->h, "div", "field");
  put_label(k, input, label, required);
  begin_control(k, "textarea", input, required, hint);
  spr_html_attr(k->h, "rows", SPR_STR("3"));
  spr_html_text(k->h, spr_ask_typed(k->back, input));
  spr_html_close(k->h, "textarea");
  put_hint(k, input, hint, example);
  put_fault(k, input);
  spr_html_close(k->h, "div");
}

static void put_input(const asking *k, spr_str input, spr_str label, bool required, const char *type,
                      const char *mode, spr_phrase hint) {
  spr_str typed = spr_ask_typed(k->back, input);
  spr_html_open(k->h, "div", "field");
  put_label(k, input, label, required);
  begin_control(k, "input", input, required, hint);
  spr_html_attr(k->h, "type", spr_str_of(type));
  spr_html_attr(k->h, "autocomplete", SPR_STR("off"));
  if (mode) spr_html_attr(k->h, "inputmode", spr_str_of(mode));
  if (typed.n) spr_html_attr(k->h, "value", typed);
  put_hint(k, input, hint, SPR_STR(""));
  put_fault(k, input);
  spr_html_close(k->h, "div");
}

void spr_ask_text(spr_screen *p, spr_str prefix, const char *name, spr_phrase label, bool lines,
                  const spr_asked *back) {
  asking k = {.p = p, .h = &p->html, .prefix = prefix, .back = back};
  spr_str input = spr_str_of(name), text = spr_screen_said(p->visit, label);
  if (lines)
    put_lines(&k, input, text, true, SPR_PHRASES, SPR_STR(""));
  else
    put_input(&k, input, text, true, "text", NULL, SPR_PHRASES);
}

/* -- by kind ----------------------------------------------------------------------------------------------
 */

static void put_datum(const asking *k, spr_str path, const sprawa_datum *d);

/* Chosen among those that are known, where that are not too many; else its short name is typed. */
static void put_place(const asking *k, spr_str input, const sprawa_datum *d, spr_str label, spr_phrase hint) {
  sprawa_datum known = *d;
  if (spr_ask_places(k->p->visit, &known))
    put_one_of(k, input, &known, label);
  else
    put_input(k, input, label, d->required, "text", NULL, hint);
}

static void put_members(const asking *k, spr_str input, const sprawa_datum *d, spr_str label) {
  begin_group(k, label, d->required);
  for (size_t i = 0; i < d->nmembers; i++) {
    sprawa_datum member = spr_ask_member(k->p->visit, d, i);
    put_datum(k, input, &member);
  }
  put_fault(k, input);
  spr_html_close(k->h, "fieldset");
}

static void put_datum(const asking *k, spr_str path, const sprawa_datum *d) {
  spr_str input = spr_str_printf(k->p->arena, "%.*s.%s", SPR_FMT(path), d->name);
  spr_str label = spr_ask_label(k->p->arena, d);
  bool need = d->required;
  switch (d->kind) {
    case SPRAWA_KIND_BOOLEAN: put_boolean(k, input, label, need); break;
    case SPRAWA_KIND_CHOICE: put_one_of(k, input, d, label); break;
    case SPRAWA_KIND_DATE: put_input(k, input, label, need, "date", NULL, SPR_PHRASES); break;
    case SPRAWA_KIND_DATETIME: put_input(k, input, label, need, "datetime-local", NULL, SPR_PHRASES); break;
    case SPRAWA_KIND_INTEGER: put_input(k, input, label, need, "text", "numeric", SPR_PHRASES); break;
    case SPRAWA_KIND_NUMBER: put_input(k, input, label, need, "text", "decimal", SPR_PHRASES); break;
    case SPRAWA_KIND_DURATION: put_input(k, input, label, need, "text", NULL, SPR_SAY_hint_duration); break;
    case SPRAWA_KIND_MUNICIPALITY: put_place(k, input, d, label, SPR_SAY_hint_municipality); break;
    case SPRAWA_KIND_INSTITUTION: put_place(k, input, d, label, SPR_SAY_hint_institution); break;
    case SPRAWA_KIND_TEXT: put_lines(k, input, label, need, SPR_PHRASES, SPR_STR("")); break;
    case SPRAWA_KIND_PERSON:
    case SPRAWA_KIND_RECORD: put_members(k, input, d, label); break;
    case SPRAWA_KIND_LIST:
      if (spr_ask_simple(d->members[0].kind))
        put_lines(k, input, label, need, SPR_SAY_hint_lines, SPR_STR(""));
      else
        put_lines(k, input, label, need, SPR_SAY_hint_json, spr_ask_example(k->p->visit, d));
      break;
    case SPRAWA_KIND_ANY:
      put_lines(k, input, label, need, SPR_SAY_hint_json, spr_ask_example(k->p->visit, d));
      break;
  }
}

void spr_ask_write(spr_screen *p, spr_str prefix, const sprawa_datum *data, size_t n, const spr_asked *back) {
  asking k = {.p = p, .h = &p->html, .prefix = prefix, .back = back};
  for (size_t i = 0; i < n; i++) put_datum(&k, SPR_STR("data"), &data[i]);
}
