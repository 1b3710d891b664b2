/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/scan.h"
#include "doors/json_out.h"
#include "server/rest.h"

void spr_rest_misasked(spr_visit *v, const char *parameter, const char *detail) {
  spr_problem_begin(v->answer, SPR_PROBLEM_MALFORMED, detail);
  spr_json_word(&v->answer->body, "parameter", parameter);
  spr_problem_end(v->answer);
}

/* -- which there are ------------------------------------------------------------------------------------- */

/* "field[]" stands for every field[NAME]. */
static bool is_named(const spr_param *p, spr_str name) {
  spr_str declared = spr_str_of(p->name);
  if (!spr_str_ends(declared, SPR_STR("[]"))) return spr_str_eq(declared, name);
  spr_str head = spr_str_sub(declared, 0, declared.n - 1);
  return spr_str_starts(name, head) && spr_str_ends(name, SPR_STR("]")) && name.n > declared.n;
}

static bool is_known(const spr_route *r, spr_str name) {
  for (const spr_param *p = r->params; p && p->name; p++)
    if (is_named(p, name)) return true;
  return false;
}

bool spr_rest_query_known(spr_visit *v) {
  const spr_http *h = v->http;
  for (uint32_t i = 0; i < h->nquery; i++) {
    const char *fault = is_known(v->route, h->query[i].name) ? NULL : "there is no parameter of that name";
    for (uint32_t k = 0; k < i; k++)
      if (spr_str_eq(h->query[k].name, h->query[i].name)) fault = "the parameter is there twice";
    if (!fault) continue;
    spr_rest_misasked(v, spr_str_dup(h->arena, h->query[i].name).p, fault);
    return false;
  }
  return true;
}

/* -- their values ---------------------------------------------------------------------------------------- */

const char *spr_rest_query(spr_visit *v, const char *name) {
  spr_str value = spr_http_query(v->http, name);
  return value.p ? spr_str_dup(v->http->arena, value).p : NULL;
}

bool spr_rest_flag(spr_visit *v, const char *name, bool *out) {
  const char *text = spr_rest_query(v, name);
  *out = text && strcmp(text, "true") == 0;
  if (!text || *out || strcmp(text, "false") == 0) return true;
  spr_rest_misasked(v, name, "true or false");
  return false;
}

bool spr_rest_page_of(spr_visit *v, spr_rest_page *out) {
  const char *limit = spr_rest_query(v, "limit");
  int64_t n = SPR_LISTED;
  out->cursor = spr_rest_query(v, "cursor");
  bool good = !limit || (spr_scan_number(spr_str_of(limit), &n) && n >= 1 && n <= SPR_MAX_LISTED);
  out->limit = (uint32_t)n;
  if (!good) spr_rest_misasked(v, "limit", "a number from 1 to 1000");
  if (good && out->cursor && !*out->cursor) {
    spr_rest_misasked(v, "cursor", "the cursor is empty: leave it out for the first page");
    good = false;
  }
  return good;
}

bool spr_rest_due(spr_visit *v, bool *overdue, int64_t *due_by) {
  const char *due = spr_rest_query(v, "due");
  *due_by = 0;
  *overdue = due && strcmp(due, "overdue") == 0;
  if (!due || *overdue) return true;
  if (sprawa_time_after(sprawa_engine_time(v->server->engine), due, due_by, NULL) == SPRAWA_OK) return true;
  spr_rest_misasked(v, "due", "\"overdue\", or a duration such as \"3 days\"");
  return false;
}

bool spr_rest_within(spr_visit *v, const char *name, int64_t *since) {
  const char *text = spr_rest_query(v, name);
  int64_t now = sprawa_engine_time(v->server->engine), length;
  *since = 0;
  if (!text) return true;
  if (sprawa_time_after(0, text, &length, NULL) == SPRAWA_OK && length < now) {
    *since = now - length;
    return true;
  }
  spr_rest_misasked(v, name, "a duration such as \"30 days\"");
  return false;
}

/* -- the next page --------------------------------------------------------------------------------------- */

static bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("-._~", c));
}

static void encode(spr_buf *out, spr_str s) {
  for (uint32_t i = 0; i < s.n; i++) {
    if (is_unreserved(s.p[i]))
      spr_buf_char(out, s.p[i]);
    else
      spr_buf_printf(out, "%%%02X", (unsigned)(unsigned char)s.p[i]);
  }
}

static void add_parameter(spr_buf *out, spr_str name, spr_str value, bool first) {
  spr_buf_char(out, first ? '?' : '&');
  encode(out, name);
  spr_buf_char(out, '=');
  encode(out, value);
}

/* A reference without authority: whoever follows it asks where it has asked before. */
static void write_link(const spr_http *h, const char *name, const char *next, spr_buf *out) {
  bool first = true;
  spr_buf_char(out, '<');
  for (uint32_t i = 0; i < h->path.n; i++) {
    if (h->path.p[i] == '/')
      spr_buf_char(out, '/');
    else
      encode(out, spr_str_n(h->path.p + i, 1));
  }
  for (uint32_t i = 0; i < h->nquery; i++) {
    if (spr_str_is(h->query[i].name, name)) continue;
    add_parameter(out, h->query[i].name, h->query[i].value, first);
    first = false;
  }
  add_parameter(out, spr_str_of(name), spr_str_of(next), first);
  spr_buf_puts(out, ">; rel=\"next\"");
}

void spr_rest_next(spr_visit *v, const char *name, const char *next) {
  spr_json_word_or_null(&v->answer->body, "next", next ? next : "");
  if (!next || !*next) return;
  spr_buf *link = SPR_NEW(v->http->arena, spr_buf);
  spr_buf_init(link, &spr_alloc_default, SPR_MAX_LINK_BYTES);
  SPR_HOLD(v, link, spr_buf_release);
  write_link(v->http, name, next, link);
  /* One that is too long is left out: the cursor stands in the body, too. */
  if (!link->failed) (void)spr_answer_header(v->answer, "Link", spr_buf_view(link));
}
