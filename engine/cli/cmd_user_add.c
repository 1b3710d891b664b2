/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "doors/json_out.h"

static const spr_option options[] = {
    {"role", "ROLE", false, "viewer, worker or administrator"},
    SPR_BOUND_OPTIONS,
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

static int read_role(spr_cli *cli, const spr_args *args, spr_role_of *out) {
  const char *text = spr_args_value(args, "role");
  if (text && spr_role_named(spr_str_of(text), out)) return SPR_EXIT_DONE;
  if (text)
    spr_complain(cli, "no role \"%s\"", text);
  else
    spr_complain(cli, "--role is missing");
  spr_advise(cli, "a viewer reads, a worker also opens and moves cases, an administrator also sees who may "
                  "enter and who has read what");
  return SPR_EXIT_USAGE;
}

static int check(spr_cli *cli, const spr_user *u) {
  if (u->ninstitutions > 0 || u->role == SPR_ADMINISTRATOR) return SPR_EXIT_DONE;
  spr_complain(cli, "a %s is of an institution: --institution is missing", spr_role_text(u->role));
  return SPR_EXIT_USAGE;
}

static int refused(spr_cli *cli, spr_entrance *e, const spr_user *u, spr_status s) {
  if (s == SPR_EREFUSED) {
    spr_complain(cli, "there is or was a user \"%.*s\"", SPR_FMT(u->name));
    spr_advise(cli, "journals name people for ever, so a name never becomes another's: choose a new one");
    return SPR_EXIT_FAULT;
  }
  if (s != SPR_EINVAL) return spr_entrance_failed(cli, e, s, "");
  spr_complain(cli, "\"%.*s\" is no name of a user", SPR_FMT(u->name));
  spr_advise(cli, "a name is a small letter, then small letters, digits, \".\", \"_\" and \"-\": at most %d",
             SPR_MAX_USER_NAME);
  return SPR_EXIT_USAGE;
}

static int tell(spr_cli *cli, const spr_user *u) {
  spr_buf out;
  spr_report_buf(&out);
  if (cli->json) {
    spr_json_open(&out, NULL, '{');
    spr_json_text(&out, "name", u->name);
    spr_json_word(&out, "role", spr_role_text(u->role));
    spr_bound_json(&out, "institutions", u->institutions, u->ninstitutions);
    spr_bound_json(&out, "municipalities", u->municipalities, u->nmunicipalities);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%.*s may enter as %s", SPR_FMT(u->name), spr_role_text(u->role));
    spr_bound_words(&out, " of ", u->institutions, u->ninstitutions);
    spr_bound_words(&out, " in ", u->municipalities, u->nmunicipalities);
    spr_buf_printf(&out, "; a link to choose a password: sprawa user link %.*s\n", SPR_FMT(u->name));
  }
  return spr_report_write(cli, cli->out, &out);
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_entrance e = {.people = NULL};
  spr_bound_given given;
  spr_user u = {.name = spr_str_of(args->operands[0])};
  int code = read_role(cli, args, &u.role);
  if (code == SPR_EXIT_DONE) code = spr_bound_read(cli, args, &given);
  if (code != SPR_EXIT_DONE) return code;
  u.institutions = given.institutions;
  u.ninstitutions = given.ninstitutions;
  u.municipalities = given.municipalities;
  u.nmunicipalities = given.nmunicipalities;
  code = check(cli, &u);
  if (code == SPR_EXIT_DONE) code = spr_entrance_people(cli, given.database, true, &e);
  if (code == SPR_EXIT_DONE) {
    spr_status s = spr_people_add(e.people, &u, given.now);
    code = s == SPR_OK ? tell(cli, &u) : refused(cli, &e, &u, s);
  }
  spr_entrance_close(&e);
  return code;
}

const spr_command spr_cmd_user_add = {
    .name = "user add",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "lets a person enter the console",
    .about =
        "Lets a person enter the console, as one of an institution or several: with its eyes, and in its "
        "name. The person\n"
        "has no password yet: send a one-time link (`sprawa user link`), or set one (`sprawa user "
        "password`).",
    .example = "  sprawa user add anna --role worker --institution mopr-gdansk\n"
               "  sprawa user add inspector --role viewer --institution mopr-gdansk --municipality gdansk\n",
    .options = options,
    .run = run,
};
