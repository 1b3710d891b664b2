/* SPDX-License-Identifier: Apache-2.0 */
#include "server/http.h"

static spr_str find(const spr_pair *v, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_str_is(v[i].name, name)) return v[i].value;
  return (spr_str){NULL, 0};
}

spr_str spr_http_header(const spr_http *h, const char *lower_case_name) {
  return find(h->headers, h->nheaders, lower_case_name);
}

spr_str spr_http_query(const spr_http *h, const char *name) {
  return find(h->query, h->nquery, name);
}

/* Nothing but what a header's value may hold: printable bytes, spaces and tabs. */
static bool may_be_sent(spr_str s) {
  for (uint32_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == 0x7f || (c < 0x20 && c != '\t')) return false;
  }
  return true;
}

bool spr_answer_header(spr_answer *a, const char *name, spr_str value) {
  if (a->nheaders == SPR_ANSWER_HEADERS || !may_be_sent(value)) return false;
  a->headers[a->nheaders++] =
      (spr_pair){spr_str_dup(a->arena, spr_str_of(name)), spr_str_dup(a->arena, value)};
  return true;
}

void spr_answer_blame(spr_answer *a, const char *name) {
  a->fault = spr_arena_strdup(a->arena, name, strlen(name));
}

void spr_answer_unchanged(spr_answer *a) {
  a->status = 304;
  a->type = NULL;
}
