/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_FORM_H
#define SPR_SERVER_FORM_H

#include "server/http.h"

/* What browsers send: the fields of a form, cookies, and where a request comes from. */

typedef struct spr_form {
  const spr_pair *fields; /* decoded, UTF-8, line ends as "\n"; in the order sent, names may repeat */
  uint32_t n;
} spr_form;

/* Reads a body of application/x-www-form-urlencoded. false: it is of another type, has more than
 * SPR_MAX_FORM_FIELDS fields, a "%" that is no code, or text that may not be. Memory is the request's arena.
 */
bool spr_form_read(const spr_http *h, spr_form *out);
/* The value, or .p NULL: there is none. Of several the first. */
spr_str spr_form_get(const spr_form *f, const char *name);

/* The cookie's value, or .p NULL. Of several of that name the first. */
spr_str spr_cookie(const spr_http *h, const char *name);

/* Does a request that changes something come from a page of this server? What browsers say decides:
 * Sec-Fetch-Site, else Origin; without either it does not. */
bool spr_form_from_here(const spr_http *h);

#endif
