/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/upkeeping.h"

static const spr_option options[] = {
    {"reason", "TEXT", false, "why; it stays readable for good, so name the ground and no person"},
    {"force", NULL, false, "though it is open, or messages to linked cases wait"},
    SPR_UPKEEPING_OPTIONS,
    {NULL, NULL, false, NULL},
};

static sprawa_code erase(const spr_upkept *k) {
  return sprawa_engine_erase(k->engine, k->args->operands[0], spr_args_value(k->args, "reason"),
                             spr_args_flag(k->args, "force"), k->actor, k->reply, k->error);
}

static int run(spr_cli *cli, const spr_args *args) {
  if (spr_args_value(args, "reason")) return spr_upkeeping_run(cli, args, "erased", erase);
  spr_complain(
      cli,
      "case erase: --reason TEXT says why; it stays readable for good, so name the ground and no person");
  return SPR_EXIT_USAGE;
}

const spr_command spr_cmd_case_erase = {
    .name = "case erase",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .summary = "erases what a case holds, for good",
    .about =
        "Removes the case's key, the bodies of its entries and all that is kept of it but the "
        "skeletons: when something of\n"
        "which kind happened, and by which institution. The journal still verifies. A copy of the "
        "database from before\n"
        "opens no body without the key, and when it is restored beside the present key file, the case "
        "is erased again.\n"
        "While somebody reads the database, its log keeps a copy until they have ended: that is told, and "
        "the next command\n"
        "on the database empties it then.\n"
        "Refused under hold (`sprawa case hold`), and without --force while the case is open. Linked "
        "cases are erased on\n"
        "their own: `sprawa case show ID` lists them.",
    .example = "  sprawa case erase k2v7oyq3m4x5zt6a --reason \"kept for ten years, art. 22\"\n",
    .options = options,
    .run = run,
};
