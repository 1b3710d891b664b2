/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_EMBEDDED_H
#define SPR_CLI_EMBEDDED_H

#include <stddef.h>

/* Files that are part of the program; the tables are generated when it is built. */
typedef struct spr_embedded {
  const char *name; /* path, with '/'; NULL ends a table */
  const unsigned char *bytes;
  size_t size;
} spr_embedded;

extern const spr_embedded spr_site_template[]; /* what `init` writes */

#endif
