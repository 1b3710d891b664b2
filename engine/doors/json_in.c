/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_in.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

/* -- memory --------------------------------------------------------------------------------------------- */

/* The exit code of the program, as everywhere. */
enum { ENVIRONMENT_FAILED = 4 };

static void *get_memory(size_t n) {
  void *p = spr_realloc(&spr_alloc_default, NULL, 0, n);
  if (p) return p;
  fputs("sprawa: out of memory\n", stderr);
  exit(ENVIRONMENT_FAILED);
}

/* The library's functions take no argument of ours, so what became of the document that a thread reads is
 * kept by the thread. */
static _Thread_local bool json_memory_lost;

static void *try_memory(size_t n) {
  void *p = spr_realloc(&spr_alloc_default, NULL, 0, n);
  json_memory_lost = json_memory_lost || !p;
  return p;
}

static void give_back(void *p) {
  spr_free(&spr_alloc_default, p, 0);
}

void spr_json_set_memory(void) {
  json_set_alloc_funcs(get_memory, give_back);
}

void spr_json_spare_memory(void) {
  json_set_alloc_funcs(try_memory, give_back);
}

/* -- reading -------------------------------------------------------------------------------------------- */

json_t *spr_json_parse(spr_str text, spr_buf *fault) {
  json_error_t err;
  json_memory_lost = false;
  json_t *j = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &err);
  if (j && !json_memory_lost) return j;
  json_decref(j);
  if (json_memory_lost) {
    fault->failed = fault->nomem = true;
    return NULL;
  }
  spr_buf_printf(fault, "no JSON at column %d: ", err.column > 0 ? err.column : 1);
  spr_utf8_clean(fault, spr_str_of(err.text), SPR_MAX_REASON_BYTES);
  return NULL;
}

const char *spr_json_library(void) {
  return jansson_version_str();
}
