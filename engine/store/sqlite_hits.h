/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_SQLITE_HITS_H
#define SPR_STORE_SQLITE_HITS_H

#include "store/sqlite_store.h"

/* Which cases a list may have, before one of them is looked at.
 *
 * Each word of a search has a set of cases: those that say it (the table `words`), whose id begins so, that
 * stand in its titles. The hits are the cases that are in all of the sets. Where a word stands in titles of
 * very many cases, or says too much itself, it is left out of account: in drawers that have such a title, or
 * in all. Then a hit is to be asked for the word, and where no word is left, every case of the drawer is one.
 *
 * So has each part of a filter for which there is an index: what a field is, what is due and so on. Those
 * that let through few enough narrow the hits, or make them, where there are no words.
 *
 * Only what lies in drawers of the filter is read; the case that was opened for an emergency may be no hit.
 */
typedef struct spr_hits {
  uint64_t n;     /* of cases that are marked */
  bool sure;      /* each of them is found, and no other case is: the words tell all */
  unsigned apart; /* words of which a hit is to be asked, a bit for each */
  bool narrow;    /* each of them is let through by all parts that have an index */
  uint64_t *open; /* numbers of drawers in which every case is a hit, ascending */
  uint32_t nopen;
  /* its own: */
  uint8_t *bits; /* of the cases that are marked, by number; NULL: there are no hits, any case may be one */
  uint64_t blocks;
  uint32_t cap;
} spr_hits;

/* What was found is to be released also after a failure. sqlite_meet.c */
spr_status spr_hits_find(spr_sqlite *q, const spr_case_filter *f, spr_hits *out);
/* No case is a hit; then those that are added. Of a case that is not there nothing is noted. */
spr_status spr_hits_none(spr_sqlite *q, spr_hits *out);
void spr_hits_add(spr_hits *h, uint64_t number);
/* No more than what is among the others, too; those are gone then. */
void spr_hits_narrow(spr_sqlite *q, spr_hits *h, spr_hits *others);
void spr_hits_release(spr_sqlite *q, spr_hits *h);
bool spr_hits_open(const spr_hits *h, uint64_t drawer);
bool spr_hits_has(const spr_hits *h, uint64_t number);
/* The first marked one behind the number, or 0. */
uint64_t spr_hits_next(const spr_hits *h, uint64_t after);

#endif
