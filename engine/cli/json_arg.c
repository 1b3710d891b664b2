/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/json_arg.h"

#include "base/limits.h"
#include "base/source.h"
#include "cli/report.h"
#include "doors/json_in.h"
#include "doors/json_value.h"

static int too_large(spr_cli *cli, const char *option) {
  spr_complain(cli, "--%s: the data has more than %u bytes", option, SPR_MAX_LINE_BYTES);
  return SPR_EXIT_USAGE;
}

static int read_stdin(spr_cli *cli, const char *option, spr_str *out) {
  char *text = spr_arena_alloc(&cli->arena, SPR_MAX_LINE_BYTES + 1);
  size_t n = fread(text, 1, SPR_MAX_LINE_BYTES + 1, stdin);
  *out = spr_str_n(text, n);
  if (n > SPR_MAX_LINE_BYTES) return too_large(cli, option);
  if (!ferror(stdin)) return SPR_EXIT_DONE;
  spr_complain(cli, "--%s: standard input cannot be read", option);
  return SPR_EXIT_ENVIRONMENT;
}

static int read_file(spr_cli *cli, const char *option, const char *path, spr_str *out) {
  spr_status s = spr_file_read(&cli->arena, path, SPR_MAX_LINE_BYTES, out);
  if (s == SPR_OK) return SPR_EXIT_DONE;
  if (s == SPR_ELIMIT) return too_large(cli, option);
  spr_complain(cli, "--%s: %s \"%s\"", option, s == SPR_ENOTFOUND ? "no file" : "cannot read", path);
  return spr_exit_of(s);
}

static int read_text(spr_cli *cli, const char *option, const char *given, spr_str *out) {
  *out = spr_str_of(given);
  if (given[0] != '@') return SPR_EXIT_DONE;
  return strcmp(given, "@-") == 0 ? read_stdin(cli, option, out) : read_file(cli, option, given + 1, out);
}

int spr_json_argument(spr_cli *cli, const spr_args *args, const char *option, sprawa_value **out) {
  const char *given = spr_args_value(args, option);
  spr_str text;
  *out = NULL;
  if (!given) return SPR_EXIT_DONE;
  int code = read_text(cli, option, given, &text);
  if (code != SPR_EXIT_DONE) return code;
  spr_buf fault;
  spr_report_buf(&fault);
  json_t *j = spr_json_parse(text, &fault);
  sprawa_code made = j ? spr_json_public(j, out, &fault) : SPRAWA_INVALID;
  if (made != SPRAWA_OK) code = made == SPRAWA_NO_MEMORY ? SPR_EXIT_ENVIRONMENT : SPR_EXIT_USAGE;
  json_decref(j);
  if (code != SPR_EXIT_DONE) spr_complain(cli, "--%s: %.*s", option, SPR_FMT(spr_buf_view(&fault)));
  spr_buf_release(&fault);
  return code;
}
