/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "cases/deployed.h"

/* In which languages people are spoken to. Every municipality has the whole package, so of each package one
 * will do. */

typedef struct reading {
  char *out;
  spr_shelf *shelf;
  char last[SPR_MAX_NAME + 1]; /* the package that was wanted last */
} reading;

static bool is_new(void *ud, spr_str package, spr_str city) {
  reading *r = ud;
  (void)city;
  if (package.n > SPR_MAX_NAME || spr_str_is(package, r->last)) return false;
  memcpy(r->last, package.p, package.n);
  r->last[package.n] = '\0';
  return true;
}

static bool has(const char *joined, spr_str language) {
  spr_str rest = spr_str_of(joined), word;
  while (spr_api_word(&rest, &word))
    if (spr_str_eq(word, language)) return true;
  return false;
}

/* More than there is room for is left out: nobody reads so many. */
static void add(reading *r, const spr_node *languages) {
  for (uint32_t i = 0; spr_node_is_list(languages) && i < languages->n; i++) {
    spr_str language = spr_node_text(languages->items[i]);
    size_t n = strlen(r->out), comma = n > 0;
    if (has(r->out, language) || n + comma + language.n >= SPRAWA_LANGUAGES) continue;
    if (comma) r->out[n++] = ',';
    memcpy(r->out + n, language.p, language.n);
    r->out[n + language.n] = '\0';
  }
}

static spr_status look_into(void *ud, spr_str package, spr_str city) {
  reading *r = ud;
  spr_volume *v = NULL;
  spr_status s = spr_shelf_current(r->shelf, package, city, &v);
  if (s == SPR_OK && v->package) add(r, spr_node_get(v->package->tree, "languages"));
  spr_shelf_trim(r->shelf);
  return s;
}

static spr_status read_languages(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  (void)now;
  r->shelf = spr_desk_shelf(desk);
  return spr_deployed(store, &spr_alloc_default, is_new, look_into, r);
}

sprawa_code sprawa_engine_languages(sprawa_engine *e, char out[SPRAWA_LANGUAGES], sprawa_error *error) {
  reading r = {.out = out};
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the languages, is missing");
  *out = '\0';
  spr_status s = spr_engine_read(e->engine, read_languages, &r);
  return s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
}
