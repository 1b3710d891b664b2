/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_EMBEDDED_H
#define SPR_BASE_EMBEDDED_H

#include <stddef.h>

/* A file that is part of the program; tables of them are generated when it is built (spr_embed). */
typedef struct spr_embedded {
  const char *name; /* path, with '/'; NULL ends a table */
  const unsigned char *bytes;
  size_t size;
  const char *hash; /* SHA-256 of the bytes, hexadecimal */
} spr_embedded;

#endif
