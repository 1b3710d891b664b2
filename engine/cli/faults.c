/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/faults.h"

#include "cli/report.h"
#include "doors/json_out.h"

void spr_faults_init(spr_faults *f, spr_cli *cli) {
  *f = (spr_faults){.cli = cli};
  spr_report_buf(&f->text);
  spr_report_buf(&f->json);
}

void spr_faults_release(spr_faults *f) {
  spr_buf_release(&f->text);
  spr_buf_release(&f->json);
}

static const char *severity(sprawa_severity s) {
  return s == SPRAWA_ERROR ? "error" : s == SPRAWA_WARNING ? "warning" : "note";
}

static void take_json(const sprawa_diagnostic *d, spr_buf *out) {
  if (out->n) spr_buf_char(out, ',');
  spr_buf_char(out, '{');
  spr_json_word(out, "file", d->file);
  spr_json_number(out, "line", d->line);
  spr_json_number(out, "column", d->column);
  spr_json_number(out, "end_column", d->end_column);
  spr_json_word(out, "severity", severity(d->severity));
  spr_json_word(out, "code", d->name);
  spr_json_word(out, "message", d->message);
  spr_json_word(out, "help", d->help);
  spr_buf_char(out, '}');
}

void spr_faults_take(void *data, const sprawa_diagnostic *d) {
  spr_faults *f = data;
  size_t n = sprawa_diagnostic_text(d, f->cli->colour_err, NULL, 0);
  char *text = spr_arena_alloc(&f->cli->arena, n + 1);
  (void)sprawa_diagnostic_text(d, f->cli->colour_err, text, n + 1);
  spr_buf_puts(&f->text, text);
  take_json(d, &f->json);
  f->errors += d->severity == SPRAWA_ERROR;
  f->warnings += d->severity == SPRAWA_WARNING;
}

void spr_faults_tell(spr_faults *f) {
  if (f->errors + f->warnings == 0) return;
  fprintf(f->cli->err, "%.*s%u error%s, %u warning%s\n", SPR_FMT(spr_buf_view(&f->text)), f->errors,
          f->errors == 1 ? "" : "s", f->warnings, f->warnings == 1 ? "" : "s");
  spr_buf_clear(&f->text);
  spr_buf_clear(&f->json);
  f->errors = f->warnings = 0;
}

void spr_faults_members(const spr_faults *f, spr_buf *out) {
  spr_json_open(out, "diagnostics", '[');
  spr_buf_str(out, spr_buf_view(&f->json));
  spr_json_close(out, ']');
  spr_json_number(out, "errors", f->errors);
  spr_json_number(out, "warnings", f->warnings);
}

void spr_faults_answer(spr_faults *f) {
  spr_buf out;
  if (!f->cli->json) {
    spr_faults_tell(f);
    return;
  }
  spr_report_buf(&out);
  spr_json_open(&out, NULL, '{');
  spr_faults_members(f, &out);
  spr_json_close(&out, '}');
  spr_json_end(&out);
  out.failed = out.failed || f->json.failed;
  (void)spr_report_write(f->cli, f->cli->out, &out);
}
