/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"
#include "api/site_impl.h"

/* In which languages people are spoken to. Every municipality has the whole package, so of each package one
 * will do. */

typedef struct reading {
  char *out;
  spr_buf names; /* package and municipality, each with NUL behind it */
} reading;

static spr_str last_package(const spr_buf *names) {
  spr_str package = {0};
  for (size_t at = 0; at < names->n;) {
    package = spr_str_of(names->p + at);
    at += package.n + 1;
    at += strlen(names->p + at) + 1;
  }
  return package;
}

static bool on_current(void *ud, spr_str name) {
  reading *r = ud;
  spr_str package, city;
  if (!spr_current_parts(name, &package, &city) || spr_str_eq(package, last_package(&r->names))) return true;
  spr_buf_str(&r->names, package);
  spr_buf_char(&r->names, '\0');
  spr_buf_str(&r->names, city);
  spr_buf_char(&r->names, '\0');
  return !r->names.failed;
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

static spr_status read_languages(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  reading *r = ud;
  (void)now;
  spr_status s = spr_store_currents(store, on_current, r);
  if (s == SPR_OK && r->names.failed) s = SPR_ENOMEM;
  for (size_t at = 0; s == SPR_OK && at < r->names.n;) {
    spr_str package = spr_str_of(r->names.p + at), city = spr_str_of(package.p + package.n + 1);
    spr_volume *v = NULL;
    s = spr_shelf_current(spr_desk_shelf(desk), package, city, &v);
    if (s == SPR_OK && v->package) add(r, spr_node_get(v->package->tree, "languages"));
    spr_shelf_trim(spr_desk_shelf(desk));
    at += package.n + city.n + 2;
  }
  return s;
}

sprawa_code sprawa_engine_languages(sprawa_engine *e, char out[SPRAWA_LANGUAGES], sprawa_error *error) {
  reading r = {.out = out};
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put the languages, is missing");
  *out = '\0';
  spr_buf_init(&r.names, &e->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status s = spr_engine_read(e->engine, read_languages, &r);
  spr_buf_release(&r.names);
  return s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
}
