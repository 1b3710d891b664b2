/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_MATRIX_VIEW_H
#define SPR_CLI_MATRIX_VIEW_H

#include "base/str.h"
#include "sprawa/site.h"

/* The competency matrix for people and for spreadsheets (for programs: doors/site_json.h). */
void spr_matrix_table(const sprawa_matrix *m, spr_buf *out);
/* One line for each state, competency, city and institution or role; RFC 4180. */
void spr_matrix_csv(const sprawa_matrix *m, spr_buf *out);

#endif
