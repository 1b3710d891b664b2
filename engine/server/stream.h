/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_STREAM_H
#define SPR_SERVER_STREAM_H

#include "server/route.h"

/* Server-sent events: what happens in the cases that a view may know of, as it happens.
 *
 *   id: CURSOR                                     where to go on: Last-Event-ID
 *   event: entry
 *   data: {"case": ID, "seq": N, "kind": KIND}
 *
 * The last event of several has the id of all: whoever resumes may be told the others again. `event: reset`
 * says that the Last-Event-ID is none of this journal: forget what you know, and read anew. */

/* Is whoever came in still one who may follow? Asked every SPR_STREAM_CHECK_MS. */
typedef bool spr_stream_still(spr_server *s, spr_str secret, spr_instant now);

/* Begins it as the answer of a visit, with the view of that. secret: for `still`; copied. */
void spr_stream_follow(spr_visit *v, spr_stream_still *still, spr_str secret);

#endif
