/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"
#include "server/definition.h"

/* What is deployed: packages by municipality, each with its workflows. */

static void put_workflows(spr_screen *p, const sprawa_site_package *one) {
  spr_html *h = &p->html;
  spr_html_open(h, "ul", "values");
  for (size_t i = 0; i < one->nworkflows; i++) {
    const sprawa_site_workflow *w = &one->workflows[i];
    spr_html_open(h, "li", NULL);
    spr_screen_link(p, NULL, spr_workflow_url(p->arena, one->package, one->municipality, w->name),
                    spr_str_of(w->title));
    if (w->main) {
      spr_html_text(h, SPR_STR(" "));
      spr_html_said(h, "span", "tag", SPR_SAY_workflow_main);
    }
    spr_html_close(h, "li");
  }
  spr_html_close(h, "ul");
}

static void put_package(spr_screen *p, const sprawa_site_package *one) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(one->municipality_title));
  spr_html_close(h, "th");
  spr_screen_cell(p, NULL, SPR_SAY_package);
  spr_html_text(h, spr_str_of(one->title));
  spr_html_element(h, "span", "sub", spr_str_printf(p->arena, "%s %s", one->package, one->version));
  spr_html_close(h, "td");
  spr_screen_cell(p, NULL, SPR_SAY_workflows);
  put_workflows(p, one);
  spr_html_close(h, "td");
  spr_html_close(h, "tr");
}

void spr_screen_workflows(spr_visit *v) {
  static const spr_phrase columns[] = {SPR_SAY_municipality, SPR_SAY_package, SPR_SAY_workflows};
  sprawa_site *site = NULL;
  sprawa_error error;
  sprawa_site_query q = {.as = &v->view};
  if (sprawa_engine_site(v->server->engine, &q, &site, &error) != SPRAWA_OK) {
    spr_screen_failed(v, &error);
    return;
  }
  SPR_HOLD(v, site, sprawa_site_free);
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_WORKFLOWS, spr_screen_said(v, SPR_SAY_workflows));
  spr_html *h = &p.html;
  spr_html_said(h, "p", "lead", SPR_SAY_workflows_lead);
  spr_screen_table(&p, spr_screen_said(v, SPR_SAY_definitions));
  spr_screen_columns(&p, columns, 3);
  spr_html_open(h, "tbody", NULL);
  const sprawa_site_package *one = sprawa_site_at(site, 0);
  for (size_t i = 0; one; one = sprawa_site_at(site, ++i)) put_package(&p, one);
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_screen_end(&p);
}
