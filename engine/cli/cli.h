/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_CLI_H
#define SPR_CLI_CLI_H

#include <stdio.h>

#include "base/alloc.h"
#include "base/status.h"
#include "base/str.h"

/* What every command of the command line has at hand, and how commands are declared.
 *
 * A command is one file cmd_NAME.c with a constant spr_command, and one line in commands.c. Results go to
 * `out`, everything else to `err`. The arena lives as long as the process; where it runs out, main ends with
 * SPR_EXIT_ENVIRONMENT. */

enum {
  SPR_EXIT_DONE = 0,
  SPR_EXIT_FAULT = 1, /* the work found a fault: a failed story, a broken workflow, a refused event */
  SPR_EXIT_USAGE = 2,
  SPR_EXIT_MISSING = 3,     /* a thing that was named does not exist */
  SPR_EXIT_ENVIRONMENT = 4, /* disk, memory, output */
  SPR_EXIT_BUG = 5
};

typedef struct spr_cli {
  spr_arena arena;
  FILE *out, *err;
  bool colour_out, colour_err; /* a terminal, and not forbidden by NO_COLOR */
} spr_cli;

typedef struct spr_option {
  const char *name;  /* without the dashes; NULL ends a table */
  const char *value; /* what it takes, as help shows it ("FILE"); NULL: a flag */
  bool many;         /* may be given several times */
  const char *help;
} spr_option;

struct spr_args;

typedef struct spr_command {
  const char *name;
  const char *operands;                                  /* as help shows them: "FILE", "[PATH ...]" */
  uint32_t least, most;                                  /* how many operands */
  const char *summary;                                   /* one line, for the list of commands */
  const char *about;                                     /* for --help: some lines */
  const char *example;                                   /* for --help: command lines */
  const spr_option *options;                             /* NULL: none but --help */
  int (*run)(spr_cli *cli, const struct spr_args *args); /* gives the exit code */
} spr_command;

extern const spr_command *const spr_commands[]; /* in the order of help; NULL ends it */

/* The exit code for a status. */
int spr_exit_of(spr_status s);
/* A line on standard error, beginning with "sprawa: ". */
void spr_complain(spr_cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
