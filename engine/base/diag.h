/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_DIAG_H
#define SPR_BASE_DIAG_H

#include "base/source.h"

/* Diagnostics: what is wrong with the user's files, where, and the cure.
 *
 *     FILE:LINE:COLUMN: severity: message [code]
 *        14 |         to: asessed
 *           |             ^^^^^^^ help
 *
 * A list collects all faults of a run. It is sorted by file, then place, before it is shown, and equal
 * entries are one. Codes stand in codes.def: X(ID, "code", SEVERITY, "what it means and what to do"). A
 * code's text is never used for another meaning later. */

typedef enum spr_severity { SPR_NOTE, SPR_WARNING, SPR_ERROR } spr_severity;

typedef enum spr_code {
#define X(id, name, severity, doc) SPR_D_##id,
#include "base/codes.def"
#undef X
  SPR_D_COUNT
} spr_code;

typedef struct spr_related {
  spr_span at;
  spr_str message;
  struct spr_related *next;
} spr_related;

typedef struct spr_diag {
  spr_code code;
  spr_severity severity;
  spr_span at;
  spr_str message;      /* one line, no full stop */
  spr_str help;         /* may be empty */
  spr_str meant;        /* the name that the help suggests; may be empty */
  spr_related *related; /* further places: the lock, the first of two duplicates */
  uint32_t order;
} spr_diag;

typedef struct spr_diags {
  spr_arena *arena;
  const spr_sources *sources;
  spr_diag *v;
  uint32_t n, cap;
  uint32_t errors, warnings, notes;
  uint32_t dropped; /* beyond SPR_MAX_DIAGS; they are counted above */
} spr_diags;

void spr_diags_init(spr_diags *d, spr_arena *a, const spr_sources *s);
/* Adds one with the severity of its code. The entry stays valid until the next call on d; NULL when it was
 * dropped. */
spr_diag *spr_diag_add(spr_diags *d, spr_code code, spr_span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Help and further places for an entry; NULL entries are ignored. */
void spr_diag_help(spr_diags *d, spr_diag *e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void spr_diag_also(spr_diags *d, spr_diag *e, spr_span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Makes an error a warning, where the work can go on all the same. */
void spr_diag_soften(spr_diags *d, spr_diag *e);
/* Help `did you mean "X"?` if best is not empty. */
void spr_diag_mean(spr_diags *d, spr_diag *e, spr_str best);
/* Sorts by file, place, order of arrival and removes repetitions. */
void spr_diags_sort(spr_diags *d);
/* The text form above, each entry with its line; colour: ANSI colours. */
void spr_diags_text(const spr_diags *d, spr_buf *out, bool colour);
const char *spr_code_name(spr_code c);
const char *spr_code_doc(spr_code c);
spr_severity spr_code_severity(spr_code c);

#endif
