/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_LINES_H
#define SPR_CLI_LINES_H

#include "base/str.h"

/* Lines of a stream, each as soon as it has arrived, with a bound: the rest of a longer line is read and
 * forgotten. */
typedef struct spr_lines {
  int fd;
  char block[16384];
  size_t from, to; /* of the block: what is read and not yet given out */
  spr_buf line;
} spr_lines;

typedef enum spr_line { SPR_LINE, SPR_LINE_TOO_LONG, SPR_LINE_NOMEM, SPR_LINE_END, SPR_LINE_FAILED } spr_line;

void spr_lines_init(spr_lines *l, int fd);
void spr_lines_release(spr_lines *l);
/* The next line without its line end, valid until the next call. The last one may lack its line end. */
spr_line spr_lines_next(spr_lines *l, spr_str *out);

#endif
