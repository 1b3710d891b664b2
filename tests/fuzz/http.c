/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/utf8.h"
#include "server/guard.h"
#include "server/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(spr_str path) {
  if (path.n == 0 || path.p[0] != '/' || spr_utf8_invalid(path) >= 0) abort();
  if (memchr(path.p, '\0', path.n) || memchr(path.p, '\n', path.n) || memchr(path.p, '\\', path.n)) abort();
  for (uint32_t i = 0; i + 1 < path.n; i++)
    if (path.p[i] == '/' && path.p[i + 1] == '/') abort();
}

/* Heads of requests from any bytes: one that passes has a clean path, one length and one host, and nothing of
 * it was one before it was whole. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const spr_guard anybodys = {NULL, 0};
  spr_str raw = spr_str_n((const char *)data, size);
  spr_head head;
  uint32_t length;
  if (spr_head_scan(raw, &head) != SPR_HEAD_WHOLE) return 0;
  for (uint32_t i = 0; i < head.nfields; i++)
    if (!spr_head_token(head.fields[i].name)) abort();
  if (spr_guard_check(&anybodys, &head, &length)) return 0;
  if (length > SPR_MAX_HTTP_BODY || !spr_head_field(&head, "host").p) abort();
  spr_arena a;
  jmp_buf env;
  spr_arena_init(&a, &spr_alloc_default, 1u << 20);
  if (spr_arena_guard(&a, &env) == 0) {
    spr_http h = {.arena = &a};
    spr_target_read(head.target, &h);
    check_path(h.path);
    for (uint32_t i = 0; i < h.nquery; i++)
      if (spr_utf8_invalid(h.query[i].name) >= 0 || spr_utf8_invalid(h.query[i].value) >= 0) abort();
  }
  spr_arena_release(&a);
  return 0;
}
