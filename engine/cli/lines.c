/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/lines.h"

#include <errno.h>
#include <unistd.h>

#include "base/limits.h"

void spr_lines_init(spr_lines *l, int fd) {
  l->fd = fd;
  l->from = l->to = 0;
  spr_buf_init(&l->line, &spr_alloc_default, SPR_MAX_LINE_BYTES + 1);
}

void spr_lines_release(spr_lines *l) {
  spr_buf_release(&l->line);
}

/* More bytes: 1, 0 at the end, -1 when reading failed. */
static int fill(spr_lines *l) {
  ssize_t n = 0;
  do n = read(l->fd, l->block, sizeof l->block);
  while (n < 0 && errno == EINTR);
  l->from = 0;
  l->to = n > 0 ? (size_t)n : 0;
  return n > 0 ? 1 : (int)n;
}

spr_line spr_lines_next(spr_lines *l, spr_str *out) {
  bool any = false, complete = false, too_long = false;
  spr_buf_clear(&l->line);
  while (!complete) {
    if (l->from == l->to) {
      int more = fill(l);
      if (more < 0) return SPR_LINE_FAILED;
      if (more == 0) break;
    }
    any = true;
    const char *start = l->block + l->from;
    size_t n = l->to - l->from;
    const char *end = memchr(start, '\n', n);
    if (end) n = (size_t)(end - start);
    complete = end != NULL;
    if (l->line.n + n > SPR_MAX_LINE_BYTES) too_long = true;
    if (!too_long) spr_buf_add(&l->line, start, n);
    l->from += n + complete;
  }
  if (!any) return SPR_LINE_END;
  if (too_long) return SPR_LINE_TOO_LONG;
  if (l->line.failed) return SPR_LINE_NOMEM;
  *out = spr_buf_view(&l->line);
  if (out->n > 0 && out->p[out->n - 1] == '\r') out->n--;
  return SPR_LINE;
}
