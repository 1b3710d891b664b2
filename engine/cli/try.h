/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_TRY_H
#define SPR_CLI_TRY_H

#include "cli/session.h"
#include "lab/world.h"

/* One case that is stepped by hand or by JSON Lines. */
typedef struct spr_try {
  spr_cli *cli;
  spr_world *world;
  spr_case_ref c;
  const spr_loaded *at; /* the case as it stands */
  spr_pool pool;        /* values of inputs */
  spr_buf log;          /* of the present input: JSON strings with commas between them */
  spr_buf out;          /* the present line or answer */
  spr_buf fault;
} spr_try;

/* What one input asks for. Texts and data are borrowed. */
typedef struct spr_try_input {
  spr_input_kind kind;
  bool advance;
  spr_duration duration;
  spr_str name, by, reason;
  spr_value data;
} spr_try_input;

/* Does it. SPR_ENOMEM ends the command. A reply of an `advance` that went beyond a limit is a refusal. by may
 * name a role or kind where there is a city. */
spr_status spr_try_do(spr_try *t, const spr_try_input *in, spr_told *reply);

/* The answer line of interfaces.md's protocol, with its line end, into t->out. */
void spr_try_line(spr_try *t, const spr_told *reply);
/* The two ways of stepping, from standard input to its end; they give the exit code. */
int spr_try_json(spr_try *t);
int spr_try_hand(spr_try *t);

#endif
