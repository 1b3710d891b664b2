/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "doors/json_out.h"
#include "server/rest_openapi.h"
#include "server/rest_routes.h"

/* What the description says of answers: their bodies, the headers that belong to the API (those that any
 * server of HTTP sends are left out), and the problems. */

/* The key of a status. */
typedef struct status_key {
  char text[8];
} status_key;

static status_key key_of(uint16_t status) {
  status_key k;
  snprintf(k.text, sizeof k.text, "%u", (unsigned)status);
  return k;
}

/* -- headers --------------------------------------------------------------------------------------------- */

#define TEXT "{\"type\":\"string\"}"

static const spr_param headers[] = {
    {"ETag", "{\"$ref\":\"#/components/schemas/ETag\"}",
     "Of the case as it is now, where it may be seen: for If-Match and If-None-Match"},
    {"Location", "{\"type\":\"string\",\"format\":\"uri-reference\"}", "Where the new case can be read"},
    {"Link", TEXT, "The next page (RFC 8288, `rel=\"next\"`); there is none behind the last one"},
    {"Retry-After", "{\"type\":\"integer\",\"minimum\":1}", "Seconds after which to ask again"},
    {"WWW-Authenticate", TEXT, "Bearer (RFC 6750): what is wrong with the token, and which scope it needs"},
    {"Allow", TEXT, "The methods that are served here"},
    {"Accept-Post", TEXT, "What is taken here"},
    {.name = NULL},
};

void spr_openapi_headers(spr_buf *out) {
  spr_json_open(out, "headers", '{');
  for (const spr_param *h = headers; h->name; h++) {
    spr_json_open(out, h->name, '{');
    spr_json_word(out, "description", h->about);
    spr_json_raw(out, "schema", h->schema);
    spr_json_close(out, '}');
  }
  spr_json_close(out, '}');
}

static void header(spr_buf *out, const char *name) {
  spr_openapi_reference(out, name, "headers", name);
}

static bool has_pages(const spr_route *r) {
  for (const spr_param *p = r->params; p && p->name; p++)
    if (strcmp(p->name, "limit") == 0) return true;
  return false;
}

/* Of an answer that is no problem: what one case is as it is now, or was asked for once. */
static void headers_of_done(spr_buf *out, const spr_route *r) {
  spr_json_open(out, "headers", '{');
  if (r->handle == spr_rest_read_case || (r->problems & SPR_MAY(MISMATCH))) header(out, "ETag");
  if (r->status == 201) header(out, "Location");
  if (has_pages(r)) header(out, "Link");
  spr_json_close(out, '}');
}

static void headers_of_problem(spr_buf *out, uint16_t status) {
  static const struct {
    uint16_t status;
    const char *name;
  } told[] = {
      {401, "WWW-Authenticate"}, {403, "WWW-Authenticate"}, {405, "Allow"},       {412, "ETag"},
      {415, "Accept-Post"},      {429, "Retry-After"},      {503, "Retry-After"},
  };
  spr_json_open(out, "headers", '{');
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    if (told[i].status == status) header(out, told[i].name);
  spr_json_close(out, '}');
}

/* -- problems -------------------------------------------------------------------------------------------- */

/* Those that every route can give: what is wrong with any request, and what is ours; and where somebody must
 * come in. */
#define ALWAYS                                                                                               \
  (SPR_MAY(MALFORMED) | SPR_MAY(METHOD_NOT_ALLOWED) | SPR_MAY(NOT_ACCEPTABLE) | SPR_MAY(TIMEOUT) |           \
   SPR_MAY(URI_TOO_LONG) | SPR_MAY(HEADERS_TOO_LARGE) | SPR_MAY(INTERNAL) | SPR_MAY(OVERLOADED))
#define ENTERED (SPR_MAY(UNAUTHORIZED) | SPR_MAY(FORBIDDEN) | SPR_MAY(TOO_MANY) | SPR_MAY(NOT_DONE))

static uint32_t problems_of(const spr_route *r) {
  return r->problems | ALWAYS | (r->scope ? ENTERED : 0);
}

