/* SPDX-License-Identifier: Apache-2.0 */
#include "server/assets.h"

#include "server/console.h"

#define HASH_CHARS 16 /* of the hash in an address: enough to tell versions apart */

static const spr_embedded *asset_named(spr_str name) {
  for (const spr_embedded *e = spr_assets; e->name; e++)
    if (spr_str_is(name, e->name)) return e;
  return NULL;
}

spr_str spr_asset_url(spr_arena *arena, const char *name) {
  const spr_embedded *e = asset_named(spr_str_of(name));
  return spr_str_printf(arena, "/assets/%s?v=%.*s", name, HASH_CHARS, e ? e->hash : "");
}

static const char *type_of(spr_str name) {
  if (spr_str_ends(name, SPR_STR(".css"))) return "text/css; charset=utf-8";
  if (spr_str_ends(name, SPR_STR(".js"))) return "text/javascript; charset=utf-8";
  if (spr_str_ends(name, SPR_STR(".svg"))) return "image/svg+xml";
  return "application/octet-stream";
}

void spr_screen_asset(spr_visit *v) {
  spr_answer *a = v->answer;
  const spr_embedded *e = asset_named(v->args[0]);
  if (!e) {
    v->door->refuse(v, SPR_PROBLEM_NOT_FOUND, NULL);
    return;
  }
  spr_str tag = spr_str_printf(v->http->arena, "\"%.*s\"", HASH_CHARS, e->hash);
  bool named = spr_str_eq(spr_http_query(v->http, "v"), spr_str_n(e->hash, HASH_CHARS));
  a->cacheable = true;
  (void)spr_answer_header(a, "ETag", tag);
  /* Without the hash in the address the browser asks again each time. */
  (void)spr_answer_header(a, "Cache-Control",
                          named ? SPR_STR("public, max-age=31536000, immutable") : SPR_STR("no-cache"));
  a->status = 200;
  a->type = type_of(spr_str_of(e->name));
  spr_buf_add(&a->body, e->bytes, e->size);
  if (spr_str_eq(spr_http_header(v->http, "if-none-match"), tag)) spr_answer_unchanged(a);
}
