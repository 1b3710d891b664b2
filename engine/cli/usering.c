/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/usering.h"

#include "base/clock.h"
#include "base/near.h"
#include "cli/report.h"
#include "doors/json_out.h"

/* -- who was meant -------------------------------------------------------------------------------------- */
/* A candidate is lent for the call, so the best so far is copied. */
typedef struct nearing {
  spr_near near;
  char kept[SPR_MAX_USER_NAME];
} nearing;

static void offer(nearing *n, spr_str name) {
  spr_str before = spr_near_best(&n->near);
  spr_near_offer(&n->near, name);
  spr_str best = spr_near_best(&n->near);
  if (best.p == before.p || best.n > sizeof n->kept) return;
  memcpy(n->kept, best.p, best.n);
  n->near.best.p = n->kept;
}

static bool offer_user(void *ud, const spr_user *u) {
  offer(ud, u->name);
  return true;
}

static bool offer_token(void *ud, const spr_bearer *t) {
  offer(ud, t->name);
  return true;
}

static int missing(spr_cli *cli, const char *kind, spr_str name, const nearing *n) {
  spr_str best = spr_near_best(&n->near);
  spr_complain(cli, "no %s \"%.*s\"", kind, SPR_FMT(name));
  if (best.n > 0) spr_advise(cli, "did you mean \"%.*s\"?", SPR_FMT(best));
  return SPR_EXIT_MISSING;
}

int spr_usering_no_user(spr_cli *cli, spr_entrance *e, spr_str name) {
  nearing n;
  spr_near_init(&n.near, name);
  (void)spr_people_users(e->people, offer_user, &n); /* without a hint, where it cannot be read */
  return missing(cli, "user", name, &n);
}

int spr_usering_no_token(spr_cli *cli, spr_entrance *e, spr_str name) {
  nearing n;
  spr_near_init(&n.near, name);
  (void)spr_people_tokens(e->people, offer_token, &n);
  return missing(cli, "token", name, &n);
}

/* -- the command ---------------------------------------------------------------------------------------- */
static int tell(spr_cli *cli, spr_str name) {
  spr_buf out;
  spr_report_buf(&out);
  if (cli->json) {
    spr_json_open(&out, NULL, '{');
    spr_json_bool(&out, "done", true);
    spr_json_text(&out, "name", name);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%.*s: done\n", SPR_FMT(name));
  }
  return spr_report_write(cli, cli->out, &out);
}

int spr_usering_run(spr_cli *cli, const spr_args *args, spr_usering_fn fn, spr_usering_missing_fn no_such) {
  spr_entrance e = {.people = NULL};
  int code = spr_entrance_people(cli, spr_database_path(cli, args, NULL), false, &e);
  if (code == SPR_EXIT_DONE) {
    spr_usering u = {cli, e.people, spr_str_of(args->operands[0]), spr_clock_now()};
    spr_status s = fn(&u);
    if (s == SPR_OK)
      code = tell(cli, u.name);
    else if (s == SPR_EINVAL)
      code = SPR_EXIT_USAGE;
    else
      code = s == SPR_ENOTFOUND ? no_such(cli, &e, u.name) : spr_entrance_failed(cli, &e, s, "");
  }
  spr_entrance_close(&e);
  return code;
}
