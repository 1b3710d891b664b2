/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_ACTOR_H
#define SPR_DOORS_ACTOR_H

/* Who was at the door, where that was no user and no program of a token: whoever holds the file. The journal
 * keeps these words. */
#define SPR_ACTOR "operator"
#define SPR_ACTOR_PRETENDED "operator, at a pretended time"

#endif
