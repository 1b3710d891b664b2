/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_PROBLEM_H
#define SPR_SERVER_PROBLEM_H

#include "server/http.h"

/* Problem details (RFC 9457), made from one table (problem.def):
 *
 *   {"type": "urn:sprawa:problem:CODE", "title", "status", "code", "detail", and what belongs to the problem}
 *
 *   spr_problem_begin(a, SPR_PROBLEM_MALFORMED, "there is no parameter of that name");
 *   spr_json_word(&a->body, "parameter", name);          members of its own
 *   spr_problem_end(a);                                  or spr_problem_tell for all three */

typedef enum spr_problem {
#define PROBLEM(name, code, status, title, about) SPR_PROBLEM_##name,
#include "server/problem.def"
#undef PROBLEM
  SPR_PROBLEMS
} spr_problem;

#define SPR_PROBLEM_TYPE "application/problem+json"
#define SPR_PROBLEM_URN "urn:sprawa:problem:"

typedef struct spr_problem_info {
  const char *code, *title, *about;
  uint16_t status;
} spr_problem_info;

const spr_problem_info *spr_problem_of(spr_problem p);

/* Sets status, type and the beginning of the body, in place of all that was written. detail: what went wrong
 * this time, for people; what may not be told to whoever asks is not in it. NULL: none. */
void spr_problem_begin(spr_answer *a, spr_problem p, const char *detail);
void spr_problem_end(spr_answer *a);
void spr_problem_tell(spr_answer *a, spr_problem p, const char *detail);
/* When it makes sense to ask again: the header of that name. */
void spr_problem_retry(spr_answer *a, uint32_t seconds);

#endif
