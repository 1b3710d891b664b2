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
 * SPR_EXIT_ENVIRONMENT.
 *
 * Whatever fails is told by spr_complain, with the cure by spr_advise. With --json both are kept back, and if
 * the command ends without a document of its own, main writes one in its place (spr_failure_end). So a
 * command only has to tell, and whoever asked for JSON gets one document, whatever happens. */

enum {
  SPR_EXIT_DONE = 0,
  SPR_EXIT_FAULT = 1,       /* the work found a fault: a failed story, a broken workflow, a refused event */
  SPR_EXIT_USAGE = 2,       /* what was written on the command line, or read for it, is wrong in itself */
  SPR_EXIT_MISSING = 3,     /* a thing that was named does not exist */
  SPR_EXIT_ENVIRONMENT = 4, /* disk, memory, output */
  SPR_EXIT_BUG = 5
};

/* What went wrong, as far as it has been told. */
typedef struct spr_failure {
  const char *code;      /* stable, for programs; NULL: that of the exit code */
  spr_buf message, help; /* lines, joined with "; " */
} spr_failure;

typedef struct spr_cli {
  spr_arena arena;
  FILE *out, *err;
  bool colour_out, colour_err; /* a terminal, and not forbidden by NO_COLOR */
  bool json;                   /* one JSON document is asked for (--json) ... */
  bool answered;               /* ... and written, or begun */
  spr_failure failure;
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
  bool streams;                                          /* --json means lines, and none where it fails */
  int (*run)(spr_cli *cli, const struct spr_args *args); /* gives the exit code */
} spr_command;

extern const spr_command *const spr_commands[]; /* in the order of help; NULL ends it */

/* The exit code for a status. */
int spr_exit_of(spr_status s);
/* What went wrong: a line on standard error, beginning with "sprawa: ". */
void spr_complain(spr_cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What helps: a line of its own behind it. */
void spr_advise(spr_cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The stable name of what went wrong. The first one holds. */
void spr_blame(spr_cli *cli, const char *code);

void spr_failure_begin(spr_cli *cli);
/* The member "error": {"code", "message", "help"} of what has been told, for a document of the command's own.
 * exit: the code that the command ends with. */
void spr_failure_member(const spr_cli *cli, int exit, spr_buf *out);
/* Once the command has ended: writes the document that is missing, frees what was kept. */
void spr_failure_end(spr_cli *cli, int exit);

#endif
