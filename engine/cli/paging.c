/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/paging.h"

#include "base/limits.h"
#include "doors/json_out.h"

static int read_limit(spr_cli *cli, const spr_args *args, uint32_t *out) {
  const char *limit = spr_args_value(args, "limit");
  uint64_t n = SPR_LISTED;
  if (limit && (!spr_args_number(limit, &n) || n > SPR_MAX_LISTED)) {
    spr_complain(cli, "--limit \"%s\": a number from 1 to %d", limit, SPR_MAX_LISTED);
    return SPR_EXIT_USAGE;
  }
  *out = (uint32_t)n;
  return SPR_EXIT_DONE;
}

int spr_paging_due(const spr_database *db, const spr_args *args, bool *overdue, int64_t *due_by) {
  const char *due = spr_args_value(args, "due");
  sprawa_error e;
  *due_by = 0;
  *overdue = due && strcmp(due, "overdue") == 0;
  if (!due || *overdue) return SPR_EXIT_DONE;
  if (sprawa_time_after(sprawa_engine_time(db->engine), due, due_by, &e) == SPRAWA_OK) return SPR_EXIT_DONE;
  spr_complain(db->cli, "--due \"%s\": \"overdue\", or a duration such as \"3 days\"", due);
  return SPR_EXIT_USAGE;
}

int spr_paging_within(const spr_database *db, const spr_args *args, const char *option, int64_t *since) {
  const char *text = spr_args_value(args, option);
  int64_t now = sprawa_engine_time(db->engine), length;
  sprawa_error e;
  *since = 0;
  if (!text) return SPR_EXIT_DONE;
  if (sprawa_time_after(0, text, &length, &e) == SPRAWA_OK && length < now) {
    *since = now - length;
    return SPR_EXIT_DONE;
  }
  spr_complain(db->cli, "--%s \"%s\": a duration such as \"30 days\"", option, text);
  return SPR_EXIT_USAGE;
}

void spr_paging_row(spr_paging *p) {
  p->n++;
  p->left--;
}

void spr_paging_turn(spr_paging *p, const char *next) {
  p->cursor = next ? spr_str_dup(&p->db->cli->arena, spr_str_of(next)).p : NULL;
}

static void end(const spr_paging *p, const char *none) {
  if (p->json) {
    spr_json_close(p->out, ']');
    spr_json_word_or_null(p->out, "next", p->cursor ? p->cursor : "");
    spr_json_close(p->out, '}');
    spr_json_end(p->out);
    return;
  }
  if (p->n == 0) spr_buf_printf(p->out, "%s\n", none);
  if (p->cursor) spr_buf_printf(p->out, "more: --after %s\n", p->cursor);
}

int spr_paging_tell(spr_database *db, const spr_args *args, const char *none, spr_page_fn fn, void *ud,
                    spr_buf *out) {
  spr_paging p = {.db = db,
                  .out = out,
                  .json = spr_args_flag(args, "json"),
                  .full = spr_args_flag(args, "long"),
                  .cursor = spr_args_value(args, "after")};
  int code = read_limit(db->cli, args, &p.left);
  if (code != SPR_EXIT_DONE) return code;
  if (p.json) spr_json_open(out, NULL, '{');
  if (p.json) spr_json_open(out, "items", '[');
  /* In the view of an institution a page may hold fewer rows than it was asked for, and yet not be the last.
   */
  do code = fn(ud, &p);
  while (code == SPR_EXIT_DONE && p.cursor && p.left > 0);
  if (code == SPR_EXIT_DONE) end(&p, none);
  return code;
}
