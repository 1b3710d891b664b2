/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/report.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/value.h"

const char *spr_severity_name(spr_severity s) {
  switch (s) {
    case SPR_NOTE: return "note";
    case SPR_WARNING: return "warning";
    case SPR_ERROR: break;
  }
  return "error";
}

void spr_report_buf(spr_buf *b) {
  spr_buf_init(b, &spr_alloc_default, SPR_MAX_OUTPUT_BYTES);
}

int spr_report_write(spr_cli *cli, FILE *f, spr_buf *b) {
  int code = SPR_EXIT_DONE;
  if (b->failed) {
    spr_complain(cli, "the output is too long or memory ran out");
    code = SPR_EXIT_ENVIRONMENT;
  } else if (b->n > 0) {
    if (f == cli->out) cli->answered = true;
    if (fwrite(b->p, 1, b->n, f) != b->n) code = SPR_EXIT_ENVIRONMENT;
  }
  spr_buf_release(b);
  return code;
}

static const char *plural(uint32_t n) {
  return n == 1 ? "" : "s";
}

static int put_all(spr_cli *cli, spr_diags *d, FILE *f, bool colour) {
  if (d->errors + d->warnings + d->notes == 0) return SPR_EXIT_DONE;
  spr_diags_sort(d);
  spr_buf out;
  spr_report_buf(&out);
  spr_diags_text(d, &out, colour);
  if (d->dropped) spr_buf_printf(&out, "... and %u more\n", d->dropped);
  spr_buf_printf(&out, "%u error%s, %u warning%s\n", d->errors, plural(d->errors), d->warnings,
                 plural(d->warnings));
  return spr_report_write(cli, f, &out);
}

void spr_report_faults(spr_cli *cli, spr_diags *d) {
  if (cli->json && !cli->answered)
    (void)spr_report_json(cli, d);
  else
    (void)put_all(cli, d, cli->err, cli->colour_err);
}

int spr_report_result(spr_cli *cli, spr_diags *d) {
  return put_all(cli, d, cli->out, cli->colour_out);
}

static void text_member(spr_buf *out, const char *key, spr_str value) {
  spr_buf_printf(out, ",\"%s\":", key);
  spr_json_string(out, value);
}

static void place_members(spr_buf *out, const spr_sources *src, spr_span at) {
  const spr_source *file = spr_sources_get(src, at.file);
  uint32_t line = 0, column = 0, end_line = 0, end_column = 0;
  if (file) {
    spr_source_place(file, at.from, &line, &column);
    spr_source_place(file, at.to, &end_line, &end_column);
    if (end_line != line) end_column = spr_utf8_count(spr_source_line(file, line)) + 1;
    if (end_column <= column) end_column = column + 1;
  }
  spr_buf_puts(out, "\"file\":");
  spr_json_string(out, file ? file->path : SPR_STR(""));
  spr_buf_printf(out, ",\"line\":%u,\"column\":%u,\"end_column\":%u", line, column, end_column);
}

static void related_member(spr_buf *out, const spr_sources *src, const spr_related *first) {
  spr_buf_puts(out, ",\"related\":[");
  for (const spr_related *r = first; r; r = r->next) {
    spr_buf_puts(out, r == first ? "{" : ",{");
    place_members(out, src, r->at);
    text_member(out, "message", r->message);
    spr_buf_char(out, '}');
  }
  spr_buf_char(out, ']');
}

void spr_report_json_members(spr_buf *out, const spr_sources *src, const spr_diag *e) {
  place_members(out, src, e->at);
  text_member(out, "severity", spr_str_of(spr_severity_name(e->severity)));
  text_member(out, "code", spr_str_of(spr_code_name(e->code)));
  text_member(out, "message", e->message);
  text_member(out, "help", e->help);
  related_member(out, src, e->related);
}

int spr_report_json(spr_cli *cli, spr_diags *d) {
  spr_diags_sort(d);
  spr_buf out;
  spr_report_buf(&out);
  spr_buf_puts(&out, "{\"diagnostics\":[");
  for (uint32_t i = 0; i < d->n; i++) {
    spr_buf_puts(&out, i > 0 ? ",{" : "{");
    spr_report_json_members(&out, d->sources, &d->v[i]);
    spr_buf_char(&out, '}');
  }
  spr_buf_printf(&out, "],\"errors\":%u,\"warnings\":%u}\n", d->errors, d->warnings);
  return spr_report_write(cli, cli->out, &out);
}
