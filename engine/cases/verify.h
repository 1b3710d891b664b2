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
 * And before all that, each time: whether the file is sound as SQLite sees it, its tables fit one another,
 * and each object (definitions, environments, what was observed, settings) is what its hash says. What a
 * damaged object is needed for is told of that object, once: steps under it are not decided again.
 *
 * The journal is read in order of position. A case is followed from its first entry to its last, so what is
 * kept is as large as the cases that are under way at one time; where that is more than SPR_VERIFY_BYTES, the
 * newest of them wait for another pass (store/fold.h). */

/* An object whose bytes are not those of its hash. */
typedef struct spr_verify_object {
  uint8_t kind; /* spr_object_kind, if it is one */
  spr_hash hash;
  /* Entries that name it as their definition or environment and cases that are pinned to it; of what was
   * observed, entries that were to be decided again. And the first entry of them: id is empty where there is
   * none. */
  uint64_t entries, cases;
  spr_str id;
  uint64_t seq, pos;
} spr_verify_object;

typedef struct spr_verify_options {
  bool rebuild, decide;
  bool skip_file, skip_pages; /* not the file at all; not the pages, which were looked at before */
  size_t bytes;               /* to be kept of cases; 0: SPR_VERIFY_BYTES. With fewer it takes more passes */
  /* Called for each thing that is found (SPR_VERIFY_TOLD at most); may be NULL. */
  void (*found)(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos);
  /* Called at the end for each damaged object, as many at most, and not `found`; may be NULL. */
  void (*damaged)(void *ud, const spr_verify_object *o);
  /* Called now and then with how far it has come; may be NULL. */
  void (*progress)(void *ud, uint64_t entries);
  void *ud;
} spr_verify_options;

typedef struct spr_verify_report {
  uint64_t entries, cases, seals, snapshots;
  uint64_t unsealed; /* entries behind the last seal: had some of them been cut off, it would not show */
  uint64_t objects;
  uint64_t decided, other_semantics, erased;
  uint64_t undecided; /* entries whose definition, environment or observation is damaged */
  uint64_t faults;    /* found; also those that were not told, which may be counted twice */
} spr_verify_report;

/* Not within a batch or a look: it sees one state of the store, so what others write meanwhile stays in the
 * write-ahead log until it ends. SPR_OK, also when faults were found; else what the store, the keys or the
 * memory gave. */
spr_status spr_verify(spr_desk *desk, spr_store *store, const spr_verify_options *o, spr_verify_report *out);

#endif
