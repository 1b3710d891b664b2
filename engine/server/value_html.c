/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* A value of a case file for people. */

static void put_text(spr_screen *p, const sprawa_value *v) {
  spr_str text = spr_str_of(sprawa_value_as_text(v));
  spr_day day;
  if (!spr_day_parse(text, &day)) {
    spr_html_text(&p->html, text);
    return;
  }
  spr_buf words;
  spr_screen_scratch(p->visit, &words);
  spr_phrase_day(p->phrases, &words, day);
  spr_html_open(&p->html, "time", NULL);
  spr_html_attr(&p->html, "datetime", text);
  spr_html_text(&p->html, spr_buf_view(&words));
  spr_html_close(&p->html, "time");
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

/* Of a person the name needs no label. */
static void put_record(spr_screen *p, const sprawa_value *v) {
  const sprawa_value *name = sprawa_value_member(v, "name");
  bool any = false;
  if (name) {
    spr_value_show(p, name);
    any = true;
  }
  for (size_t i = 0; i < sprawa_value_size(v); i++) {
    const char *member = sprawa_value_name(v, i);
    sprawa_datum d = {.name = member, .title = ""};
    if (strcmp(member, "name") == 0) continue;
    if (any) spr_html_text(&p->html, SPR_STR(", "));
    spr_html_open(&p->html, "span", "quiet");
    if (strcmp(member, "birth_date") == 0)
      spr_html_say(&p->html, SPR_SAY_born);
    else
      spr_html_text(&p->html, spr_ask_label(p->arena, &d));
    spr_html_close(&p->html, "span");
    spr_html_text(&p->html, SPR_STR(" "));
    spr_value_show(p, sprawa_value_at(v, i));
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
