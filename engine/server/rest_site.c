/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_out.h"
#include "doors/site_json.h"
#include "server/rest_routes.h"

/* What is deployed, and who is competent where. No case is told of, but how many there are. */

/* -- packages and municipalities ------------------------------------------------------------------------- */

static const sprawa_site *read_site(spr_visit *v, const sprawa_site_query *q) {
  sprawa_site *s = NULL;
  sprawa_error e;
  if (sprawa_engine_site(v->server->engine, q, &s, &e) == SPRAWA_OK) return SPR_HOLD(v, s, sprawa_site_free);
  spr_rest_failed(v, &e, NULL);
  return NULL;
}

static void begin(spr_visit *v) {
  spr_json_open(&v->answer->body, NULL, '{');
  spr_json_open(&v->answer->body, "items", '[');
}

/* next: where the next page begins; NULL: there is none. */
static void end(spr_visit *v, const char *next) {
  spr_json_close(&v->answer->body, ']');
  spr_rest_next(v, "cursor", next);
  spr_json_close(&v->answer->body, '}');
  spr_json_end(&v->answer->body);
  spr_rest_done(v);
}

/* A cursor is the name of the last one: of a package "PACKAGE/MUNICIPALITY". */
static bool read_page(spr_visit *v, bool of_packages, spr_rest_page *out) {
  if (!spr_rest_page_of(v, out)) return false;
  if (!out->cursor || (strchr(out->cursor, '/') != NULL) == of_packages) return true;
  spr_rest_misasked(v, "cursor", "the cursor is not one of this list");
  return false;
}

void spr_rest_list_packages(spr_visit *v) {
  spr_rest_page page;
  if (!read_page(v, true, &page)) return;
  const sprawa_site *s = read_site(v, &(sprawa_site_query){.as = &v->view,
                                                           .package = spr_rest_query(v, "package"),
                                                           .municipality = spr_rest_query(v, "municipality"),
                                                           .after = page.cursor,
                                                           .limit = page.limit});
  if (!s) return;
  const sprawa_site_package *p = sprawa_site_at(s, 0), *last = NULL;
  begin(v);
  for (size_t i = 0; p; p = sprawa_site_at(s, ++i)) {
    spr_package_json(p, &v->answer->body);
    last = p;
  }
  bool more = last && sprawa_site_more(s);
  end(v, more ? spr_str_printf(v->http->arena, "%s/%s", last->package, last->municipality).p : NULL);
}

static void municipality_json(const sprawa_site *s, const sprawa_site_package *of, spr_buf *out) {
  const sprawa_site_package *p = sprawa_site_at(s, 0);
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "municipality", of->municipality);
  spr_json_word(out, "title", of->municipality_title);
  spr_json_open(out, "packages", '[');
  for (size_t i = 0; p; p = sprawa_site_at(s, ++i))
    if (strcmp(p->municipality, of->municipality) == 0) spr_json_word(out, NULL, p->package);
  spr_json_close(out, ']');
  spr_json_close(out, '}');
}

/* Of the municipality that comes next by name; NULL: there is none. */
static const sprawa_site_package *behind(const sprawa_site *s, const char *name) {
  const sprawa_site_package *p = sprawa_site_at(s, 0), *next = NULL;
  for (size_t i = 0; p; p = sprawa_site_at(s, ++i))
    if (strcmp(p->municipality, name) > 0 && (!next || strcmp(p->municipality, next->municipality) < 0))
      next = p;
  return next;
}

void spr_rest_list_municipalities(spr_visit *v) {
  spr_rest_page page;
  if (!read_page(v, false, &page)) return;
  const sprawa_site *s = read_site(v, &(sprawa_site_query){.as = &v->view});
  if (!s) return;
  const char *last = page.cursor ? page.cursor : "";
  const sprawa_site_package *p = behind(s, last);
  begin(v);
  for (uint32_t n = 0; p && n < page.limit; n++, p = behind(s, last)) {
    municipality_json(s, p, &v->answer->body);
    last = p->municipality;
  }
  end(v, p ? last : NULL);
}

/* -- one workflow ---------------------------------------------------------------------------------------- */

void spr_rest_read_workflow(spr_visit *v) {
  sprawa_workflow_query q = {.as = &v->view,
                             .package = v->args[0].p,
                             .workflow = v->args[1].p,
                             .municipality = spr_rest_query(v, "municipality")};
  sprawa_workflow *w = NULL;
  sprawa_error e;
  if (!q.municipality || !*q.municipality) {
    spr_rest_misasked(v, "municipality", "as which municipality has it?");
    return;
  }
  if (sprawa_engine_workflow(v->server->engine, &q, &w, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, NULL);
    return;
  }
  SPR_HOLD(v, w, sprawa_workflow_free);
  spr_workflow_json(w, &v->answer->body);
  spr_rest_done(v);
}

/* -- who is competent where ------------------------------------------------------------------------------ */

void spr_rest_read_matrix(spr_visit *v) {
  const char *municipality = spr_rest_query(v, "municipality");
  sprawa_matrix_query q = {.as = &v->view,
                           .package = spr_rest_query(v, "package"),
                           .workflow = spr_rest_query(v, "workflow"),
                           .municipalities = &municipality,
                           .nmunicipalities = municipality ? 1 : 0};
  sprawa_matrix *m = NULL;
  sprawa_error e;
  if (!q.package || !*q.package) {
    spr_rest_misasked(v, "package", "of which package?");
    return;
  }
  if (sprawa_engine_matrix(v->server->engine, &q, &m, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, NULL);
    return;
  }
  SPR_HOLD(v, m, sprawa_matrix_free);
  spr_competencies_json(m, &v->answer->body);
  spr_rest_done(v);
}
