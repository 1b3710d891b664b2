/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"
#include "server/definition.h"

/* Who is competent in each state, cities side by side. What differs between them is said in words and marked
 * with a sign, not by colour alone. */

static const spr_phrase words[SPRAWA_COMPETENCIES] = {SPR_SAY_responsible, SPR_SAY_decides, SPR_SAY_provides,
                                                      SPR_SAY_monitors, SPR_SAY_informed};

/* Whoever plays several roles is named once. */
static bool is_named(const sprawa_matrix_cell *cell, size_t which, size_t before) {
  for (size_t i = 0; i < before; i++)
    if (strcmp(cell->who[which][i].title, cell->who[which][before].title) == 0) return true;
  return false;
}

static void put_who(spr_screen *p, const sprawa_matrix_row *row, const sprawa_matrix_cell *cell,
                    size_t which) {
  spr_html *h = &p->html;
  spr_html_open(h, "p", row->differs[which] ? "about differs" : "about");
  if (row->differs[which]) {
    spr_html_open(h, "span", "sign");
    spr_html_attr(h, "aria-hidden", SPR_STR("true"));
    spr_html_text(h, SPR_STR("\xE2\x89\xA0 "));
    spr_html_close(h, "span");
    spr_html_said(h, "span", "hidden-text", SPR_SAY_matrix_differs);
    spr_html_text(h, SPR_STR(" "));
  }
  spr_html_said(h, "span", "quiet", words[which]);
  spr_html_text(h, SPR_STR(": "));
  for (size_t i = 0; i < cell->n[which]; i++) {
    if (is_named(cell, which, i)) continue;
    if (i) spr_html_text(h, SPR_STR(", "));
    spr_html_text(h, spr_str_of(cell->who[which][i].title));
  }
  spr_html_close(h, "p");
}

/* A column is a municipality, whose name is no phrase. */
static void put_cell(spr_screen *p, const sprawa_matrix *m, const sprawa_matrix_row *row, size_t i) {
  spr_html *h = &p->html;
  const sprawa_matrix_cell *cell = &row->cells[i];
  spr_html_open(h, "td", NULL);
  spr_html_attr(h, "data-label", spr_str_of(sprawa_matrix_municipality_title(m, i)));
  if (!cell->there) spr_html_said(h, "span", "tag soon", SPR_SAY_matrix_missing);
  for (size_t which = 0; cell->there && which < SPRAWA_COMPETENCIES; which++)
    if (cell->n[which] || row->differs[which]) put_who(p, row, cell, which);
  spr_html_close(h, "td");
}

static bool is_different(const sprawa_matrix_row *row) {
  bool any = row->missing;
  for (size_t i = 0; i < SPRAWA_COMPETENCIES; i++) any = any || row->differs[i];
  return any;
}

static void put_row(spr_screen *p, const sprawa_matrix *m, const sprawa_matrix_row *row) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(row->title));
  spr_html_element(h, "span", "sub place", spr_str_of(row->state));
  if (is_different(row)) spr_html_said(h, "span", "tag soon", SPR_SAY_matrix_row_differs);
  spr_html_close(h, "th");
  for (size_t i = 0; sprawa_matrix_municipality(m, i); i++) put_cell(p, m, row, i);
  spr_html_close(h, "tr");
}

static void put_table(spr_screen *p, const sprawa_matrix *m) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "scroll");
  spr_html_attr(h, "tabindex", SPR_STR("0"));
  spr_html_attr(h, "role", SPR_STR("region"));
  spr_html_label(h, "aria-label", SPR_SAY_matrix);
  spr_screen_table(p, spr_str_of(sprawa_matrix_title(m)));
  spr_html_open(h, "thead", NULL);
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("col"));
  spr_html_say(h, SPR_SAY_filter_state);
  spr_html_close(h, "th");
  for (size_t i = 0; sprawa_matrix_municipality(m, i); i++) {
    spr_html_open(h, "th", NULL);
    spr_html_attr(h, "scope", SPR_STR("col"));
    spr_html_text(h, spr_str_of(sprawa_matrix_municipality_title(m, i)));
    spr_html_close(h, "th");
  }
  spr_html_close(h, "tr");
  spr_html_close(h, "thead");
  spr_html_open(h, "tbody", NULL);
  const sprawa_matrix_row *row = sprawa_matrix_at(m, 0);
  for (size_t i = 0; row; row = sprawa_matrix_at(m, ++i)) put_row(p, m, row);
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_html_close(h, "div");
}

