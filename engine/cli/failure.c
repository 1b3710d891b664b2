/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "cli/cli.h"
#include "doors/json_out.h"

/* Failures, told as they come or kept for the document. */

void spr_failure_begin(spr_cli *cli) {
  cli->failure.code = NULL;
  spr_buf_init(&cli->failure.message, &spr_alloc_default, SPR_MAX_LOG_BYTES);
  spr_buf_init(&cli->failure.help, &spr_alloc_default, SPR_MAX_LOG_BYTES);
}

/* Behind a document there is no place for it but standard error. */
static bool is_kept(const spr_cli *cli) {
  return cli->json && !cli->answered;
}

__attribute__((format(printf, 2, 0))) static void keep(spr_buf *to, const char *fmt, va_list ap) {
  if (to->n) spr_buf_puts(to, "; ");
  spr_buf_vprintf(to, fmt, ap);
}

__attribute__((format(printf, 3, 0))) static void tell(const spr_cli *cli, const char *head, const char *fmt,
                                                       va_list ap) {
  fputs(head, cli->err);
  vfprintf(cli->err, fmt, ap);
  fputc('\n', cli->err);
}

void spr_complain(spr_cli *cli, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  if (is_kept(cli))
    keep(&cli->failure.message, fmt, ap);
  else
    tell(cli, "sprawa: ", fmt, ap);
  va_end(ap);
}

void spr_advise(spr_cli *cli, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  if (is_kept(cli))
    keep(&cli->failure.help, fmt, ap);
  else
    tell(cli, "", fmt, ap);
  va_end(ap);
}

void spr_blame(spr_cli *cli, const char *code) {
  if (!cli->failure.code) cli->failure.code = spr_str_dup(&cli->arena, spr_str_of(code)).p;
}

/* -- the document --------------------------------------------------------------------------------------- */

static const char *name_of(int exit) {
  switch (exit) {
    case SPR_EXIT_FAULT: return "refused";
    case SPR_EXIT_USAGE: return "usage";
    case SPR_EXIT_MISSING: return "not-found";
    case SPR_EXIT_ENVIRONMENT: return "not-done";
    default: break;
  }
  return "bug";
}

void spr_failure_member(const spr_cli *cli, int exit, spr_buf *out) {
  const spr_failure *f = &cli->failure;
  spr_json_open(out, "error", '{');
  spr_json_word(out, "code", f->code ? f->code : name_of(exit));
  spr_json_text(out, "message", spr_buf_view(&f->message));
  spr_json_text(out, "help", spr_buf_view(&f->help));
  spr_json_close(out, '}');
}

/* False where there was no memory for it. */
static bool write_document(spr_cli *cli, int exit) {
  spr_buf out;
  spr_buf_init(&out, &spr_alloc_default, SPR_MAX_OUTPUT_BYTES);
  spr_json_open(&out, NULL, '{');
  spr_failure_member(cli, exit, &out);
  spr_json_close(&out, '}');
  spr_json_end(&out);
  bool whole = !out.failed && !cli->failure.message.failed && !cli->failure.help.failed;
  if (whole) (void)fwrite(out.p, 1, out.n, cli->out); /* main sees whether it arrived */
  spr_buf_release(&out);
  cli->answered = true;
  return whole;
}

void spr_failure_end(spr_cli *cli, int exit) {
  bool missing = is_kept(cli) && exit != SPR_EXIT_DONE;
  if (missing && !write_document(cli, exit)) spr_complain(cli, "%s", spr_status_text(SPR_ENOMEM));
  spr_buf_release(&cli->failure.message);
  spr_buf_release(&cli->failure.help);
}
