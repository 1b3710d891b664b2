/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_BODY_H
#define SPR_CASES_BODY_H

#include "chart/step.h"

/* The body of a journal's entry: what the step was given, the receipt (each guard and hook that was asked,
 * its answer, reason and the facts that it read, by name; the values of what it observed), what it did, the
 * log, and the patch that makes the next snapshot (patch.h). Everything that may hold a value of the case
 * file stands here and nowhere else.
 *
 * Numbers of states, fields, transitions and expressions are those of the pinned definition, which is kept
 * for ever.
 *
 * A step that got stuck has its reasons as errors behind its effects, with the code as the second text of the
 * first.
 *
 * What a city publishes is long, and is observed by many steps: its bytes are kept once
 * (SPR_OBJECT_OBSERVED), and their hash stands in the body as the effect's second text, in place of the
 * value.
 *
 * Form: a version; data, reason, link; 1 if it says when it happened, plus 2 for an operator, plus 4 if it
 * has the name, and then both; the patch; then the effects in their order, each as its kind, which parts
 * follow, and those parts. Numbers as in base/pack.h, values as spr_v_encode. */

#define SPR_BODY_VERSION 1

typedef struct spr_body {
  spr_value data; /* of the input; owned: spr_body_release */
  spr_str name;   /* of the input, where the skeleton withholds it (words.h) */
  spr_str reason, link;
  spr_instant occurred; /* SPR_NO_INSTANT */
  bool operator;        /* whoever asked was competent for everything */
  spr_str patch;
  spr_str effects; /* as stored; read with spr_body_next */
  uint32_t neffects;
} spr_body;

/* One effect as it is read back. The value is owned: release it in the heap's pool. */
typedef struct spr_body_effect {
  spr_effect_kind kind;
  int32_t index;
  spr_str text, text2, text3, file;
  spr_value value;
  spr_instant at;
  uint32_t line, facts;
  spr_str
      fields; /* numbers of the fields that a decision read: each a varint, as the distance from the former */
} spr_body_effect;

/* Is it an observation that is kept apart? */
bool spr_body_apart(const spr_effect *e);
/* What a step leaves: appends the body to out. r may be NULL (an entry without a step). named: the input's
 * name is withheld from the skeleton and stands here. apart: the hashes of the observations that are kept
 * apart, in their order; empty: they stand here. SPR_ENOMEM, SPR_ELIMIT. */
spr_status spr_body_write(const spr_input *in, bool named, const spr_result *r, uint32_t nfields,
                          spr_str patch, spr_str apart, spr_buf *out);
/* Borrows the bytes. SPR_EINVAL for what spr_body_write does not write; SPR_ENOMEM. */
spr_status spr_body_read(spr_heap *h, spr_str bytes, spr_body *out);
/* Effects one by one: begins with *left = body->effects. SPR_ENOTFOUND at the end. */
spr_status spr_body_next(spr_heap *h, spr_str *left, spr_body_effect *out);
/* Is it one of the effects that are counted, from 1, to name messages and notices? */
static inline bool spr_body_numbered(spr_effect_kind k) {
  return k == SPR_E_MESSAGE || k == SPR_E_OPEN || k == SPR_E_NOTIFY || k == SPR_E_ENDED;
}
/* The facts that a decision read, as spr_effect_facts tells them; nothing if there are none. */
void spr_body_facts(const spr_model *m, const spr_body_effect *e, const char *before, spr_buf *out);

#endif
