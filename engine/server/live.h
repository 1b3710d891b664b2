/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_LIVE_H
#define SPR_SERVER_LIVE_H

#include "server/screen.h"

/* What a page says when others have moved on what it shows (web/live.js shows it; without scripts it stays
 * hidden). id: the case that the page is about, as it stood at entry `seq`; NULL: it is about many. again:
 * the page's own address. Nothing that somebody has typed is lost: the page itself never reloads. */
void spr_live_offer(spr_screen *p, const char *id, uint64_t seq, spr_str again);

#endif
