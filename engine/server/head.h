/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_HEAD_H
#define SPR_SERVER_HEAD_H

#include "base/limits.h"
#include "server/http.h"

/* The head of a request as it came: the request line and the fields, nothing decoded. Borrowed bytes. */
typedef struct spr_head {
  spr_str method, target, version;
  spr_pair fields[SPR_MAX_HTTP_HEADERS]; /* names as they were written */
  uint32_t nfields;
} spr_head;

typedef enum spr_head_result {
  SPR_HEAD_WHOLE,
  SPR_HEAD_PART,  /* it does not end yet */
  SPR_HEAD_WRONG, /* it is none (RFC 9112, without what that allows for old times' sake) */
  SPR_HEAD_MANY   /* more fields than SPR_MAX_HTTP_HEADERS */
} spr_head_result;

/* Takes raw bytes apart. Lines end in CR LF, and nowhere else is there a CR, LF or NUL; one space parts the
 * three words of the first line; a name is a token with a colon right behind it; no line continues another.
 */
spr_head_result spr_head_scan(spr_str raw, spr_head *out);

/* The value of the first field of the name, in any case; .p NULL: there is none. */
spr_str spr_head_field(const spr_head *h, const char *lower_case_name);

/* Without regard to case; b in lower case. */
bool spr_head_is(spr_str a, const char *b);
/* May a name or a method be made of it (RFC 9110, 5.6.2)? */
bool spr_head_token(spr_str s);

#endif
