/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/dumps.h"
#include "doors/json_in.h"

static bool colour(FILE *f) {
  const char *no_color = getenv("NO_COLOR");
  const char *term = getenv("TERM");
  if (no_color) return false;
  return term && strcmp(term, "dumb") != 0 && isatty(fileno(f));
}

static bool asks_help(const char *word) {
  return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* A group without the word behind it that makes it a command. */
static int group(spr_cli *cli, const char *word, bool asked) {
  if (cli->json && !asked) {
    spr_complain(cli, "%s: which command?", word);
    spr_advise(cli, "try \"sprawa %s --help\"", word);
  } else {
    spr_help_group(asked ? cli->out : cli->err, word);
  }
  return asked ? SPR_EXIT_DONE : SPR_EXIT_USAGE;
}

static int run_command(spr_cli *cli, const char *name, int argc, char **argv) {
  const spr_command *c = spr_command_find(cli, name);
  if (!c) return SPR_EXIT_USAGE;
  cli->json = spr_args_want_json(c, argc, argv);
  spr_args args;
  switch (spr_args_parse(cli, c, argc, argv, &args)) {
    case SPR_PARSED: return c->run(cli, &args);
    case SPR_PARSED_HELP: spr_help_command(cli->out, c); return SPR_EXIT_DONE;
    case SPR_PARSED_WRONG: break;
  }
  return SPR_EXIT_USAGE;
}

static int dispatch(spr_cli *cli, int argc, char **argv) {
  if (argc < 2) {
    spr_help_all(cli->err);
    return SPR_EXIT_USAGE;
  }
  const char *name = argv[1];
  cli->json = spr_args_want_json(NULL, argc - 1, argv + 1);
  if (asks_help(name)) name = spr_cmd_help.name;
  if (strcmp(name, "--version") == 0) name = spr_cmd_version.name;
  int used = 2;
  for (; spr_command_is_group(name); used++) {
    if (argc <= used || argv[used][0] == '-') return group(cli, name, argc > used && asks_help(argv[used]));
    name = spr_str_printf(&cli->arena, "%s %s", name, argv[used]).p;
  }
  return run_command(cli, name, argc - used, argv + used);
}

static int guarded(spr_cli *cli, int argc, char **argv) {
  jmp_buf env;
  if (spr_arena_guard(&cli->arena, &env)) {
    spr_arena_unguard(&cli->arena, NULL);
    spr_complain(cli, "out of memory");
    return SPR_EXIT_ENVIRONMENT;
  }
  int code = dispatch(cli, argc, argv);
  spr_arena_unguard(&cli->arena, NULL);
  return code;
}

int main(int argc, char **argv) {
  spr_forbid_dumps();
  spr_json_set_memory();
  spr_cli cli = {.out = stdout, .err = stderr, .colour_out = colour(stdout), .colour_err = colour(stderr)};
  spr_arena_init(&cli.arena, &spr_alloc_default, SPR_MAX_RUN_BYTES);
  spr_failure_begin(&cli);
  int code = guarded(&cli, argc, argv);
  spr_failure_end(&cli, code);
  /* A result that did not reach its reader is no result. */
  bool lost = ferror(stdout) != 0;
  if (fflush(stdout) != 0) lost = true;
  if (lost && code != SPR_EXIT_BUG) {
    spr_complain(&cli, "cannot write to standard output");
    code = SPR_EXIT_ENVIRONMENT;
  }
  spr_arena_release(&cli.arena);
  return code;
}
