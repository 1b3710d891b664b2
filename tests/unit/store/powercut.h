/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_STORE_POWERCUT_H
#define TESTS_UNIT_STORE_POWERCUT_H

#include <stddef.h>
#include <stdint.h>

/* What a power cut leaves. This file's functions stand in for those of the C library by which the process
 * changes files, whoever calls them, SQLite or the engine: they pass everything on and keep a record of what
 * was written and what was synced, for each file and for the folder. From the record the folder can be made
 * as it might be found if the power had gone after the n-th change: what was synced is there; of what was
 * not, each sector of 512 bytes was written or was not, whatever the order it was written in, and each new
 * name, new length and removal has reached the disk or has not.
 *
 *   power_record(folder)        flat; what lies in it is taken as synced
 *   ... power_mark()            an answer was given: what it promised must be there from now on
 *   power_pause()
 *   power_cut(at, seed, into)   `at` from 0 to power_changes(); another folder, which is empty
 *   power_release()
 *
 * Memory that files share with the process (SQLite's index of the log, "-shm") is never found again. One
 * record at a time. */
void power_record(const char *folder);
void power_pause(void);
void power_mark(void);
size_t power_changes(void);
/* How many marks there were before the change number `at`. */
uint32_t power_marks(size_t at);
/* Of what was not synced is there, with seed 0: nothing; 1: all; 2: removals of names, and nothing else;
 * others: some of it. */
void power_cut(size_t at, uint64_t seed, const char *into);
void power_release(void);

#endif
