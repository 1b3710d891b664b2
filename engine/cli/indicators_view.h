/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_INDICATORS_VIEW_H
#define SPR_CLI_INDICATORS_VIEW_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* For people: each indicator with its rows below it. */
void spr_indicators_table(const sprawa_indicators *x, spr_buf *out);

#endif
