/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_out.h"
#include "doors/site_json.h"
#include "server/rest_routes.h"

/* What is deployed, and who is competent where. No case is told of, but how many there are. */

/* -- packages and municipalities ------------------------------------------------------------------------- */

static const sprawa_site *read_site(spr_visit *v, const char *package, const char *municipality) {
  sprawa_site_query q = {.as = &v->view, .package = package, .municipality = municipality};
  sprawa_site *s = NULL;
  sprawa_error e;
  if (sprawa_engine_site(v->server->engine, &q, &s, &e) == SPRAWA_OK) return SPR_HOLD(v, s, sprawa_site_free);
  spr_rest_failed(v, &e, NULL);
  return NULL;
}

static void begin(spr_visit *v) {
  spr_json_open(&v->answer->body, NULL, '{');
  spr_json_open(&v->answer->body, "items", '[');
}

/* All at once: there are as many as are deployed. */
static void end(spr_visit *v) {
  spr_json_close(&v->answer->body, ']');
  spr_rest_next(v, "cursor", NULL);
  spr_json_close(&v->answer->body, '}');
  spr_json_end(&v->answer->body);
  spr_rest_done(v);
}

void spr_rest_list_packages(spr_visit *v) {
  const sprawa_site *s = read_site(v, spr_rest_query(v, "package"), spr_rest_query(v, "municipality"));
  if (!s) return;
  begin(v);
  const sprawa_site_package *p = sprawa_site_at(s, 0);
  for (size_t i = 0; p; p = sprawa_site_at(s, ++i)) spr_package_json(p, &v->answer->body);
  end(v);
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

void spr_rest_list_municipalities(spr_visit *v) {
  const sprawa_site *s = read_site(v, NULL, NULL);
  if (!s) return;
  spr_names told;
  spr_names_init(&told, v->http->arena);
  begin(v);
  const sprawa_site_package *p = sprawa_site_at(s, 0);
  for (size_t i = 0; p; p = sprawa_site_at(s, ++i)) {
    bool is_new = false;
    (void)spr_names_add(&told, spr_str_of(p->municipality), &is_new);
    if (is_new) municipality_json(s, p, &v->answer->body);
  }
  end(v);
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
