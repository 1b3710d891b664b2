/* SPDX-License-Identifier: Apache-2.0 */
#include "server/rest_openapi.h"

#include "base/embedded.h"
#include "doors/json_out.h"
#include "server/rest_routes.h"

/* The schemas of what is posted and answered are written by hand (schemas.json), and put in as they are. */
extern const spr_embedded spr_rest_schemas[];

void spr_openapi_reference(spr_buf *out, const char *key, const char *section, const char *name) {
  spr_json_open(out, key, '{');
  spr_buf_printf(out, "\"$ref\":\"#/components/%s/%s\"", section, name);
  spr_json_close(out, '}');
}

void spr_openapi_content(spr_buf *out, const char *type, const char *schema) {
  spr_json_open(out, "content", '{');
  spr_json_open(out, type, '{');
  spr_openapi_reference(out, "schema", "schemas", schema);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
}

/* -- parameters ------------------------------------------------------------------------------------------ */

/* The names in patterns. */
static const spr_param in_path[] = {
    {"case", "{\"type\":\"string\",\"minLength\":1,\"examples\":[\"k2v7oyq3m4x5zt6a\"]}", "`id` of the case"},
    {"task", "{\"type\":\"string\",\"minLength\":1,\"examples\":[\"k2v7oyq3m4x5zt6a-1.1\"]}",
     "`task` of a task, as cases and lists tell it"},
    {"message", "{\"type\":\"string\",\"minLength\":1}", "`id` of a message of the outbox"},
    {"package", "{\"type\":\"string\",\"minLength\":1}", "of this package"},
    {"workflow", "{\"type\":\"string\",\"minLength\":1}", "of this workflow"},
    {.name = NULL},
};

static void path_parameter(spr_buf *out, spr_str name) {
  const spr_param *p = in_path;
  while (p->name && !spr_str_is(name, p->name)) p++;
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "name", name);
  spr_json_word(out, "in", "path");
  spr_json_bool(out, "required", true);
  if (p->name) spr_json_word(out, "description", p->about);
  spr_json_raw(out, "schema", p->name ? p->schema : "{\"type\":\"string\"}");
  spr_json_close(out, '}');
}

static void path_parameters(spr_buf *out, const char *pattern) {
  for (const char *p = strchr(pattern, '{'); p; p = strchr(p + 1, '{'))
    path_parameter(out, spr_str_n(p + 1, strcspn(p + 1, "}")));
}

/* field[NAME] is an object in the query. */
static void named_parameter(spr_buf *out, const spr_param *p) {
  spr_json_word(out, "style", "deepObject");
  spr_json_bool(out, "explode", true);
  spr_json_open(out, "schema", '{');
  spr_json_word(out, "type", "object");
  spr_json_raw(out, "additionalProperties", p->schema);
  spr_json_close(out, '}');
}

static void query_parameter(spr_buf *out, const spr_param *p) {
  size_t n = strcspn(p->name, "[");
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "name", spr_str_n(p->name, n));
  spr_json_word(out, "in", "query");
  spr_json_word(out, "description", p->about);
  if (p->name[n])
    named_parameter(out, p);
  else
    spr_json_raw(out, "schema", p->schema);
  spr_json_close(out, '}');
}

static void parameters(spr_buf *out, const spr_route *r) {
  spr_json_open(out, "parameters", '[');
  path_parameters(out, r->pattern);
  for (const spr_param *p = r->params; p && p->name; p++) query_parameter(out, p);
  if (r->problems & SPR_MAY(MISMATCH)) spr_openapi_reference(out, NULL, "parameters", "IdempotencyKey");
  if (r->problems & SPR_MAY(CASE_MOVED)) spr_openapi_reference(out, NULL, "parameters", "IfMatch");
  if (r->handle == spr_rest_read_case) spr_openapi_reference(out, NULL, "parameters", "IfNoneMatch");
  if (r->handle == spr_rest_follow) spr_openapi_reference(out, NULL, "parameters", "LastEventID");
  spr_json_close(out, ']');
}

