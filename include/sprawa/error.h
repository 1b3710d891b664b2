/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_ERROR_H
#define SPRAWA_ERROR_H

#include <stdint.h>

#include "sprawa/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a function that can fail gives. Whatever it is but SPRAWA_OUTCOME_UNKNOWN: if it is not SPRAWA_OK,
 * nothing was done, and everything is as it was before the call. */
typedef enum sprawa_code {
  SPRAWA_OK = 0,
  /* The workflow says no: the error's name says in what way ("not-competent", "guard", "no-transition",
   * "data", "case-closed", "reserved", "error", "no-task", "required"; of an engine also "case-moved",
   * "case-erased", "idempotency-mismatch", "institutions-vanish"), its message why, its place which rule. */
  SPRAWA_REFUSED = 1,
  /* What was named does not exist: a case, a file, a package, a hook. */
  SPRAWA_NOT_FOUND = 2,
  /* The call is wrong, or what was given to it: NULL where something is needed, a definition with faults,
   * text that is no UTF-8, a file that is no database. */
  SPRAWA_INVALID = 3,
  /* The environment failed: "disk-full", "busy" (another process is writing), "io", "damaged", "no-keys".
   * Asking again later may help. */
  SPRAWA_NOT_DONE = 4,
  /* It may have happened or not. The engine answers nothing else until it is closed and opened anew; asking
   * then with the same idempotency key makes it happen exactly once. */
  SPRAWA_OUTCOME_UNKNOWN = 5,
  SPRAWA_NO_MEMORY = 6,
  /* A bound of the engine was reached: a rule that works too much, a value too large, too many timers at
     once. */
  SPRAWA_LIMIT = 7,
  /* The fault is sprawa's own. */
  SPRAWA_BUG = 8
} sprawa_code;

#define SPRAWA_ERROR_NAME 64
#define SPRAWA_ERROR_MESSAGE 1024
#define SPRAWA_ERROR_FILE 256

/* What went wrong, by value: it belongs to the caller and needs no freeing. Each function that can fail takes
 * a pointer to one, or NULL, and fills it also when it succeeds (code SPRAWA_OK, empty texts). Texts end with
 * NUL and are UTF-8; one that is too long is cut and ends with "...". */
typedef struct sprawa_error {
  sprawa_code code;
  uint32_t line;                      /* from 1; 0: no place */
  uint32_t column;                    /* from 1, in code points; 0: not known */
  char name[SPRAWA_ERROR_NAME];       /* stable, for programs: "guard", "unknown-state" */
  char message[SPRAWA_ERROR_MESSAGE]; /* one line, for people; may change */
  char file[SPRAWA_ERROR_FILE];       /* of the rule or definition; empty: no place */
} sprawa_error;

/* What the text of a reason is, for doors that speak other languages. */
typedef enum sprawa_why {
  SPRAWA_WHY_ENGINE,    /* the engine's own words, in English: the name of the refusal says as much */
  SPRAWA_WHY_RULE,      /* what a rule says, in the words of whoever wrote it */
  SPRAWA_WHY_CONDITION, /* a condition that says nothing more, as it is written */
  SPRAWA_WHY_FAILED,    /* a rule failed */
  SPRAWA_WHY_UNDECIDED, /* of an explanation: a condition that cannot be asked without the event's data */
  SPRAWA_WHY_DATA,      /* what is wrong with the data, at `pointer` */
  SPRAWA_WHY_MISSING    /* of data or case file what must be there and is not, at `pointer` */
} sprawa_why;

/* One reason why something was refused; there may be several. */
typedef struct sprawa_reason {
  sprawa_why why;
  const char *text;
  const char *file;    /* of the rule; empty: no place */
  uint32_t line;       /* from 1; 0: no place */
  const char *pointer; /* where the data that were given are wrong: a JSON pointer (RFC 6901) into them; else
                          empty */
} sprawa_reason;

/* Whose action and whose view: whoever holds the database is the operator, who may do and see everything.
 * Given in place of an institution; never meant by leaving one out. */
#define SPRAWA_OPERATOR "*"

/* No time, where one may be missing. All times are milliseconds since 1970-01-01T00:00:00Z, without leap
 * seconds. */
#define SPRAWA_NO_TIME INT64_MIN

/* "ok", "refused", "not-found", ... Never NULL; valid for ever. Any thread. */
SPRAWA_API const char *sprawa_code_name(sprawa_code code);

#ifdef __cplusplus
}
#endif

#endif
