/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_WORDING_H
#define SPR_BASE_WORDING_H

#include "base/limits.h"
#include "base/str.h"

/* The words of a text as they are searched for: letters and digits, folded (spr_utf8_fold; ß is ss, æ is ae),
 * so that "Łódź" is found by "lodz". A word ends with anything else, but for one of - . / : between two
 * digits: a date or a file number is one word. Marks that are put upon the letter before them do not count. A
 * longer word is cut after SPR_MAX_WORDING bytes.
 *
 *   spr_wording w = {.text = text};
 *   while (spr_wording_next(&w)) ... w.word ... */
typedef struct spr_wording {
  spr_str text;
  uint32_t at;  /* in text: where it goes on */
  spr_str word; /* borrowed from room */
  char room[SPR_MAX_WORDING];
} spr_wording;

bool spr_wording_next(spr_wording *w);
/* Has the text a word that begins so (folded)? Or one that is just this? */
bool spr_wording_begins(spr_str text, spr_str beginning);
bool spr_wording_has(spr_str text, spr_str word);

#endif
