/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_BIND_H
#define SPR_CASES_BIND_H

#include "store/keys.h"
#include "store/store.h"

/* A database and its key file belong together: the database knows the identity of the first key file that it
 * was opened with, so that no case gets its key in the file of another database, and what was erased is
 * remembered in one place.
 *
 * A database that knows none takes this one. keys NULL: nothing is asked. SPR_EINVAL: it is another one;
 * `why` (of at least SPR_MAX_MESSAGE_BYTES) says so. Others as the store and the keys give them. */
spr_status spr_bind_keys(spr_store *store, spr_keys *keys, char *why);
/* Does the database know one? */
spr_status spr_bound_to_keys(spr_store *store, bool *out);

#endif
