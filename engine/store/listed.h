/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_STORE_LISTED_H
#define SPR_STORE_LISTED_H

#include "base/str.h"

/* The value of a `listed` field of a case: what lists are filtered and ordered by.
 *
 * It stands in clear, also where the package's bodies are sealed: the publisher has said so of this field,
 * and a sensitive one is never listed. It follows from the snapshot and is no part of the journal's
 * skeletons, so that it goes when the case is erased. */
typedef enum spr_listed_kind {
  SPR_LISTED_NOTHING, /* the field is empty */
  SPR_LISTED_FLAG,    /* text: "true" or "false" */
  SPR_LISTED_WHOLE,
  SPR_LISTED_NUMBER,  /* finite */
  SPR_LISTED_TEXT,    /* and everything that is written as one: dates, durations, names of places */
  SPR_LISTED_INSTANT, /* a datetime: whole, milliseconds since 1970 */
  SPR_LISTED_KEYED    /* text: a keyed hash, "#" and hexadecimal; found by spr_sought.exact alone */
} spr_listed_kind;

typedef struct spr_listed {
  uint8_t kind;  /* spr_listed_kind; the numbers are stored */
  spr_str text;  /* FLAG, TEXT, KEYED: at most SPR_MAX_LISTED_TEXT bytes, and cut there */
  int64_t whole; /* WHOLE, INSTANT */
  double number; /* NUMBER */
} spr_listed;

/* Who is told of a value: institutions, joined with ",", of those that may know of the case; and as a word of
 * its own, where that is so, whoever has opened the case for an emergency. Others find nothing by the value,
 * and their lists are as if the field was empty. */
#define SPR_TOLD_OPENER "*"

typedef struct spr_listed_row {
  spr_str id; /* of the case */
  spr_str field;
  spr_str told;
  spr_listed value;
} spr_listed_row;

/* A text as it is listed: its beginning, without a torn character. */
spr_str spr_listed_cut(spr_str text);
/* The order of lists: numbers by size, whole or not, and instants as their milliseconds; then texts bytewise;
 * then nothing. */
int spr_listed_cmp(const spr_listed *a, const spr_listed *b);
/* Is it what a person wrote as `text`? A number is, however it is written, and an instant with any offset. */
bool spr_listed_is(const spr_listed *v, spr_str text);
/* A text with an offset as the instant that it says; NOTHING if it says none. */
spr_listed spr_listed_instant(spr_str text);
/* A text as the number that it says: kind WHOLE or NUMBER; NOTHING if it says none. */
spr_listed spr_listed_number(spr_str text);

#endif
