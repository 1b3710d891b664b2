/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_DUMPS_H
#define SPR_CLI_DUMPS_H

/* Before anything else: this process leaves no core dump, for its memory holds cases in clear. No core file
 * (RLIMIT_CORE), nothing for a crash handler behind a pipe, and no other process of the same user looks into
 * it (PR_SET_DUMPABLE). What the system denies cannot be helped: then it goes on.
 *
 * This is the program's own decision. The library leaves its host as it is: it keeps its keys out of dumps
 * (store/keys.h), and a host that wants the same for cases in clear does what is done here. */
void spr_forbid_dumps(void);

#endif
