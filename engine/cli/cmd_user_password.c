/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "cli/secret_in.h"
#include "cli/usering.h"

static const spr_option options[] = {SPR_USERING_OPTIONS, {NULL, NULL, false, NULL}};

static bool is_good(spr_cli *cli, spr_str name, spr_str password) {
  switch (spr_password_judge(name, password)) {
    case SPR_PASSWORD_GOOD: return true;
    case SPR_PASSWORD_SHORT:
      spr_complain(cli, "a password has %d characters at least", SPR_MIN_PASSWORD);
      break;
    case SPR_PASSWORD_LONG: spr_complain(cli, "a password has %d bytes at most", SPR_MAX_PASSWORD); break;
    case SPR_PASSWORD_NAME: spr_complain(cli, "the password is little else than the name"); break;
    case SPR_PASSWORD_PLAIN:
      spr_complain(cli, "the password is of fewer than five different characters, or no UTF-8");
      break;
  }
  spr_advise(cli, "four or five words that do not belong together are easy to keep in mind");
  return false;
}

/* SPR_EINVAL: told already. */
static spr_status set_password(spr_usering *u) {
  char text[SPR_MAX_PASSWORD + 1];
  spr_str password;
  spr_status s = SPR_EINVAL;
  if (spr_secret_in(u->cli, text, SPR_MAX_PASSWORD, &password) == SPR_EXIT_DONE &&
      is_good(u->cli, u->name, password))
    s = spr_people_password(u->people, u->name, password);
  spr_secret_wipe(text, sizeof text);
  return s;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_usering_run(cli, args, set_password, spr_usering_no_user);
}

const spr_command spr_cmd_user_password = {
    .name = "user password",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "sets a person's password",
    .about = "Sets the password of a person and ends their sessions. It is read from the terminal without "
             "being shown, or is\n"
             "the first line of standard input; never an argument, which others could see.",
    .example = "  sprawa user password anna\n  sprawa user password anna < password.txt\n",
    .options = options,
    .run = run,
};
