/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"
#include "server/definition.h"
#include "server/drawing.h"

/* A workflow as a municipality really has it: diagram, states with their open cases, and the source with the
 * origin of each part. */

static void put_diagram(spr_screen *p, const sprawa_workflow *w) {
  const sprawa_site_package *head = sprawa_workflow_head(w);
  spr_html_section(&p->html, "diagram", SPR_SAY_drawing);
  spr_drawing_show(p, &(sprawa_draw){.as = &p->visit->view,
                                     .package = head->package,
                                     .municipality = head->municipality,
                                     .workflow = sprawa_workflow_name(w),
                                     .link = "#state-"});
  spr_html_close(&p->html, "section");
}

/* -- states -----------------------------------------------------------------------------------------------
 */

static spr_str cases_url(spr_screen *p, const sprawa_workflow *w, const sprawa_workflow_state *s) {
  const sprawa_site_package *head = sprawa_workflow_head(w);
  spr_url u = spr_url_begin(p->arena, "/cases");
  spr_url_query(&u, "city", spr_str_of(head->municipality));
  spr_url_query(&u, "stage",
                spr_str_printf(p->arena, "%s/%s/%s", head->package, sprawa_workflow_name(w), s->path));
  return u.text;
}

static void put_open(spr_screen *p, const sprawa_workflow *w, const sprawa_workflow_state *s) {
  spr_html *h = &p->html;
  if (s->open.n == 0) {
    spr_html_number(h, 0);
    return;
  }
  spr_html_open(h, "a", NULL);
  spr_html_url(h, "href", cases_url(p, w, s));
  spr_html_say_with(h, s->open.more ? SPR_SAY_more_than_cases : SPR_SAY_n_cases, (spr_with){.n = s->open.n});
  spr_html_close(h, "a");
}

static void put_state(spr_screen *p, const sprawa_workflow *w, const sprawa_workflow_state *s) {
  static const char *const depths[] = {"depth-0", "depth-1", "depth-2", "depth-3", "depth-4"};
  const sprawa_site_package *head = sprawa_workflow_head(w);
  spr_html *h = &p->html;
  spr_str place = spr_str_printf(p->arena, "%s:%u", s->file, (unsigned)s->line);
  spr_html_open(h, "tr", NULL);
  spr_html_attr(h, "id", spr_str_printf(p->arena, "state-%s", s->path));
  spr_html_open(h, "th", depths[s->depth < 4 ? s->depth : 4]);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(s->title));
  spr_html_element(h, "span", "sub place", spr_str_of(s->path));
  spr_html_close(h, "th");
  spr_screen_cell(p, NULL, SPR_SAY_open_cases);
  put_open(p, w, s);
  spr_html_close(h, "td");
  spr_screen_cell(p, "place", SPR_SAY_origin);
  if (*s->file)
    spr_screen_link(p, NULL, spr_source_url(p->arena, head->package, head->municipality, place), place);
  spr_html_close(h, "td");
  spr_html_close(h, "tr");
}

static void put_states(spr_screen *p, const sprawa_workflow *w) {
  static const spr_phrase columns[] = {SPR_SAY_filter_state, SPR_SAY_open_cases, SPR_SAY_origin};
  spr_html *h = &p->html;
  spr_html_section(h, "states", SPR_SAY_states);
  spr_screen_table(p, spr_screen_said(p->visit, SPR_SAY_states_caption));
  spr_screen_columns(p, columns, 3);
  spr_html_open(h, "tbody", NULL);
  const sprawa_workflow_state *s = sprawa_workflow_state_at(w, 0);
  for (size_t i = 0; s; s = sprawa_workflow_state_at(w, ++i)) put_state(p, w, s);
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_html_close(h, "section");
}

/* -- source -----------------------------------------------------------------------------------------------
 */

static void put_files(spr_screen *p, const sprawa_workflow *w) {
  const sprawa_site_package *head = sprawa_workflow_head(w);
  spr_html *h = &p->html;
  spr_html_said(h, "h3", NULL, SPR_SAY_files);
  spr_html_open(h, "ul", NULL);
  const sprawa_workflow_file *f = sprawa_workflow_file_at(w, 0);
  for (size_t i = 0; f; f = sprawa_workflow_file_at(w, ++i)) {
    spr_html_open(h, "li", NULL);
    spr_screen_link(p, "mono place",
                    spr_source_url(p->arena, head->package, head->municipality, spr_str_of(f->path)),
                    spr_str_of(f->path));
    spr_html_close(h, "li");
  }
  spr_html_close(h, "ul");
}

static void put_source(spr_screen *p, const sprawa_workflow *w) {
  const sprawa_site_package *head = sprawa_workflow_head(w);
  spr_html *h = &p->html;
  spr_html_section(h, "source", SPR_SAY_source);
  put_files(p, w);
  spr_html_open(h, "details", "others");
  spr_html_said(h, "summary", NULL, SPR_SAY_composed);
  spr_source_show(p, head->package, head->municipality, spr_str_of(sprawa_workflow_composed(w)));
  spr_html_close(h, "details");
  spr_html_close(h, "section");
}

static sprawa_workflow *read_workflow(spr_visit *v, const char *workflow) {
  sprawa_workflow *w = NULL;
  sprawa_error error;
  sprawa_workflow_query q = {&v->view, v->args[0].p, v->args[1].p, workflow};
  if (sprawa_engine_workflow(v->server->engine, &q, &w, &error) == SPRAWA_OK)
    return SPR_HOLD(v, w, sprawa_workflow_free);
  spr_screen_failed(v, &error);
  return NULL;
}

void spr_screen_workflow(spr_visit *v) {
  const sprawa_workflow *w = read_workflow(v, v->args[2].p);
  if (!w) return;
  const sprawa_site_package *head = sprawa_workflow_head(w);
  spr_with with = {.a = spr_str_of(sprawa_workflow_title(w)), .b = spr_str_of(head->municipality_title)};
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_WORKFLOWS, spr_screen_said_with(v, SPR_SAY_chip, with));
  spr_html_open(&p.html, "p", "lead");
  spr_html_text(&p.html, spr_str_printf(p.arena, "%s %s", head->title, head->version));
  spr_html_close(&p.html, "p");
  put_diagram(&p, w);
  put_states(&p, w);
  put_source(&p, w);
  spr_screen_end(&p);
}

/* -- one file ---------------------------------------------------------------------------------------------
 */

void spr_screen_source(spr_visit *v) {
  spr_str wanted = spr_http_query(v->http, "file");
  const sprawa_workflow *w = read_workflow(v, NULL);
  if (!w) return;
  const sprawa_site_package *head = sprawa_workflow_head(w);
  const sprawa_workflow_file *f = sprawa_workflow_file_at(w, 0);
  for (size_t i = 0; f && !spr_str_is(wanted, f->path);) f = sprawa_workflow_file_at(w, ++i);
  if (!f) {
    spr_screen_status(v, 404);
    return;
  }
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_WORKFLOWS, wanted);
  spr_html_open(&p.html, "p", "lead");
  spr_html_say_with(&p.html, SPR_SAY_source_of,
                    (spr_with){.a = spr_str_printf(p.arena, "%s %s", head->title, head->version),
                               .b = spr_str_of(head->municipality_title)});
  spr_html_close(&p.html, "p");
  spr_source_show(&p, head->package, head->municipality, spr_str_n(f->text, f->size));
  spr_screen_end(&p);
}
