/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_LIVE_H
#define SPR_SERVER_LIVE_H

#include "server/screen.h"

/* What a page says when others have moved on what it shows, and when its session has ended (web/live.js shows
 * it; without scripts it stays hidden). Nothing that somebody has typed is lost: the page itself never
 * reloads, nothing in it moves, and the focus stays where it is. It is for the end of <main>. */
typedef struct spr_live {
  spr_str after;  /* spr_stream_here, before anything was read: what comes while the page is made is told */
  const char *id; /* the case that the page is about, as it stood at entry `seq`; NULL: it is about many */
  uint64_t seq;
  spr_str again; /* the page's own address */
} spr_live;

void spr_live_offer(spr_screen *p, const spr_live *live);

#endif
