/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_PHRASES_H
#define SPR_SERVER_PHRASES_H

#include "base/civil.h"
#include "base/duration.h"
#include "base/str.h"

/* Everything that people read in pages, in each language, and how the language counts and tells dates.
 *
 * A phrase is named by a key and written in phrases_en.def, phrases_pl.def and phrases_cs.def; English says
 * which keys there are. To add one, add a line to each of the three; what is missing in one of them does not
 * pass the tests, what only one has does not compile. In them
 *
 *   SAY(key, "text")                       one text
 *   COUNT(key, "one", "few", "many")       by number, as many as the language has (CLDR; numbers are whole
 * here): English one, other; Polish one, few, many; Czech one, few, other
 *
 * and a text may hold {n} (the number, with its thousands apart), {a}, {b} and {c} (texts that are put in). A
 * page has no words of its own: it says SPR_SAY_key through html.h, which escapes whatever is put in. */

typedef enum spr_phrase {
#define SAY(key, text) SPR_SAY_##key,
#define COUNT(key, ...) SPR_SAY_##key,
#include "server/phrases_en.def"
#undef SAY
#undef COUNT
  SPR_PHRASES
} spr_phrase;

typedef struct spr_phrases spr_phrases; /* a language; constant, for ever */

typedef struct spr_with {
  int64_t n;
  spr_str a, b, c;
} spr_with;

/* The languages, in the order in which they are offered; NULL beyond the last. */
const spr_phrases *spr_phrases_at(uint32_t i);
/* By its code ("pl"); NULL: there is none of that code. */
const spr_phrases *spr_phrases_named(spr_str code);
/* What a browser would rather have (RFC 9110, Accept-Language); English where it wants none of ours. */
const spr_phrases *spr_phrases_wanted(spr_str accept_language);
const char *spr_phrases_code(const spr_phrases *p); /* "pl" */
const char *spr_phrases_name(const spr_phrases *p); /* its own: "Polski" */

/* A text as it is in the catalogue: the form for n of those that count. NULL: the language has no such form.
 */
const char *spr_phrase_text(const spr_phrases *p, spr_phrase key, int64_t n);
/* Writes a phrase; `put` appends the catalogue's text and what is put in (spr_buf_str, or what escapes). */
typedef void spr_put(spr_buf *out, spr_str text);
void spr_phrase_put(const spr_phrases *p, spr_buf *out, spr_put *put, spr_phrase key, const spr_with *with);

/* "12 345", "12,345". The spaces in what these write do not break. */
void spr_phrase_number(const spr_phrases *p, spr_buf *out, int64_t n);
/* "3 marca 2026", "3. března 2026", "3 March 2026". */
void spr_phrase_day(const spr_phrases *p, spr_buf *out, spr_day day);
/* A local time: the day, and "14:05". */
void spr_phrase_time(const spr_phrases *p, spr_buf *out, spr_local time);
/* How far a last day is away, seen on another day: "today", "in 2 days", "2 days overdue". */
void spr_phrase_until(const spr_phrases *p, spr_buf *out, spr_day today, spr_day last);
/* "1 miesiąc 3 dni"; without sign. */
void spr_phrase_length(const spr_phrases *p, spr_buf *out, spr_duration d);
/* What a person types: the same, also in weeks and years and without diacritics, or as the definitions write
 * it ("14 days", "P14D"). */
bool spr_phrase_length_read(const spr_phrases *p, spr_str typed, spr_duration *out);

#endif
