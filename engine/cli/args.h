/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_ARGS_H
#define SPR_CLI_ARGS_H

#include "cli/cli.h"

/* The arguments of a command, read by its table of options: `--name VALUE`, `--name=VALUE`, flags, operands
 * anywhere, `--` before operands that begin with a dash. Faults are told on standard error with the nearest
 * name that exists. */
typedef struct spr_args {
  const spr_command *command;
  const char **values; /* of the i-th given option: its value, "" for a flag */
  const spr_option **options;
  uint32_t noptions;
  const char **operands;
  uint32_t noperands;
} spr_args;

typedef enum spr_parsed { SPR_PARSED, SPR_PARSED_HELP, SPR_PARSED_WRONG } spr_parsed;

/* argv without the command's name. SPR_PARSED_HELP: --help was given. */
spr_parsed spr_args_parse(spr_cli *cli, const spr_command *c, int argc, char **argv, spr_args *out);
bool spr_args_flag(const spr_args *a, const char *name);
/* Is `--json` among the arguments, as an option of the command that asks for one document? c NULL: no command
 * was found. */
bool spr_args_want_json(const spr_command *c, int argc, char **argv);
/* The value of an option, or NULL. */
const char *spr_args_value(const spr_args *a, const char *name);
/* The i-th value of an option that may be given several times, or NULL. */
const char *spr_args_nth(const spr_args *a, const char *name, uint32_t i);

/* A whole number from 1. */
bool spr_args_number(const char *text, uint64_t *out);

/* `--help` of a command, and the list of all. */
void spr_help_command(FILE *f, const spr_command *c);
void spr_help_all(FILE *f);
/* The command of that name, which may have several words ("case open"), or NULL; then the fault has been
 * told.
 */
const spr_command *spr_command_find(spr_cli *cli, const char *name);
/* Do commands begin with it, and another word behind it? */
bool spr_command_is_group(const char *word);
/* The list of a group's commands. */
void spr_help_group(FILE *f, const char *word);

#endif
