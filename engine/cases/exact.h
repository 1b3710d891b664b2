/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_EXACT_H
#define SPR_CASES_EXACT_H

#include "cases/desk.h"

/* Sensitive identifiers that are found by their whole value (`searchable: exact`): a text, or what a person
 * has in `identifiers`, alone or in a list. Beside the case stands a keyed hash of each, under the name of
 * its field and a number ("mother#0"), as a row like those of `listed` fields: so it follows from the
 * snapshot, is compared with it when the database is verified, and goes when the case is erased. The secret
 * is sealed by the key file (secret.h).
 *
 * What is hashed are the letters and digits alone, folded: "ABC 123-456" is "abc123456". Shorter ones than
 * SPR_MIN_EXACT, longer ones than SPR_MAX_EXACT_BYTES, and all beyond SPR_MAX_EXACT of one field are not
 * found. */

/* Of a field's value as it is now; ranges over SPR_MAX_EXACT rows, those without a value NOTHING. They live
 * in the arena, which may jump. SPR_OK and *n 0: nothing is sealed here, so nothing is hashed. */
spr_status spr_exact_rows(spr_desk *s, const spr_field *f, spr_value value, bool make, spr_arena *a,
                          spr_listed_row *out, uint32_t *n);

/* What a text that a person seeks would be kept as; empty: it is no identifier, or there are none here. */
typedef struct spr_exact {
  char text[SPR_EXACT_CHARS + 1];
} spr_exact;
spr_status spr_exact_sought(spr_desk *s, spr_str text, spr_exact *out);

/* The field that a row's name belongs to. */
spr_str spr_exact_field(spr_str name);

#endif
