/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/paging.h"

#include "base/limits.h"
#include "cli/json_out.h"

int spr_paging_limit(spr_cli *cli, const spr_args *args, uint32_t *out) {
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

const char *spr_paging_keep(spr_cli *cli, const char *cursor) {
  return cursor ? spr_str_dup(&cli->arena, spr_str_of(cursor)).p : NULL;
}

void spr_paging_begin(spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_open(out, "items", '[');
}

void spr_paging_end(spr_buf *out, bool json, uint32_t n, const char *none, const char *next) {
  if (json) {
    spr_json_close(out, ']');
    spr_json_word_or_null(out, "next", next ? next : "");
    spr_json_close(out, '}');
    spr_json_end(out);
    return;
  }
  if (n == 0) spr_buf_printf(out, "%s\n", none);
  if (next) spr_buf_printf(out, "more: --after %s\n", next);
}
