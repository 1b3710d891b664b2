/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_TRY_H
#define SPR_CLI_TRY_H

#include "cli/cli.h"
#include "sprawa/sprawa.h"

/* One case that is stepped by hand or by JSON Lines: a machine of the public library. */
typedef struct spr_try {
  spr_cli *cli;
  sprawa_machine *machine;
  spr_buf out; /* the present line or answer */
  spr_buf fault;
} spr_try;

/* What one input asks for. Texts are borrowed and end with NUL; data is owned. */
typedef struct spr_try_input {
  enum { SPR_TRY_SEND, SPR_TRY_DONE, SPR_TRY_SIGN, SPR_TRY_WAIVE, SPR_TRY_ADVANCE } verb;
  const char *name; /* the event, the task, or how long */
  const char *by, *reason;
  sprawa_value *data; /* or NULL */
  sprawa_code read;   /* of the data: SPRAWA_NO_MEMORY ends the command */
} spr_try_input;

/* Does it. What the code says: SPRAWA_OK; SPRAWA_REFUSED or SPRAWA_LIMIT: an answer as good; SPRAWA_INVALID:
 * the input is none; anything else ends the command. */
sprawa_code spr_try_do(spr_try *t, const spr_try_input *in, sprawa_error *e);
/* Why the last call was refused: all reasons, joined with "; ", else the error's message. */
void spr_try_reasons(const spr_try *t, const sprawa_error *e, spr_buf *out);
/* Tells why the command ends. Gives the exit code. */
int spr_try_failed(const spr_try *t, const sprawa_error *e);
int spr_try_no_memory(const spr_try *t);
/* Writes t->out and empties it. Gives the exit code. */
int spr_try_flush(spr_try *t);

/* The two ways of stepping, from standard input to its end; they give the exit code. */
int spr_try_json(spr_try *t);
int spr_try_hand(spr_try *t);

#endif
