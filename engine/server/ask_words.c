/* SPDX-License-Identifier: Apache-2.0 */
#include "server/ask.h"

/* What data are called, and how they are written. */

spr_str spr_ask_label(spr_arena *arena, const sprawa_datum *d) {
  if (*d->title) return spr_str_of(d->title);
  char *text = spr_arena_strdup(arena, d->name, strlen(d->name));
  for (char *c = text; *c; c++)
    if (*c == '_') *c = ' ';
  return spr_str_of(text);
}

spr_phrase spr_ask_person(const char *member) {
  static const struct {
    const char *name;
    spr_phrase what;
  } members[] = {{"name", SPR_SAY_person_name},   {"birth_date", SPR_SAY_person_born},
                 {"sex", SPR_SAY_person_sex},     {"identifiers", SPR_SAY_person_identifiers},
                 {"pesel", SPR_SAY_person_pesel}, {"passport", SPR_SAY_person_passport}};
  for (size_t i = 0; i < sizeof members / sizeof *members; i++)
    if (strcmp(member, members[i].name) == 0) return members[i].what;
  return SPR_PHRASES;
}

sprawa_datum spr_ask_member(const spr_visit *v, const sprawa_datum *d, size_t i) {
  sprawa_datum member = d->members[i];
  spr_phrase what = d->kind == SPRAWA_KIND_PERSON ? spr_ask_person(member.name) : SPR_PHRASES;
  if (what != SPR_PHRASES) member.title = spr_phrase_text(spr_screen_phrases(v), what, 0);
  return member;
}

bool spr_ask_simple(sprawa_kind kind) {
  return kind != SPRAWA_KIND_ANY && kind != SPRAWA_KIND_RECORD && kind != SPRAWA_KIND_PERSON &&
         kind != SPRAWA_KIND_LIST;
}

static void put_example(spr_buf *out, const sprawa_datum *d) {
  static const char *const examples[] = {[SPRAWA_KIND_ANY] = "[\"abc\", 12, true]",
                                         [SPRAWA_KIND_TEXT] = "\"abc\"",
                                         [SPRAWA_KIND_INTEGER] = "12",
                                         [SPRAWA_KIND_NUMBER] = "12.5",
                                         [SPRAWA_KIND_BOOLEAN] = "true",
                                         [SPRAWA_KIND_DATE] = "\"2026-04-01\"",
                                         [SPRAWA_KIND_DATETIME] = "\"2026-04-01 14:30\"",
                                         [SPRAWA_KIND_DURATION] = "\"14 days\"",
                                         [SPRAWA_KIND_MUNICIPALITY] = "\"gdansk\"",
                                         [SPRAWA_KIND_INSTITUTION] = "\"mopr-gdansk\""};
  bool list = d->kind == SPRAWA_KIND_LIST;
  if (d->kind == SPRAWA_KIND_CHOICE) spr_buf_printf(out, "\"%s\"", d->nchoices ? d->choices[0] : "");
  if (d->kind < SPRAWA_KIND_CHOICE || d->kind == SPRAWA_KIND_MUNICIPALITY ||
      d->kind == SPRAWA_KIND_INSTITUTION)
    spr_buf_puts(out, examples[d->kind]);
  if (spr_ask_simple(d->kind) || d->kind == SPRAWA_KIND_ANY) return;
  spr_buf_char(out, list ? '[' : '{');
  for (size_t i = 0; i < d->nmembers; i++) {
    if (!list) spr_buf_printf(out, "%s\"%s\": ", i ? ", " : "", d->members[i].name);
    put_example(out, &d->members[i]);
  }
  spr_buf_char(out, list ? ']' : '}');
}

/* As deep as the definition says, which is as deep as YAML may be. */
spr_str spr_ask_example(spr_visit *v, const sprawa_datum *d) {
  spr_buf text;
  spr_screen_scratch(v, &text);
  put_example(&text, d);
  return spr_buf_view(&text);
}
