/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* A value of a case file for people. */

static void put_day(spr_screen *p, spr_str text, spr_day day) {
  spr_buf words;
  spr_screen_scratch(p->visit, &words);
  spr_phrase_day(p->phrases, &words, day);
  spr_html_open(&p->html, "time", NULL);
  spr_html_attr(&p->html, "datetime", text);
  spr_html_text(&p->html, spr_buf_view(&words));
  spr_html_close(&p->html, "time");
}

static void put_length(spr_screen *p, spr_duration length) {
  spr_buf words;
  spr_screen_scratch(p->visit, &words);
  spr_phrase_length(p->phrases, &words, length);
  spr_html_text(&p->html, spr_buf_view(&words));
}

static void put_text(spr_screen *p, const sprawa_value *v) {
  spr_str text = spr_str_of(sprawa_value_as_text(v));
  spr_duration length;
  spr_day day;
  if (spr_day_parse(text, &day))
    put_day(p, text, day);
  else if (spr_duration_parse(text, false, &length))
    put_length(p, length);
  else
    spr_html_text(&p->html, text);
}

static void put_number(spr_screen *p, const sprawa_value *v) {
  char text[64];
  sprawa_value_json(v, text, sizeof text);
  for (char *c = text; *c; c++) /* a comma in two of the three languages */
    if (*c == '.' && strcmp(spr_phrases_code(p->phrases), "en") != 0) *c = ',';
  spr_html_text(&p->html, spr_str_of(text));
}

static void put_list(spr_screen *p, const sprawa_value *v) {
  if (sprawa_value_size(v) == 0) {
    spr_html_said(&p->html, "span", "quiet", SPR_SAY_none);
    return;
  }
  spr_html_open(&p->html, "ul", "values");
  for (size_t i = 0; i < sprawa_value_size(v); i++) {
    spr_html_open(&p->html, "li", NULL);
    spr_value_show(p, sprawa_value_at(v, i));
    spr_html_close(&p->html, "li");
  }
  spr_html_close(&p->html, "ul");
}

/* A record as the definitions name its members; a person has names of its own. */
static void put_member_name(spr_screen *p, const char *name) {
  sprawa_datum d = {.name = name, .title = ""};
  spr_phrase what = spr_ask_person(name);
  bool born = what == SPR_SAY_person_born;
  spr_html_open(&p->html, "span", "quiet");
  if (what == SPR_PHRASES)
    spr_html_text(&p->html, spr_ask_label(p->arena, &d));
  else
    spr_html_say(&p->html, born ? SPR_SAY_born : what);
  if (!born) spr_html_text(&p->html, SPR_STR(":"));
  spr_html_close(&p->html, "span");
  spr_html_text(&p->html, SPR_STR(" "));
}

static void put_member(spr_screen *p, const char *name, const sprawa_value *v) {
  spr_str text = spr_str_of(sprawa_value_as_text(v));
  bool sex = spr_ask_person(name) == SPR_SAY_person_sex;
  put_member_name(p, name);
  if (sex && spr_str_is(text, "female"))
    spr_html_say(&p->html, SPR_SAY_sex_female);
  else if (sex && spr_str_is(text, "male"))
    spr_html_say(&p->html, SPR_SAY_sex_male);
  else
    spr_value_show(p, v);
}

/* Of a person the name needs no label. */
static void put_record(spr_screen *p, const sprawa_value *v) {
  const sprawa_value *name = sprawa_value_member(v, "name");
  bool any = name != NULL;
  if (name) spr_value_show(p, name);
  for (size_t i = 0; i < sprawa_value_size(v); i++) {
    const char *member = sprawa_value_name(v, i);
    if (strcmp(member, "name") == 0) continue;
    if (any) spr_html_text(&p->html, SPR_STR(" \xC2\xB7 "));
    put_member(p, member, sprawa_value_at(v, i));
    any = true;
  }
}

/* Values are 20 deep at most. */
void spr_value_show(spr_screen *p, const sprawa_value *v) {
  switch (sprawa_value_type(v)) {
    case SPRAWA_BOOLEAN: spr_html_say(&p->html, sprawa_value_as_boolean(v) ? SPR_SAY_yes : SPR_SAY_no); break;
    case SPRAWA_INTEGER:
    case SPRAWA_NUMBER: put_number(p, v); break;
    case SPRAWA_TEXT: put_text(p, v); break;
    case SPRAWA_LIST: put_list(p, v); break;
    case SPRAWA_RECORD: put_record(p, v); break;
    default: spr_html_said(&p->html, "span", "quiet", SPR_SAY_none); break;
  }
}
