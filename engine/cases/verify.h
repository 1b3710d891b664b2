/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_VERIFY_H
#define SPR_CASES_VERIFY_H

#include "cases/desk.h"

/* Is the record true to itself? Three questions, each deeper than the one before:
 *
 * - *chain*: every entry's hash is that of its bytes and of the entry before it, positions and sequences have
 * no gaps, bodies are those that were hashed, seals cover what they say.
 * - *rebuild*: the derived rows, the snapshots and the `listed` fields made again from the journal alone are
 * those that are stored. No rule runs; of erased cases the skeletons suffice, and there is no snapshot.
 * - *decide*: every step is taken again, under the definition and the environment of its entry and with what
 * it observed, and leaves the same snapshot. Entries of other step semantics, or erased, are counted and
 * passed over.
 *
 * And before all that, whether the file is sound as SQLite sees it.
 *
 * The journal is read in order of position. A case is followed from its first entry to its last, so what is
 * kept is as large as the cases that are under way at one time; where that is more than SPR_VERIFY_BYTES, the
 * newest of them wait for another pass (store/fold.h). */

typedef struct spr_verify_options {
  bool rebuild, decide, skip_file;
  size_t bytes; /* to be kept of cases; 0: SPR_VERIFY_BYTES. With fewer it takes more passes */
  /* Called for each thing that is found (SPR_VERIFY_TOLD at most); may be NULL. */
  void (*found)(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos);
  /* Called now and then with how far it has come; may be NULL. */
  void (*progress)(void *ud, uint64_t entries);
  void *ud;
} spr_verify_options;

typedef struct spr_verify_report {
  uint64_t entries, cases, seals, snapshots;
  uint64_t decided, other_semantics, erased;
  uint64_t faults; /* found; also those that were not told, which may be counted twice */
} spr_verify_report;

/* Not within a batch or a look: it sees one state of the store, so what others write meanwhile stays in the
 * write-ahead log until it ends. SPR_OK, also when faults were found; else what the store, the keys or the
 * memory gave. */
spr_status spr_verify(spr_desk *desk, spr_store *store, const spr_verify_options *o, spr_verify_report *out);

#endif
