/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_TASKING_H
#define SPR_CLI_TASKING_H

#include "cli/asking.h"

/* What may be done with a task: the calls that `case task` and `task done`, `task sign`, `task waive` share.
 */
sprawa_code spr_tasking_done(const spr_asked *k);
sprawa_code spr_tasking_sign(const spr_asked *k);
sprawa_code spr_tasking_waive(const spr_asked *k);

#define SPR_TASKING_DATA                                                                                     \
  { "data", "JSON", false, "its result; @FILE reads it, @- from standard input" }
#define SPR_TASKING_SEQ                                                                                      \
  { "at-seq", "N", false, "only if the case still stands at this entry" }
#define SPR_TASKING_NAMES                                                                                    \
  "\nTASK is the name of an open task, with its state before it where several bear it "                      \
  "(plan.agree), or its id (4.1)."

#endif
