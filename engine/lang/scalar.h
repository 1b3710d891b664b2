/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SCALAR_H
#define SPR_LANG_SCALAR_H

#include "lang/model.h"
#include "lang/node.h"

/* Scalars by the type that their place expects. Nothing guesses: `no` under a text is the text "no", and
 * `0201011` stays as it is written. Only where any type may stand does YAML 1.2 (core schema) decide, and
 * there only for plain scalars; what is quoted is text. */

/* `true` or `false`, plain. */
bool spr_scalar_boolean(const spr_node *n, bool *out);
/* Decimal digits with an optional sign, plain, within 64 bits. */
bool spr_scalar_integer(const spr_node *n, int64_t *out);
/* A decimal number that is finite, plain; the nearest one that there is. */
bool spr_scalar_number(const spr_node *n, double *out);
bool spr_scalar_date(const spr_node *n, spr_day *out);
/* A datetime or a date (its beginning), local unless it names an offset. */
bool spr_scalar_datetime(const spr_node *n, const spr_zone *zone, spr_instant *out);
/* A literal duration, not negative. */
bool spr_scalar_duration(const spr_node *n, spr_duration *out);

/* The value of a scalar under a scalar type (not LIST, RECORD, PERSON), as a constant in the arena; false: it
 * does not fit. A number is SPR_NUM, also where whole digits are written; such that it cannot hold exactly do
 * not fit. Dates, choices, municipalities and institutions become text. Null fits every type. zone: for
 * datetimes without an offset. */
bool spr_scalar_read(spr_arena *a, spr_type_kind kind, const spr_zone *zone, const spr_node *n,
                     spr_value *out);

/* The value of a tree without a type: scalars as YAML 1.2's core schema reads them (but digits that begin
 * with a zero are a code and stay text), lists and maps of such; members and entries that are null are left
 * out and nil. False where a number is not finite or has no room; *fault (may be NULL) is then the scalar. */
bool spr_value_any(spr_arena *a, const spr_node *n, spr_value *out, const spr_node **fault);

/* What a type expects, as words for a message: "a whole number". */
const char *spr_type_expects(spr_type_kind kind);

#endif
