/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_GIVEN_H
#define SPR_DOORS_GIVEN_H

#include "base/status.h"
#include "base/str.h"
#include "sprawa/sprawa.h"

/* A JSON object that somebody has sent, and of which only certain members are known. Everything is checked
 * before anything is used: one document in UTF-8 and nothing behind it, its depth, no name twice in an
 * object, no whole number beyond 2^53 (RFC 7493), no control or invisible character in any text, no member
 * that is not known, each of its kind, none missing.
 *
 *   spr_given m[] = {{"event", SPR_GIVEN_TEXT, true}, {"data", SPR_GIVEN_RECORD, false}, {NULL}};
 *   switch (spr_given_read(text, m, &faults))
 *     SPR_OK        m[i].value is what was given, or NULL
 *     SPR_EINVAL    it is no such JSON: faults says why, in words
 *     SPR_EREFUSED  faults has members of a JSON array: {"pointer", "detail"}, with commas between
 *     SPR_ENOMEM
 *   spr_given_release(m) */

typedef enum spr_given_kind { SPR_GIVEN_TEXT, SPR_GIVEN_RECORD, SPR_GIVEN_ANY } spr_given_kind;

typedef struct spr_given {
  const char *name; /* NULL ends */
  spr_given_kind kind;
  bool needed;
  sprawa_value *value; /* given back: a reference; NULL: not given, or null */
} spr_given;

/* An empty text is an object without members. */
spr_status spr_given_read(spr_str text, spr_given *members, spr_buf *faults);
void spr_given_release(spr_given *members);
/* The member's text; NULL: not given. Lent. */
const char *spr_given_text(const spr_given *m);

/* One {"pointer", "detail"} behind those that are there. pointer: a JSON pointer (RFC 6901). */
void spr_fault_add(spr_buf *faults, const char *pointer, const char *detail);

#endif
