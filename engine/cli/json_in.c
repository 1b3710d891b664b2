/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/json_in.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/cli.h"

/* -- memory --------------------------------------------------------------------------------------------- */

static void *get_memory(size_t n) {
  void *p = spr_realloc(&spr_alloc_default, NULL, 0, n);
  if (p) return p;
  fputs("sprawa: out of memory\n", stderr);
  exit(SPR_EXIT_ENVIRONMENT);
}

static void give_back(void *p) {
  spr_free(&spr_alloc_default, p, 0);
}

void spr_json_set_memory(void) {
  json_set_alloc_funcs(get_memory, give_back);
}

/* -- reading -------------------------------------------------------------------------------------------- */

json_t *spr_json_parse(spr_str text, spr_buf *fault) {
  json_error_t err;
  json_t *j = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &err);
  if (j) return j;
  spr_buf_printf(fault, "no JSON at column %d: ", err.column > 0 ? err.column : 1);
  spr_utf8_clean(fault, spr_str_of(err.text), SPR_MAX_REASON_BYTES);
  return NULL;
}

static bool convert(spr_heap *h, const json_t *j, unsigned depth, spr_value *out);

/* Depth is bounded by SPR_MAX_VALUE_DEPTH: so these two may call one another. */
static bool list(spr_heap *h, const json_t *j, unsigned depth, spr_value *out) {
  uint32_t n = (uint32_t)json_array_size(j), done = 0;
  spr_value *v = spr_pool_alloc(h->pool, (n + 1) * sizeof *v);
  h->oom = h->oom || !v;
  if (!v) return false;
  bool ok = true;
  for (; ok && done < n; done += ok) ok = convert(h, json_array_get(j, done), depth + 1, &v[done]);
  if (ok) {
    *out = spr_v_list(h, v, n);
  } else {
    for (uint32_t i = 0; i < done; i++) spr_v_release(h->pool, v[i]);
  }
  spr_pool_free(h->pool, v, (n + 1) * sizeof *v);
  return ok;
}

static bool record(spr_heap *h, json_t *j, unsigned depth, spr_value *out) {
  uint32_t n = (uint32_t)json_object_size(j), done = 0;
  spr_pair *v = spr_pool_alloc(h->pool, (n + 1) * sizeof *v);
  h->oom = h->oom || !v;
  if (!v) return false;
  bool ok = true;
  for (void *it = json_object_iter(j); it && ok; it = json_object_iter_next(j, it)) {
    spr_value value = SPR_V_NIL;
    ok = convert(h, json_object_iter_value(it), depth + 1, &value);
    if (!ok) break;
    v[done++] = (spr_pair){spr_v_text(h, spr_str_of(json_object_iter_key(it))), value};
  }
  if (ok) {
    *out = spr_v_record(h, v, n);
  } else {
    for (uint32_t i = 0; i < done; i++) {
      spr_v_release(h->pool, v[i].key);
      spr_v_release(h->pool, v[i].value);
    }
  }
  spr_pool_free(h->pool, v, (n + 1) * sizeof *v);
  return ok;
}

static bool convert(spr_heap *h, const json_t *j, unsigned depth, spr_value *out) {
  *out = SPR_V_NIL;
  if (depth > SPR_MAX_VALUE_DEPTH) return false;
  switch (json_typeof(j)) {
    case JSON_OBJECT: return record(h, (json_t *)(uintptr_t)j, depth, out);
    case JSON_ARRAY: return list(h, j, depth, out);
    case JSON_STRING: *out = spr_v_text(h, spr_str_n(json_string_value(j), json_string_length(j))); break;
    case JSON_INTEGER: *out = spr_v_int(json_integer_value(j)); break;
    case JSON_REAL: *out = spr_v_num(json_real_value(j)); break;
    case JSON_TRUE: *out = spr_v_bool(true); break;
    case JSON_FALSE: *out = spr_v_bool(false); break;
    case JSON_NULL: break;
  }
  return true;
}

spr_status spr_json_value(spr_heap *h, const json_t *j, spr_value *out, spr_buf *fault) {
  bool ok = convert(h, j, 1, out) && !h->oom && spr_v_check_limits(*out) == SPR_OK;
  if (ok) return SPR_OK;
  spr_v_release(h->pool, *out);
  *out = SPR_V_NIL;
  if (h->oom) {
    spr_buf_puts(fault, spr_status_text(SPR_ENOMEM));
    return SPR_ENOMEM;
  }
  spr_buf_puts(fault, "the data is too deep or too large");
  return SPR_ELIMIT;
}
