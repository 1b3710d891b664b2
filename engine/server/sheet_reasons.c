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

static void put_condition(spr_sheet *k, spr_phrase before, const char *text) {
  spr_html *h = &k->page.html;
  spr_html_say(h, before);
  spr_html_text(h, SPR_STR(" "));
  spr_html_element(h, "code", NULL, spr_str_of(text));
}

static void put_datum(spr_sheet *k, const sprawa_reason *r, spr_phrase fault) {
  spr_html *h = &k->page.html;
  spr_html_element(h, "strong", NULL, label_of(k, r->pointer));
  spr_html_text(h, SPR_STR(": "));
  spr_html_say(h, fault);
}

static void put_words(spr_sheet *k, const sprawa_reason *r, bool looks) {
  spr_html *h = &k->page.html;
  switch (r->why) {
    case SPRAWA_WHY_RULE: spr_html_element(h, "span", NULL, spr_str_of(r->text)); break;
    case SPRAWA_WHY_CONDITION:
      put_condition(k, looks ? SPR_SAY_why_looks : SPR_SAY_why_condition, r->text);
      break;
    case SPRAWA_WHY_FAILED: spr_html_say(h, SPR_SAY_why_error); break;
    case SPRAWA_WHY_UNDECIDED: spr_html_say(h, SPR_SAY_why_undecided); break;
    case SPRAWA_WHY_DATA: put_datum(k, r, SPR_SAY_fault_fit); break;
    case SPRAWA_WHY_MISSING: put_datum(k, r, SPR_SAY_fault_missing); break;
    case SPRAWA_WHY_ENGINE: break;
  }
}

/* What the engine says in its own words is told by the name of the refusal. */
static bool is_told(const sprawa_reason *r) {
  return r->why != SPRAWA_WHY_ENGINE;
}

void spr_sheet_reasons(spr_sheet *k, const sprawa_reason *v, size_t n, bool looks) {
  spr_html *h = &k->page.html;
  bool any = false;
  for (size_t i = 0; i < n; i++) any = any || is_told(&v[i]);
  if (!any) return;
  spr_html_open(h, "ul", "reasons");
  for (size_t i = 0; i < n; i++) {
    if (!is_told(&v[i])) continue;
    spr_html_open(h, "li", NULL);
    put_words(k, &v[i], looks);
    if (*v[i].file) {
      spr_html_text(h, SPR_STR(" "));
      spr_sheet_rule(k, spr_str_printf(k->page.arena, "%s:%u", v[i].file, (unsigned)v[i].line).p);
    }
    spr_html_close(h, "li");
  }
  spr_html_close(h, "ul");
}
