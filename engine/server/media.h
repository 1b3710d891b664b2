/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_MEDIA_H
#define SPR_SERVER_MEDIA_H

#include "base/str.h"

/* Media types in headers (RFC 9110, 12.5.1 and 8.3). */

/* Does a list such as "text/html, application/json;q=0.5" admit the type? What is no list admits nothing. */
bool spr_media_accepts(spr_str accept, const char *type);
/* application/json, and no other charset than utf-8. */
bool spr_media_is_json(spr_str content_type);

#endif
