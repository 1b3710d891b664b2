/* SPDX-License-Identifier: Apache-2.0 */
#include "server/visitor.h"

/* Texts of principals end with a NUL. */
static const char *const *texts_of(spr_arena *a, const spr_str *v, uint32_t n) {
  const char **out = SPR_NEW_N(a, const char *, n + 1);
  for (uint32_t i = 0; i < n; i++) out[i] = v[i].p;
  return out;
}

sprawa_view spr_visitor_view(spr_arena *a, const spr_principal *who) {
  return (sprawa_view){.institutions = texts_of(a, who->institutions, who->ninstitutions),
                       .ninstitutions = who->ninstitutions,
                       .municipalities = texts_of(a, who->municipalities, who->nmunicipalities),
                       .nmunicipalities = who->nmunicipalities};
}

static spr_str joined(spr_arena *a, const spr_str *v, uint32_t n) {
  spr_str out = {"", 0};
  for (uint32_t i = 0; i < n; i++) out = spr_str_join(a, (spr_str[]){out, spr_str_of(i ? "," : ""), v[i]}, 3);
  return out;
}

spr_status spr_visitor_reads(const spr_visit *v, spr_read_kind kind, const spr_str *ids, uint32_t nids) {
  spr_arena *a = v->http->arena;
  if (nids == 0 && kind != SPR_READ_SEARCH) return SPR_OK;
  spr_str method = v->route->method == SPR_METHOD_POST ? SPR_STR("POST ") : SPR_STR("GET ");
  spr_read read = {.at = v->http->at,
                   .kind = kind,
                   .who = v->who->name,
                   .institution = joined(a, v->who->institutions, v->who->ninstitutions),
                   .route = spr_str_join(a, (spr_str[]){method, spr_str_of(v->route->pattern)}, 2),
                   .ids = ids,
                   .nids = nids};
  return spr_reads_note(v->server->reads, &read);
}
