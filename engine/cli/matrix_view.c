/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/matrix_view.h"

static const char *const kinds[SPRAWA_COMPETENCIES] = {"responsible", "decides", "provides", "monitors",
                                                       "informed"};

/* -- table ---------------------------------------------------------------------------------------------- */

static void put_who(const sprawa_matrix_who *w, spr_buf *out) {
  spr_buf_puts(out, *w->institution ? w->institution : w->role);
}

static bool has_any(const sprawa_matrix *m, const sprawa_matrix_row *row, int kind) {
  for (size_t i = 0; sprawa_matrix_municipality(m, i); i++)
    if (row->cells[i].n[kind] > 0) return true;
  return false;
}

static void put_cell(const sprawa_matrix_cell *c, int kind, spr_buf *out) {
  if (!c->there) spr_buf_puts(out, "(no such state)");
  if (c->there && c->n[kind] == 0) spr_buf_puts(out, "nobody");
  for (size_t i = 0; i < c->n[kind]; i++) {
    if (i > 0) spr_buf_puts(out, ", ");
    put_who(&c->who[kind][i], out);
  }
}

void spr_matrix_table(const sprawa_matrix *m, spr_buf *out) {
  spr_buf_printf(out, "%s (%s)\n", sprawa_matrix_title(m), sprawa_matrix_workflow(m));
  for (size_t r = 0; sprawa_matrix_at(m, r); r++) {
    const sprawa_matrix_row *row = sprawa_matrix_at(m, r);
    spr_buf_printf(out, "\n%s (%s)%s\n", row->title, row->state, row->missing ? " *" : "");
    for (int k = 0; k < SPRAWA_COMPETENCIES; k++) {
      if (!has_any(m, row, k)) continue;
      spr_buf_printf(out, "  %s%s\n", kinds[k], row->differs[k] ? " *" : "");
      for (size_t i = 0; sprawa_matrix_municipality(m, i); i++) {
        spr_buf_printf(out, "    %s: ", sprawa_matrix_municipality(m, i));
        put_cell(&row->cells[i], k, out);
        spr_buf_char(out, '\n');
      }
    }
  }
}

/* -- CSV ------------------------------------------------------------------------------------------------ */

/* What a spreadsheet would take for a formula is put in quotes, with an apostrophe before it. */
static void put_field(const char *text, bool last, spr_buf *out) {
  bool formula = text[0] && strchr("=+-@", text[0]);
  bool quoted = formula || strpbrk(text, ",\"\r\n");
  if (quoted) spr_buf_char(out, '"');
  if (formula) spr_buf_char(out, '\'');
  for (const char *p = text; *p; p++) {
    if (*p == '"') spr_buf_char(out, '"');
    spr_buf_char(out, *p);
  }
  if (quoted) spr_buf_char(out, '"');
  spr_buf_puts(out, last ? "\r\n" : ",");
}

static void put_line(const sprawa_matrix *m, const sprawa_matrix_row *row, size_t city, int kind,
                     const sprawa_matrix_who *w, spr_buf *out) {
  put_field(row->state, false, out);
  put_field(row->title, false, out);
  put_field(kinds[kind], false, out);
  put_field(sprawa_matrix_municipality(m, city), false, out);
  put_field(w->role, false, out);
  put_field(w->institution, false, out);
  put_field(w->title, false, out);
  put_field(row->differs[kind] || row->missing ? "yes" : "no", true, out);
}

void spr_matrix_csv(const sprawa_matrix *m, spr_buf *out) {
  spr_buf_puts(out, "state,title,competency,municipality,role,institution,name,differs\r\n");
  for (size_t r = 0; sprawa_matrix_at(m, r); r++) {
    const sprawa_matrix_row *row = sprawa_matrix_at(m, r);
    for (int k = 0; k < SPRAWA_COMPETENCIES; k++)
      for (size_t c = 0; sprawa_matrix_municipality(m, c); c++)
        for (size_t i = 0; i < row->cells[c].n[k]; i++) put_line(m, row, c, k, &row->cells[c].who[k][i], out);
  }
}
