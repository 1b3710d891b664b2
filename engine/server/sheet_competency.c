/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* Who is competent: each institution once, and beneath each competency the states in which it has that. */

#define COMPETENCIES (SPRAWA_INFORMED + 1)

static const spr_phrase words[COMPETENCIES] = {[SPRAWA_RESPONSIBLE] = SPR_SAY_responsible,
                                               [SPRAWA_DECIDES] = SPR_SAY_decides,
                                               [SPRAWA_PROVIDES] = SPR_SAY_provides,
                                               [SPRAWA_MONITORS] = SPR_SAY_monitors,
                                               [SPRAWA_INFORMED] = SPR_SAY_informed};

static spr_str state_title(const spr_sheet *k, const char *path) {
  const sprawa_place *p = sprawa_case_place(k->c, 0);
  for (size_t i = 0; p; p = sprawa_case_place(k->c, ++i))
    if (strcmp(p->state, path) == 0) return spr_str_of(*p->title ? p->title : p->state);
  return spr_str_of(path);
}

/* Is it named before the i-th part? */
static bool is_known(const spr_sheet *k, size_t i) {
  const char *id = sprawa_case_part(k->c, i)->institution;
  for (size_t j = 0; j < i; j++)
    if (strcmp(sprawa_case_part(k->c, j)->institution, id) == 0) return true;
  return false;
}

static bool has_any(const spr_sheet *k, sprawa_competency which) {
  const sprawa_part *p = sprawa_case_part(k->c, 0);
  for (size_t i = 0; p; p = sprawa_case_part(k->c, ++i))
    if (p->competency == which) return true;
  return false;
}

/* The roles that it plays, each once. */
static void put_roles(spr_sheet *k, const char *institution) {
  const sprawa_part *p = sprawa_case_part(k->c, 0);
  spr_names roles;
  spr_buf text;
  spr_names_init(&roles, k->page.arena);
  spr_screen_scratch(k->visit, &text);
  for (size_t i = 0; p; p = sprawa_case_part(k->c, ++i)) {
    bool added;
    if (!*p->role || strcmp(p->institution, institution) != 0) continue;
    (void)spr_names_add(&roles, spr_str_of(p->role), &added);
    if (added) spr_buf_printf(&text, "%s%s", roles.n > 1 ? ", " : "", p->role);
  }
  if (roles.n) spr_html_element(&k->page.html, "span", "sub", spr_buf_view(&text));
}

static void put_states(spr_sheet *k, const char *institution, sprawa_competency which) {
  spr_html *h = &k->page.html;
  const sprawa_part *p = sprawa_case_part(k->c, 0);
  spr_names titles;
  spr_names_init(&titles, k->page.arena);
  for (size_t i = 0; p; p = sprawa_case_part(k->c, ++i))
    if (p->competency == which && strcmp(p->institution, institution) == 0)
      (void)spr_names_add(&titles, state_title(k, p->state), NULL);
  spr_screen_cell(&k->page, NULL, words[which]);
  if (titles.n) spr_html_open(h, "ul", "values");
  for (uint32_t i = 0; i < titles.n; i++) spr_html_element(h, "li", NULL, titles.v[i]);
  if (titles.n) spr_html_close(h, "ul");
  spr_html_close(h, "td");
}

static void put_institution(spr_sheet *k, const sprawa_part *p) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(*p->title ? p->title : p->institution));
  put_roles(k, p->institution);
  spr_html_close(h, "th");
  for (uint32_t which = 0; which < COMPETENCIES; which++)
    if (has_any(k, (sprawa_competency)which)) put_states(k, p->institution, (sprawa_competency)which);
  spr_html_close(h, "tr");
}

void spr_sheet_competency(spr_sheet *k) {
  spr_html *h = &k->page.html;
  spr_phrase columns[COMPETENCIES + 1] = {SPR_SAY_institution};
  uint32_t n = 1;
  if (!sprawa_case_part(k->c, 0)) return;
  for (uint32_t which = 0; which < COMPETENCIES; which++)
    if (has_any(k, (sprawa_competency)which)) columns[n++] = words[which];
  spr_sheet_section(k, "competency", SPR_SAY_who_is_competent);
  spr_screen_table(&k->page, spr_screen_said(k->visit, SPR_SAY_competency_caption));
  spr_screen_columns(&k->page, columns, n);
  spr_html_open(h, "tbody", NULL);
  for (size_t i = 0; sprawa_case_part(k->c, i); i++)
    if (!is_known(k, i)) put_institution(k, sprawa_case_part(k->c, i));
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_html_close(h, "section");
}
