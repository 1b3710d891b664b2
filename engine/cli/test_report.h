/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_TEST_REPORT_H
#define SPR_CLI_TEST_REPORT_H

#include "cli/session.h"
#include "lab/suite.h"

/* What `test` says about one story in one city, and about all: as TAP-like text, JSON, JUnit XML. Nothing in
 * them depends on the clock: the same stories give the same bytes. */

typedef struct spr_test_case {
  const spr_suite_run *run;
  spr_story_result result;
  bool passed; /* no faults, neither of the story nor of its file */
} spr_test_case;

typedef struct spr_test_totals {
  uint32_t passed, failed;
} spr_test_totals;

/* `ok 1 - mother-home/s02 (gdansk)`, and of a failed one everything that explains it, indented. */
void spr_test_tap(spr_buf *out, const spr_sources *src, const spr_test_case *t, uint32_t number, bool colour);
/* {"passed", "failed", "stories": [{"name", "file", "city", "passed", "faults": [a diagnostic with "found"],
 * "because"}]} */
void spr_test_json(spr_buf *out, const spr_sources *src, const spr_test_case *v, uint32_t n,
                   const spr_test_totals *sum);
void spr_test_junit(spr_buf *out, const spr_sources *src, const spr_test_case *v, uint32_t n,
                    const spr_test_totals *sum);

#endif
