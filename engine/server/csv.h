/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_CSV_H
#define SPR_SERVER_CSV_H

#include "base/str.h"

/* Tables for spreadsheets, RFC 4180: cells between quotes where they need it, lines that end in CR LF, the
 * mark by which spreadsheets know UTF-8 before all.
 *
 *   spr_csv_begin(&b);
 *   spr_csv_cell(&b, SPR_STR("case"));  spr_csv_cell(&b, ...);  spr_csv_row(&b);
 *
 * A cell that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line end) gets an
 * apostrophe before it: text from a case must not calculate, or call out, in the office that opens the file.
 */
void spr_csv_begin(spr_buf *b);
void spr_csv_cell(spr_buf *b, spr_str text);
void spr_csv_row(spr_buf *b);

#endif