static void write_parameters(spr_buf *out) {
  spr_json_raw(
      out, "parameters",
      "{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":"
      "\"With it the request happens once within 7 days, however often it is sent; it belongs to the "
      "token and the path.\",\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":257}},"
      "\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":"
      "\"Only if the case is still as this ETag says.\",\"schema\":{\"type\":\"string\"}},"
      "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"description\":"
      "\"Only if the case is not as this ETag says: else 304.\",\"schema\":{\"type\":\"string\"}},"
      "\"LastEventID\":{\"name\":\"Last-Event-ID\",\"in\":\"header\",\"description\":"
      "\"Where it goes on: the last id that came.\",\"schema\":{\"type\":\"string\"}}}");
}

/* -- operations ------------------------------------------------------------------------------------------ */

static void write_security(spr_buf *out, const spr_route *r) {
  spr_json_open(out, "security", '[');
  if (r->scope) {
    spr_json_open(out, NULL, '{');
    spr_json_open(out, "token", '[');
    spr_json_word(out, NULL, spr_scope_text(r->scope));
    spr_json_close(out, ']');
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void write_operation(spr_buf *out, const spr_route *r) {
  spr_json_open(out, r->method == SPR_METHOD_POST ? "post" : "get", '{');
  spr_json_word(out, "operationId", r->name);
  spr_json_word(out, "summary", r->summary);
  if (r->about) spr_json_word(out, "description", r->about);
  write_security(out, r);
  parameters(out, r);
  if (r->body) {
    spr_json_open(out, "requestBody", '{');
    spr_json_bool(out, "required", true);
    spr_openapi_content(out, "application/json", r->body);
    spr_json_close(out, '}');
  }
  spr_openapi_responses(out, r);
  spr_json_close(out, '}');
}

static bool is_first_of_path(const spr_route *routes, const spr_route *r) {
  for (const spr_route *k = routes; k < r; k++)
    if (strcmp(k->pattern, r->pattern) == 0) return false;
  return true;
}

static void write_paths(spr_buf *out, const spr_route *routes) {
  spr_json_open(out, "paths", '{');
  for (const spr_route *r = routes; r->pattern; r++) {
    if (!is_first_of_path(routes, r)) continue;
    spr_json_open(out, r->pattern, '{');
    for (const spr_route *k = r; k->pattern; k++)
      if (strcmp(k->pattern, r->pattern) == 0) write_operation(out, k);
    spr_json_close(out, '}');
  }
  spr_json_close(out, '}');
}

/* -- all of it ------------------------------------------------------------------------------------------- */

static void write_components(spr_buf *out) {
  spr_json_open(out, "components", '{');
  spr_json_raw(
      out, "securitySchemes",
      "{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"A token that `sprawa user "
      "token` has made, for its scopes, institutions and municipalities\"}}");
  write_parameters(out);
  spr_openapi_headers(out);
  spr_json_open(out, "schemas", '{');
  spr_openapi_problem_schemas(out);
  /* The file is one object: its members are put in behind those above. */
  const spr_embedded *file = spr_rest_schemas;
  const char *text = (const char *)file->bytes;
  size_t from = 0, to = file->size;
  while (from < to && text[from] != '{') from++;
  while (to > from && text[to - 1] != '}') to--;
  spr_buf_char(out, ',');
  if (to > from + 1) spr_buf_add(out, text + from + 1, to - from - 2);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
}

void spr_openapi_write(const spr_route *routes, const char *version, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "openapi", "3.1.0");
  spr_json_open(out, "info", '{');
  spr_json_word(out, "title", "sprawa");
  spr_json_word(out, "summary", "Cases and workflows of public services");
  spr_json_word(
      out, "description",
      "Everything is told as the token's institutions may see it, in the token's municipalities; what "
      "these may not see does not exist. Errors are problem details (RFC 9457). Names that are given "
      "here stay; anything may be added.");
  spr_json_word(out, "version", version);
  spr_json_raw(out, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
  spr_json_close(out, '}');
  spr_json_raw(out, "servers", "[{\"url\":\"/\"}]");
  write_paths(out, routes);
  write_components(out);
  spr_json_close(out, '}');
  spr_json_end(out);
}

void spr_rest_openapi(spr_visit *v) {
  spr_openapi_write(spr_rest_routes, v->server->version, &v->answer->body);
  v->answer->cacheable = true;
  spr_rest_done(v);
}
