/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_SETTINGS_H
#define SPR_CASES_SETTINGS_H

#include "store/store.h"

/* Few small things that a database knows of itself, by name. A value that was replaced stays in the file, as
 * every object does. */
#define SPR_SETTING_ANSWERS "answers" /* what idempotency keys are hashed with (answers.h) */
#define SPR_SETTING_CURSORS "cursors" /* what cursors of lists are sealed with (cursors.h) */
#define SPR_SETTING_SEARCH "search"   /* what identifiers that may be found are hashed with (exact.h) */
#define SPR_SETTING_RECOUNT "recount" /* deadlines are still to be counted anew (recount.h) */
#define SPR_SETTING_CLOCK "clock"     /* which jump of the clock a person has confirmed (watch.h) */

/* Appends to out. SPR_ENOTFOUND: it was never set. */
spr_status spr_setting(spr_store *store, const char *name, spr_buf *out);
/* In a batch. */
spr_status spr_setting_set(spr_store *store, const char *name, spr_str value);

#endif
