/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/asking.h"
#include "cli/commands.h"

static const spr_option options[] = {
    {"data", "JSON", false, "the data of the event; @FILE reads them, @- from standard input"},
    {"occurred", "TIME", false,
     "when it happened, if before now: a day with its time, on the city's clocks; not before the case was "
     "opened"},
    {"at-seq", "N", false, "only if the case still stands at this entry"},
    SPR_ASKING_OPTIONS,
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code send_event(const spr_asked *k) {
  return sprawa_engine_send(k->engine, k->wish->id, k->wish->name, k->data, k->request, k->reply, k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  const spr_wish wish = {.id = args->operands[0], .name = args->operands[1]};
  return spr_asking_run(cli, args, "data", &wish, send_event);
}

const spr_command spr_cmd_case_send = {
    .name = "case send",
    .operands = "ID EVENT",
    .least = 2,
    .most = 2,
    .summary = "sends an event to a case",
    .about = "Sends an event. If the case refuses it, nothing changes, and the reasons are told with the "
             "rule's place\n"
             "(exit code 1). `sprawa case explain ID` tells what a case waits for.",
    .example = "  sprawa case send k2v7oyq3m4x5zt6a safety.assessed --by desk --data '{\"danger\": true}'\n",
    .options = options,
    .run = run,
};
