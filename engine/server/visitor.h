/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_VISITOR_H
#define SPR_SERVER_VISITOR_H

#include "server/route.h"
#include "store/reads.h"

/* Whoever came in, by whichever door. */

/* What that one sees, in no particular language. Its texts are those of the principal. */
sprawa_view spr_visitor_view(spr_arena *a, const spr_principal *who);
/* Writes into the access log that the visitor reads cases, durably: before anything of them is sent. Where
 * there is none, there is nothing to write, but that somebody has searched. */
spr_status spr_visitor_reads(const spr_visit *v, spr_read_kind kind, const spr_str *ids, uint32_t nids);

#endif
