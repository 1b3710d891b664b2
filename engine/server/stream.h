/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_STREAM_H
#define SPR_SERVER_STREAM_H

#include "base/status.h"
#include "server/route.h"

/* Server-sent events: in which cases something has happened, as it happens; never what is in it. The one way
 * in which a door lets somebody follow along.
 *
 *   id: CURSOR                                     where to go on: Last-Event-ID
 *   event: entry
 *   data: {"case": ID, "seq": N, "kind": KIND}
 *
 *   event: reset                                   the Last-Event-ID is none of this journal, or of another
 *   data: {}                                       view: forget what you know, and read anew
 *
 *   event: end                                     you may not follow (any more); do not come back
 *   data: {}
 *
 * The last event of several has the id of all: whoever resumes may be told the others again. A stream that
 * ends without `end` may be resumed; so ends one that reads too slowly, and all where the server stops.
 *
 * Nothing is decided once for all: each time that there is something to tell, whoever follows is looked up
 * again, and told what that one may know of then. */

/* Looks up who follows. SPR_EREFUSED: nobody any more, or nobody who may. */
typedef spr_status spr_stream_who(spr_server *s, spr_str secret, spr_instant now, spr_arena *a,
                                  spr_principal *out);

typedef struct spr_follow {
  spr_stream_who *who;
  spr_str secret; /* for it: of a token or a session */
  spr_str after;  /* where to begin without a Last-Event-ID; empty: now */
  spr_str only;   /* id of the one case that is told of; empty: all */
  spr_str opened; /* id of a case that was opened for an emergency, and until when; empty: none */
  spr_instant opened_until;
} spr_follow;

/* Begins it as the answer of a visit. What f points to is copied. */
void spr_stream_follow(spr_visit *v, const spr_follow *f);
/* The answer to whoever may not, in the words of a stream: a browser would ask again and again otherwise. */
void spr_stream_refuse(spr_visit *v);
/* Where whoever came in would begin now, so that what happens from now on can be followed later. Empty: it
 * could not be found out. */
spr_str spr_stream_here(spr_visit *v);

#endif
