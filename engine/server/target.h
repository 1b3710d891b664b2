/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_TARGET_H
#define SPR_SERVER_TARGET_H

#include "server/http.h"

/* The target of a request: path and query, decoded once. */

typedef enum spr_target_result {
  SPR_TARGET_GOOD,
  SPR_TARGET_WRONG, /* not "/...", a broken escape, no UTF-8, a character that nothing may hold, "//", "." or
                       ".." as a segment, a backslash, an escaped "/" */
  SPR_TARGET_LONG,  /* over SPR_MAX_TARGET */
  SPR_TARGET_MANY   /* parameters: over SPR_MAX_HTTP_PARAMETERS */
} spr_target_result;

/* Looks only. */
spr_target_result spr_target_check(spr_str target);
/* Writes path and query of a good one, in the request's arena. */
void spr_target_read(spr_str target, spr_http *out);

#endif
