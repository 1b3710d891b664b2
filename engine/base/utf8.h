/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_UTF8_H
#define SPR_BASE_UTF8_H

#include "base/str.h"

/* UTF-8 (RFC 3629): no surrogates, nothing above U+10FFFF, shortest forms only. */

/* Decodes the code point at *i and moves *i behind it; -1 (and *i one further) where the bytes are no UTF-8.
 */
int32_t spr_utf8_next(spr_str s, uint32_t *i);
/* How many bytes from there on are printable ASCII (U+0020 to U+007E), one after the other. */
uint32_t spr_utf8_plain(spr_str s, uint32_t from);
/* The offset of the first byte that is not part of valid UTF-8, or -1. */
int64_t spr_utf8_invalid(spr_str s);
/* Number of code points (s is valid). Columns of diagnostics count these, from 1. */
uint32_t spr_utf8_count(spr_str s);
/* May this code point not stand in any text? NUL, C0 but tab and line feed, C1, bidirectional controls
 * (U+202A-202E, U+2066-2069), zero-width and marks (U+200B-200F), U+FEFF. */
bool spr_utf8_forbidden(int32_t cp);
/* Appends one code point. */
void spr_utf8_put(spr_buf *b, int32_t cp);
/* Lower case without diacritics, for comparing what people typed: Latin letters (ą -> a, ł -> l, Ř -> r, ệ ->
 * e); of Greek and Cyrillic the small letter; other code points as they are. */
int32_t spr_utf8_fold(int32_t cp);
/* What is shown to people in place of a code point: a space for tab and line feed, '?' for other forbidden
 * ones and for -1. */
int32_t spr_utf8_shown(int32_t cp);
/* Writes text for people, each code point as it is shown, in at most max_bytes: a longer one is cut between
 * code points and ends in "...". */
void spr_utf8_clean(spr_buf *out, spr_str s, size_t max_bytes);
/* The same into memory of max_bytes, without a NUL; gives the length. */
uint32_t spr_utf8_clean_into(char *out, spr_str s, size_t max_bytes);

#endif
