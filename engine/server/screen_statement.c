/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"
#include "server/screen.h"

/* The accessibility statement that Directive (EU) 2016/2102 asks of public bodies, in the form that the law
 * of the language's country gives it. The ids are those of the Polish guidelines, by which such statements
 * are read by programs; they do no harm elsewhere. What only the body knows stands in brackets. */

static void section(spr_html *h, const char *id, spr_phrase title) {
  spr_html_open(h, "section", NULL);
  spr_html_open(h, "h2", NULL);
  if (id) spr_html_attr(h, "id", spr_str_of(id));
  spr_html_say(h, title);
  spr_html_close(h, "h2");
}

static void fact(spr_html *h, const char *id, spr_phrase name, spr_phrase value) {
  spr_html_said(h, "dt", NULL, name);
  spr_html_open(h, "dd", NULL);
  spr_html_attr(h, "id", spr_str_of(id));
  spr_html_say(h, value);
  spr_html_close(h, "dd");
}

static void introduction(spr_html *h) {
  spr_html_said(h, "p", "notice", SPR_SAY_a11y_fill);
  spr_html_open(h, "p", NULL);
  spr_html_attr(h, "id", SPR_STR("a11y-wstep"));
  spr_html_open(h, "span", NULL);
  spr_html_attr(h, "id", SPR_STR("a11y-podmiot"));
  spr_html_say(h, SPR_SAY_a11y_body);
  spr_html_close(h, "span");
  spr_html_text(h, SPR_STR(" "));
  spr_html_say(h, SPR_SAY_a11y_intro);
  spr_html_text(h, SPR_STR(" "));
  spr_html_say(h, SPR_SAY_a11y_scope);
  spr_html_close(h, "p");
  spr_html_open(h, "dl", "facts");
  fact(h, "a11y-data-publikacja", SPR_SAY_a11y_published, SPR_SAY_a11y_date);
  fact(h, "a11y-data-aktualizacja", SPR_SAY_a11y_updated, SPR_SAY_a11y_date);
  spr_html_close(h, "dl");
}

static void status(spr_html *h) {
  section(h, NULL, SPR_SAY_a11y_status_title);
  spr_html_open(h, "p", NULL);
  spr_html_attr(h, "id", SPR_STR("a11y-status"));
  spr_html_say(h, SPR_SAY_a11y_status);
  spr_html_close(h, "p");
  spr_html_open(h, "ul", NULL);
  spr_html_said(h, "li", NULL, SPR_SAY_a11y_gap_language);
  spr_html_said(h, "li", NULL, SPR_SAY_a11y_gap_text);
  spr_html_close(h, "ul");
  spr_html_said(h, "p", NULL, SPR_SAY_a11y_diagram);
  spr_html_close(h, "section");
}

void spr_screen_accessibility(spr_visit *v) {
  static const struct {
    const char *id;
    spr_phrase title, text;
  } sections[] = {
      {"a11y-data-sporzadzenie", SPR_SAY_a11y_made_title, SPR_SAY_a11y_made},
      {NULL, SPR_SAY_a11y_keys_title, SPR_SAY_a11y_keys},
      {"a11y-kontakt", SPR_SAY_a11y_contact_title, SPR_SAY_a11y_contact},
      {"a11y-procedura", SPR_SAY_a11y_procedure_title, SPR_SAY_a11y_procedure},
      {"a11y-architektura", SPR_SAY_a11y_building_title, SPR_SAY_a11y_building},
  };
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, SPR_SAY_accessibility));
  spr_html *h = &p.html;
  introduction(h);
  status(h);
  for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
    section(h, sections[i].id, sections[i].title);
    spr_html_said(h, "p", NULL, sections[i].text);
    spr_html_close(h, "section");
  }
  spr_screen_end(&p);
}
