/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LAB_EXPECT_H
#define SPR_LAB_EXPECT_H

#include "base/near.h"
#include "lab/story_impl.h"

/* What a story expects of a case, key by key; private to expect*.c. A check adds a fault for each thing that
 * is otherwise, at its place in the story, with what was found instead. */

typedef struct expectation {
  story_run *r;
  spr_case_ref ref;
  const spr_loaded *at; /* the case and its row */
  const spr_case *c;
  const spr_model *m;
} expectation;

typedef void expect_check(expectation *e, const spr_node *n);

/* "did you mean": help for a fault. */
void expect_help(const expectation *e, spr_story_fault *f, const spr_near *near);
/* Is the name the whole path or its last parts? */
bool expect_path_ends(spr_str path, spr_str name);

/* expect.c */
expect_check expect_state, expect_no_state, expect_only_state, expect_ended, expect_outcome,
    expect_responsible, expect_links, expect_incident_count;
/* expect_duties.c */
expect_check expect_due, expect_no_due, expect_overdue, expect_tasks, expect_has_tasks, expect_no_tasks;
/* expect_fields.c */
expect_check expect_case, expect_sees, expect_hidden;

#endif
