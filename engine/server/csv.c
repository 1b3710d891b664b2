/* SPDX-License-Identifier: Apache-2.0 */
#include "server/csv.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

void spr_csv_begin(spr_buf *b) {
  spr_buf_puts(b, BYTE_ORDER_MARK);
}

/* Does a line begin here? */
static bool at_begin(const spr_buf *b) {
  return b->n <= sizeof BYTE_ORDER_MARK - 1 || b->p[b->n - 1] == '\n';
}

static bool has_any(spr_str s, const char *of) {
  for (uint32_t i = 0; i < s.n; i++)
    if (s.p[i] && strchr(of, s.p[i])) return true;
  return false;
}

/* Spreadsheets look behind blanks, too. */
static bool is_formula(spr_str s) {
  uint32_t i = 0;
  while (i < s.n && s.p[i] == ' ') i++;
  return has_any(spr_str_sub(s, i, i + 1), "=+-@\t\r\n");
}

void spr_csv_cell(spr_buf *b, spr_str text) {
  if (!at_begin(b)) spr_buf_char(b, ',');
  bool guarded = is_formula(text), quoted = has_any(text, "\",\r\n;\t") || guarded || text.n == 0;
  if (quoted) spr_buf_char(b, '"');
  if (guarded) spr_buf_char(b, '\'');
  for (uint32_t i = 0; i < text.n; i++) {
    if (text.p[i] == '"') spr_buf_char(b, '"');
    spr_buf_char(b, text.p[i]);
  }
  if (quoted) spr_buf_char(b, '"');
}

void spr_csv_row(spr_buf *b) {
  spr_buf_puts(b, "\r\n");
}
