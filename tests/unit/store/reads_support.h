/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_READS_SUPPORT_H
#define TESTS_UNIT_STORE_READS_SUPPORT_H

#include "base/limits.h"
#include "store/reads.h"
#include "support.h"

/* An access log for tests: what they have in common. Rows are numbered; each says by its instant which one it
 * is. */
spr_reads *reads_open(const char *database, const char *vfs);
/* The n-th row: at the instant n, of the case "case-N" and of "case-0". */
spr_status reads_note(spr_reads *r, uint32_t n);
/* How many rows there are; each of them is read. */
uint32_t reads_count(spr_reads *r);
/* Is the n-th there? */
bool reads_has(spr_reads *r, uint32_t n);
/* Fails the test where the log does not hold together. */
void reads_sound(spr_reads *r);

#endif