/* -- which one --------------------------------------------------------------------------------------------
 */

static spr_str url_of(spr_screen *p, const char *package, const char *workflow) {
  spr_url u = spr_url_begin(p->arena, "/matrix");
  spr_url_query(&u, "package", spr_str_of(package));
  spr_url_query(&u, "workflow", spr_str_of(workflow));
  return u.text;
}

/* Packages come by municipality: each workflow is offered once. */
static bool was_offered(const sprawa_site *site, size_t before, const char *package, const char *workflow) {
  for (size_t i = 0; i < before; i++) {
    const sprawa_site_package *one = sprawa_site_at(site, i);
    for (size_t k = 0; strcmp(one->package, package) == 0 && k < one->nworkflows; k++)
      if (strcmp(one->workflows[k].name, workflow) == 0) return true;
  }
  return false;
}

static void put_choice(spr_screen *p, const sprawa_site *site, const char *package, const char *workflow) {
  spr_html *h = &p->html;
  const sprawa_site_package *one = sprawa_site_at(site, 0);
  spr_html_open(h, "nav", "buttons matrix-of");
  spr_html_label(h, "aria-label", SPR_SAY_workflows);
  for (size_t i = 0; one; one = sprawa_site_at(site, ++i)) {
    for (size_t k = 0; k < one->nworkflows; k++) {
      const sprawa_site_workflow *w = &one->workflows[k];
      if (was_offered(site, i, one->package, w->name)) continue;
      spr_html_open(h, "a", "button");
      spr_html_url(h, "href", url_of(p, one->package, w->name));
      if (strcmp(one->package, package) == 0 && strcmp(w->name, workflow) == 0)
        spr_html_attr(h, "aria-current", SPR_STR("page"));
      spr_html_text(h, spr_str_of(w->title));
      spr_html_close(h, "a");
    }
  }
  spr_html_close(h, "nav");
}

static const char *asked(spr_visit *v, const char *name) {
  spr_str s = spr_http_query(v->http, name);
  return s.n ? spr_arena_strdup(v->http->arena, s.p, s.n) : NULL;
}

void spr_screen_matrix(spr_visit *v) {
  sprawa_site *site = NULL;
  sprawa_matrix *m = NULL;
  sprawa_error error;
  sprawa_site_query everything = {.as = &v->view};
  sprawa_code code = sprawa_engine_site(v->server->engine, &everything, &site, &error);
  if (code == SPRAWA_OK) SPR_HOLD(v, site, sprawa_site_free);
  const sprawa_site_package *first = code == SPRAWA_OK ? sprawa_site_at(site, 0) : NULL;
  sprawa_matrix_query q = {.as = &v->view, .package = asked(v, "package"), .workflow = asked(v, "workflow")};
  if (!q.package && first) q.package = first->package;
  if (code == SPRAWA_OK && q.package) code = sprawa_engine_matrix(v->server->engine, &q, &m, &error);
  if (code != SPRAWA_OK) {
    spr_screen_failed(v, &error);
    return;
  }
  if (m) SPR_HOLD(v, m, sprawa_matrix_free);
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_MATRIX, spr_screen_said(v, SPR_SAY_matrix));
  spr_html_said(&p.html, "p", "lead", m ? SPR_SAY_matrix_lead : SPR_SAY_none);
  if (m) put_choice(&p, site, q.package, sprawa_matrix_workflow(m));
  if (m) put_table(&p, m);
  spr_screen_end(&p);
}
