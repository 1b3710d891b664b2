/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* Why something may not happen, or has not: what is the engine's in the words of the catalogue, what a rule
 * says in its own. */

/* "/person/birth_date" -> "person birth date". */
static spr_str label_of(const spr_sheet *k, const char *pointer) {
  char *text = spr_arena_strdup(k->page.arena, pointer, strlen(pointer));
  for (char *c = text; *c; c++)
    if (*c == '/' || *c == '_') *c = ' ';
  return spr_str_trim(spr_str_of(text));
}

static void put_datum(spr_sheet *k, const sprawa_reason *r, spr_phrase fault) {
  spr_html *h = &k->page.html;
  spr_html_element(h, "strong", NULL, label_of(k, r->pointer));
  spr_html_text(h, SPR_STR(": "));
  spr_html_say(h, fault);
}

static void put_words(spr_sheet *k, const sprawa_reason *r) {
  spr_html *h = &k->page.html;
  switch (r->why) {
    case SPRAWA_WHY_RULE: spr_html_element(h, "span", NULL, spr_str_of(r->text)); break;
    case SPRAWA_WHY_FAILED: spr_html_say(h, SPR_SAY_why_error); break;
    case SPRAWA_WHY_DATA: put_datum(k, r, SPR_SAY_fault_fit); break;
    case SPRAWA_WHY_MISSING: put_datum(k, r, SPR_SAY_fault_missing); break;
    case SPRAWA_WHY_CONDITION:
      if (*r->text) spr_html_element(h, "code", NULL, spr_str_of(r->text));
      break;
    case SPRAWA_WHY_UNDECIDED:
    case SPRAWA_WHY_ENGINE: break;
  }
}

/* A condition that gives no reason is nothing but what a program reads. */
static bool is_condition(const sprawa_reason *r) {
  return r->why == SPRAWA_WHY_CONDITION || r->why == SPRAWA_WHY_UNDECIDED;
}

/* What the engine says in its own words is told by the name of the refusal. */
static bool is_reason(const sprawa_reason *r) {
  return r->why != SPRAWA_WHY_ENGINE && !is_condition(r);
}

static size_t count(const sprawa_reason *v, size_t n, bool (*fits)(const sprawa_reason *)) {
  size_t found = 0;
  for (size_t i = 0; i < n; i++) found += fits(&v[i]);
  return found;
}

static void put_each(spr_sheet *k, const sprawa_reason *v, size_t n, bool (*fits)(const sprawa_reason *)) {
  spr_html *h = &k->page.html;
  for (size_t i = 0; i < n; i++) {
    if (!fits(&v[i])) continue;
    spr_html_open(h, "li", NULL);
    put_words(k, &v[i]);
    if (*v[i].file) {
      spr_html_text(h, SPR_STR(" "));
      spr_sheet_rule(k, spr_str_printf(k->page.arena, "%s:%u", v[i].file, (unsigned)v[i].line).p);
    }
    spr_html_close(h, "li");
  }
}

/* That there are some is said in words; how they are written, to whoever wants to know. */
static void put_conditions(spr_sheet *k, const sprawa_reason *v, size_t n, bool looks) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "li", NULL);
  spr_html_say(h, looks ? SPR_SAY_why_undecided : SPR_SAY_why_condition);
  spr_html_open(h, "details", "rules");
  spr_html_said(h, "summary", NULL, SPR_SAY_why_written);
  spr_html_open(h, "ul", NULL);
  put_each(k, v, n, is_condition);
  spr_html_close(h, "ul");
  spr_html_close(h, "details");
  spr_html_close(h, "li");
}

void spr_sheet_reasons(spr_sheet *k, const sprawa_reason *v, size_t n, bool looks) {
  spr_html *h = &k->page.html;
  size_t conditions = count(v, n, is_condition);
  if (conditions + count(v, n, is_reason) == 0) return;
  spr_html_open(h, "ul", "reasons");
  put_each(k, v, n, is_reason);
  if (conditions) put_conditions(k, v, n, looks);
  spr_html_close(h, "ul");
}
