/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_DEPLOY_H
#define SPR_CASES_DEPLOY_H

#include "cases/desk.h"

/* Makes a site's definitions and environment the current ones of a store. New cases begin under them; open
 * ones keep their definition, and look at the world under the new environment: where that moves a deadline,
 * the case gets an entry that says so, and what has failed in it is tried again (recount.h: afterwards, in
 * batches of its own). */

typedef struct spr_deploy_report {
  uint32_t definitions; /* that are now current */
  uint32_t changed;     /* of them, others than before */
  bool environment;     /* is another one than before */
  uint32_t cases;       /* whose deadlines moved; counted by whoever recounts */
  uint64_t passed;      /* cases that could not be looked at for it */
} spr_deploy_report;

/* The site must be free of errors (spr_check). Inside of a batch. SPR_EREFUSED: institutions that are
 * responsible for open cases would vanish; `why` is appended one line for each, with the number of its cases,
 * and nothing is done. SPR_EINVAL: a definition cannot be built. Others as spr_desk_take. */
spr_status spr_deploy(spr_desk *desk, spr_library *library, spr_instant now, spr_str actor,
                      spr_deploy_report *report, spr_buf *why);

#endif
