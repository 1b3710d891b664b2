/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/site_json.h"

#include "doors/json_out.h"

/* -- packages -------------------------------------------------------------------------------------------- */

static void head_json(const sprawa_site_package *p, spr_buf *out) {
  spr_json_word(out, "package", p->package);
  spr_json_word(out, "version", p->version);
  spr_json_word(out, "municipality", p->municipality);
  spr_json_word(out, "municipality_title", p->municipality_title);
  spr_json_word(out, "definition", p->definition);
}

void spr_package_json(const sprawa_site_package *p, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  head_json(p, out);
  spr_json_word(out, "title", p->title);
  spr_json_open(out, "workflows", '[');
  for (size_t i = 0; i < p->nworkflows; i++) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "name", p->workflows[i].name);
    spr_json_word(out, "title", p->workflows[i].title);
    spr_json_bool(out, "main", p->workflows[i].main);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
  spr_json_close(out, '}');
}

/* -- one workflow ---------------------------------------------------------------------------------------- */

static void state_json(const sprawa_workflow_state *s, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "path", s->path);
  spr_json_word(out, "title", s->title);
  spr_json_number(out, "depth", s->depth);
  spr_json_bool(out, "atomic", s->atomic);
  spr_json_bool(out, "final", s->final);
  spr_json_word(out, "file", s->file);
  spr_json_number(out, "line", s->line);
  spr_json_number(out, "open", s->open.n);
  spr_json_bool(out, "more", s->open.more);
  spr_json_close(out, '}');
}

void spr_workflow_json(const sprawa_workflow *w, spr_buf *out) {
  const sprawa_workflow_state *s = sprawa_workflow_state_at(w, 0);
  const sprawa_workflow_file *f = sprawa_workflow_file_at(w, 0);
  spr_json_open(out, NULL, '{');
  head_json(sprawa_workflow_head(w), out);
  spr_json_word(out, "workflow", sprawa_workflow_name(w));
  spr_json_word(out, "title", sprawa_workflow_title(w));
  spr_json_word(out, "composed", sprawa_workflow_composed(w));
  spr_json_open(out, "states", '[');
  for (size_t i = 0; s; s = sprawa_workflow_state_at(w, ++i)) state_json(s, out);
  spr_json_close(out, ']');
  spr_json_open(out, "files", '[');
  for (size_t i = 0; f; f = sprawa_workflow_file_at(w, ++i)) {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "path", f->path);
    spr_json_text(out, "text", spr_str_n(f->text, f->size));
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
  spr_json_close(out, '}');
  spr_json_end(out);
}

/* -- who is competent where ------------------------------------------------------------------------------ */

static const char *const kinds[SPRAWA_COMPETENCIES] = {"responsible", "decides", "provides", "monitors",
                                                       "informed"};

static void who_json(const sprawa_matrix_who *w, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "role", w->role);
  if (*w->institution) spr_json_word(out, "institution", w->institution);
  spr_json_word(out, "title", w->title);
  spr_json_close(out, '}');
}

static void cell_json(const sprawa_matrix_cell *c, const char *municipality, spr_buf *out) {
  spr_json_open(out, municipality, '{');
  spr_json_bool(out, "there", c->there);
  for (int k = 0; k < SPRAWA_COMPETENCIES; k++) {
    spr_json_open(out, kinds[k], '[');
    for (size_t i = 0; i < c->n[k]; i++) who_json(&c->who[k][i], out);
    spr_json_close(out, ']');
  }
  spr_json_close(out, '}');
}

static void row_json(const sprawa_matrix *m, const sprawa_matrix_row *row, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "state", row->state);
  spr_json_word(out, "title", row->title);
  spr_json_bool(out, "missing", row->missing);
  spr_json_open(out, "differs", '[');
  for (int k = 0; k < SPRAWA_COMPETENCIES; k++)
    if (row->differs[k]) spr_json_word(out, NULL, kinds[k]);
  spr_json_close(out, ']');
  spr_json_open(out, "municipalities", '{');
  for (size_t i = 0; sprawa_matrix_municipality(m, i); i++)
    cell_json(&row->cells[i], sprawa_matrix_municipality(m, i), out);
  spr_json_close(out, '}');
  spr_json_close(out, '}');
}

void spr_competencies_json(const sprawa_matrix *m, spr_buf *out) {
  const sprawa_matrix_row *row = sprawa_matrix_at(m, 0);
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "workflow", sprawa_matrix_workflow(m));
  spr_json_word(out, "title", sprawa_matrix_title(m));
  spr_json_open(out, "states", '[');
  for (size_t i = 0; row; row = sprawa_matrix_at(m, ++i)) row_json(m, row, out);
  spr_json_close(out, ']');
  spr_json_close(out, '}');
  spr_json_end(out);
}