/* Several problems may have one status: which it is, `code` says. */
static void write_alternatives(spr_buf *out, uint32_t may, uint16_t status) {
  spr_json_open(out, "schema", '{');
  spr_json_open(out, "oneOf", '[');
  for (int p = 0; p < SPR_PROBLEMS; p++) {
    const spr_problem_info *info = spr_problem_of((spr_problem)p);
    char name[64];
    if (!(may & (1u << p)) || info->status != status) continue;
    snprintf(name, sizeof name, "problem-%s", info->code);
    spr_openapi_reference(out, NULL, "schemas", name);
  }
  spr_json_close(out, ']');
  spr_json_close(out, '}');
}

static void write_problems(spr_buf *out, const spr_route *r) {
  uint32_t may = problems_of(r);
  uint16_t last = 0;
  for (int p = 0; p < SPR_PROBLEMS; p++) {
    const spr_problem_info *info = spr_problem_of((spr_problem)p);
    if (!(may & (1u << p)) || info->status == last) continue;
    last = info->status;
    spr_json_open(out, key_of(last).text, '{');
    spr_json_word(out, "description", info->title);
    headers_of_problem(out, last);
    spr_json_open(out, "content", '{');
    spr_json_open(out, SPR_PROBLEM_TYPE, '{');
    write_alternatives(out, may, last);
    spr_json_close(out, '}');
    spr_json_close(out, '}');
    spr_json_close(out, '}');
  }
}

/* What a problem has beside what all have (schemas.json). */
static const char *own_members(spr_problem p) {
  switch (p) {
    case SPR_PROBLEM_MALFORMED: return "OfParameter";
    case SPR_PROBLEM_CASE_MOVED: return "OfVersion";
    case SPR_PROBLEM_EVENT_REFUSED: return "OfRefusal";
    case SPR_PROBLEM_DATA_INVALID: return "OfData";
    default: return NULL;
  }
}

static void write_problem_schema(spr_buf *out, spr_problem p) {
  const spr_problem_info *info = spr_problem_of(p);
  char text[64];
  snprintf(text, sizeof text, "problem-%s", info->code);
  spr_json_open(out, text, '{');
  spr_json_word(out, "description", info->about);
  spr_json_open(out, "allOf", '[');
  spr_openapi_reference(out, NULL, "schemas", "Problem");
  if (own_members(p)) spr_openapi_reference(out, NULL, "schemas", own_members(p));
  spr_json_close(out, ']');
  spr_json_open(out, "properties", '{');
  snprintf(text, sizeof text, "%s%s", SPR_PROBLEM_URN, info->code);
  const char *const constant[][2] = {{"type", text}, {"title", info->title}, {"code", info->code}};
  for (size_t i = 0; i < sizeof constant / sizeof *constant; i++) {
    spr_json_open(out, constant[i][0], '{');
    spr_json_word(out, "const", constant[i][1]);
    spr_json_close(out, '}');
  }
  spr_json_open(out, "status", '{');
  spr_json_number(out, "const", info->status);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
  spr_json_bool(out, "unevaluatedProperties", false);
  spr_json_close(out, '}');
}

void spr_openapi_problem_schemas(spr_buf *out) {
  for (int p = 0; p < SPR_PROBLEMS; p++) write_problem_schema(out, (spr_problem)p);
}

/* -- all of a route -------------------------------------------------------------------------------------- */

static void write_done(spr_buf *out, const spr_route *r) {
  spr_json_open(out, key_of(r->status ? r->status : 200).text, '{');
  spr_json_word(out, "description", r->summary);
  headers_of_done(out, r);
  spr_openapi_content(out, r->type ? r->type : "application/json", r->answer);
  spr_json_close(out, '}');
}

static void write_unchanged(spr_buf *out) {
  spr_json_open(out, "304", '{');
  spr_json_word(out, "description", "The case is still as If-None-Match says");
  spr_json_open(out, "headers", '{');
  header(out, "ETag");
  spr_json_close(out, '}');
  spr_json_close(out, '}');
}

void spr_openapi_responses(spr_buf *out, const spr_route *r) {
  spr_json_open(out, "responses", '{');
  write_done(out, r);
  if (r->handle == spr_rest_read_case) write_unchanged(out);
  write_problems(out, r);
  spr_json_close(out, '}');
}
