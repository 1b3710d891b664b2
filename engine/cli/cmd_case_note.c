/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/asking.h"
#include "cli/commands.h"

static const spr_option options[] = {
    SPR_ASKING_OPTIONS,
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code note(const spr_asked *k) {
  return sprawa_engine_note(k->engine, k->wish->id, k->wish->reason, k->request, k->reply, k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  const spr_wish wish = {.id = args->operands[0], .reason = args->operands[1]};
  return spr_asking_run(cli, args, NULL, &wish, note);
}

const spr_command spr_cmd_case_note = {
    .name = "case note",
    .operands = "ID TEXT",
    .least = 2,
    .most = 2,
    .summary = "writes a note into a case's journal",
    .about = "Writes a note. It changes nothing else, and it stays.",
    .example = "  sprawa case note k2v7oyq3m4x5zt6a \"The school was told.\" --by centre\n",
    .options = options,
    .run = run,
};
