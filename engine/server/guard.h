/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_GUARD_H
#define SPR_SERVER_GUARD_H

#include "server/head.h"
#include "server/problem.h"

/* What is refused before a request's body is read: everything that two programs on a request's way could take
 * for different things, and everything that no client of ours sends. A pure function of the head. */

/* What a server is called by its clients. */
typedef struct spr_guard {
  const spr_str *hosts; /* names without a port, in lower case, that Host may have */
  uint32_t nhosts;      /* 0: any name, since a certificate or the proxy sees to it */
} spr_guard;

typedef struct spr_refusal {
  spr_problem problem;
  const char *detail; /* for people; may be NULL */
} spr_refusal;

/* NULL: may pass; then *length is that of the body. Else why not, a constant. */
const spr_refusal *spr_guard_check(const spr_guard *g, const spr_head *h, uint32_t *length);

/* Other refusals of the transport, of the same kind. */
extern const spr_refusal spr_refused_malformed, spr_refused_version, spr_refused_large, spr_refused_headers,
    spr_refused_long, spr_refused_overloaded, spr_refused_stopping, spr_refused_failed;

#endif
