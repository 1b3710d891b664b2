/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/bound.h"

#include "cases/known.h"
#include "cli/inspect.h"
#include "cli/words.h"
#include "doors/json_out.h"

/* -- the arguments -------------------------------------------------------------------------------------- */
static bool is_there(const spr_str *v, uint32_t n, spr_str name) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_str_eq(v[i], name)) return true;
  return false;
}

static int collect(spr_cli *cli, const spr_args *args, const char *option, const spr_str **out, uint32_t *n) {
  uint32_t given = 0;
  while (spr_args_nth(args, option, given)) given++;
  spr_str *v = SPR_NEW_N(&cli->arena, spr_str, given + 1);
  *out = v;
  *n = 0;
  for (uint32_t i = 0; i < given; i++) {
    spr_str name = spr_str_of(spr_args_nth(args, option, i));
    if (name.n == 0) {
      spr_complain(cli, "--%s is empty", option);
      return SPR_EXIT_USAGE;
    }
    if (!is_there(v, *n, name)) v[(*n)++] = name;
  }
  if (*n <= SPR_MAX_BOUND) return SPR_EXIT_DONE;
  spr_complain(cli, "--%s: at most %d names", option, SPR_MAX_BOUND);
  return SPR_EXIT_USAGE;
}

/* -- do they exist? ------------------------------------------------------------------------------------- */
static int check_one(const spr_inspection *look, const spr_question *q) {
  spr_buf missing;
  spr_buf_init(&missing, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  spr_status s = spr_known_missing(look->desk, look->store, q, &missing);
  int code = SPR_EXIT_DONE;
  if (s != SPR_OK) {
    code = spr_inspect_failed(look, s);
  } else if (missing.n > 0) {
    spr_complain(look->cli, "%s", missing.p);
    code = SPR_EXIT_MISSING;
  }
  spr_buf_release(&missing);
  return code;
}

static int check(void *ud, const spr_inspection *look) {
  static const spr_view all = {.everything = true};
  spr_bound_given *g = ud;
  int code = SPR_EXIT_DONE;
  g->now = spr_database_now(look->files);
  for (uint32_t i = 0; i < g->ninstitutions && code == SPR_EXIT_DONE; i++)
    code = check_one(look, &(spr_question){.view = &all, .institutions = {g->institutions[i]}});
  for (uint32_t i = 0; i < g->nmunicipalities && code == SPR_EXIT_DONE; i++)
    code = check_one(look, &(spr_question){.view = &all, .municipality = g->municipalities[i]});
  return code;
}

int spr_bound_read(spr_cli *cli, const spr_args *args, spr_bound_given *out) {
  *out = (spr_bound_given){.database = spr_database_path(cli, args, NULL)};
  int code = collect(cli, args, "institution", &out->institutions, &out->ninstitutions);
  if (code == SPR_EXIT_DONE)
    code = collect(cli, args, "municipality", &out->municipalities, &out->nmunicipalities);
  return code == SPR_EXIT_DONE ? spr_inspect(cli, args, check, out) : code;
}

/* -- telling -------------------------------------------------------------------------------------------- */
void spr_bound_json(spr_buf *out, const char *key, const spr_str *v, uint32_t n) {
  spr_json_open(out, key, '[');
  for (uint32_t i = 0; i < n; i++) spr_json_text(out, NULL, v[i]);
  spr_json_close(out, ']');
}

void spr_bound_words(spr_buf *out, const char *before, const spr_str *v, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) spr_buf_printf(out, "%s%.*s", i ? ", " : before, SPR_FMT(v[i]));
}

void spr_bound_time(spr_buf *out, spr_instant at) {
  if (at == SPR_NO_INSTANT) {
    spr_buf_puts(out, "never");
    return;
  }
  spr_words_time(out, NULL, at);
  spr_buf_char(out, 'Z');
}
