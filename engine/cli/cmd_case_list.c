/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/limits.h"
#include "cli/case_view.h"
#include "cli/commands.h"
#include "cli/json_out.h"
#include "lab/trace.h"

static const spr_option options[] = {
    {"city", "CITY", false, "of this municipality"},
    {"package", "PACKAGE", false, "of this package"},
    {"workflow", "WORKFLOW", false, "of this workflow"},
    {"state", "STATE", false, "that stand in this state, or in one within it"},
    {"responsible", "INSTITUTION", false, "that this institution is responsible for"},
    {"due", "WHEN", false, "overdue, or with a deadline that ends within a duration: \"3 days\""},
    {"all", NULL, false, "also cases that have ended"},
    {"limit", "N", false, "at most so many (default: 50, at most 1000)"},
    {"after", "CURSOR", false, "those behind a list's last one"},
    SPR_AS_OPTION,
    {"json", NULL, false, "one JSON document"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

typedef struct listing {
  const spr_look *look;
  spr_case_filter filter;
  spr_instant until;  /* of --due: deadlines end by then; SPR_NO_INSTANT: any */
  spr_case_row *rows; /* texts in the arena */
  uint32_t n;
  uint32_t read; /* of the present page */
  bool more;     /* there may be more behind the last one */
} listing;

/* -- what is asked -------------------------------------------------------------------------------------- */

static spr_str option_text(const spr_args *args, const char *name) {
  const char *value = spr_args_value(args, name);
  return spr_str_of(value ? value : "");
}

static int read_due(spr_cli *cli, const char *due, spr_instant now, listing *v) {
  spr_duration d;
  v->until = SPR_NO_INSTANT;
  if (!due) return SPR_EXIT_DONE;
  v->filter.only_overdue = strcmp(due, "overdue") == 0;
  if (v->filter.only_overdue) return SPR_EXIT_DONE;
  v->filter.order = SPR_BY_DUE;
  bool ok = spr_duration_parse(spr_str_of(due), false, &d) && d.working_days == 0;
  if (ok) v->until = now + spr_duration_mean_ms(d);
  if (ok) return SPR_EXIT_DONE;
  spr_complain(cli, "--due \"%s\": \"overdue\", or a duration such as \"3 days\"", due);
  return SPR_EXIT_USAGE;
}

/* A cursor is the order, what the last row was ordered by, and its number: "d.1767776400000.12". */
static void write_cursor(const listing *v, spr_buf *out) {
  const spr_case_row *last = &v->rows[v->n - 1];
  bool by_due = v->filter.order == SPR_BY_DUE;
  if (by_due && last->due == SPR_NO_INSTANT)
    spr_buf_printf(out, "d..%" PRIu64, last->number);
  else
    spr_buf_printf(out, "%c.%" PRId64 ".%" PRIu64, by_due ? 'd' : 'n', by_due ? last->due : 0, last->number);
}

static bool read_cursor(const char *text, spr_case_filter *f) {
  bool by_due = f->order == SPR_BY_DUE;
  const char *at = text + 2;
  uint64_t n = 0;
  f->after = true;
  f->after_at = SPR_NO_INSTANT;
  if (text[0] != (by_due ? 'd' : 'n') || text[1] != '.') return false;
  const char *number = strchr(at, '.');
  if (!number || number - at >= SPR_MAX_NAME) return false;
  char digits[SPR_MAX_NAME];
  bool negative = *at == '-';
  memcpy(digits, at + negative, (size_t)(number - at) - negative);
  digits[number - at - negative] = '\0';
  bool zero = strcmp(digits, "0") == 0, none = *digits == '\0';
  if (!zero && !none && !spr_args_number(digits, &n)) return false;
  if (!none) f->after_at = negative ? -(spr_instant)n : (spr_instant)n;
  return spr_args_number(number + 1, &f->after_number);
}

static int read_filter(const spr_args *args, listing *v) {
  spr_cli *cli = v->look->cli;
  const char *limit = spr_args_value(args, "limit"), *after = spr_args_value(args, "after");
  uint64_t n = SPR_LISTED;
  v->filter = (spr_case_filter){.municipality = option_text(args, "city"),
                                .package = option_text(args, "package"),
                                .workflow = option_text(args, "workflow"),
                                .state = option_text(args, "state"),
                                .responsible = option_text(args, "responsible"),
                                .only_open = !spr_args_flag(args, "all")};
  if (limit && (!spr_args_number(limit, &n) || n > SPR_MAX_LISTED)) {
    spr_complain(cli, "--limit \"%s\": a number from 1 to %d", limit, SPR_MAX_LISTED);
    return SPR_EXIT_USAGE;
  }
  v->filter.limit = (uint32_t)n;
  int code = read_due(cli, spr_args_value(args, "due"), v->look->now, v);
  if (code != SPR_EXIT_DONE || !after || read_cursor(after, &v->filter)) return code;
  spr_complain(cli, "--after \"%s\" is no cursor of this list: take what `next` gave", after);
  return SPR_EXIT_USAGE;
}

/* -- reading -------------------------------------------------------------------------------------------- */

static bool on_case(void *ud, const spr_case_row *row) {
  listing *v = ud;
  spr_arena *a = &v->look->cli->arena;
  v->more = v->until == SPR_NO_INSTANT || (row->due != SPR_NO_INSTANT && row->due <= v->until);
  if (!v->more) return false;
  spr_case_row *r = &v->rows[v->n + v->read++];
  *r = *row;
  spr_str *texts[] = {&r->id,      &r->package,       &r->workflow,   &r->municipality,
                      &r->outcome, &r->configuration, &r->responsible};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = spr_str_dup(a, *texts[i]);
  return true;
}

static void keep_visible(listing *v) {
  uint32_t n = v->n;
  for (uint32_t i = 0; i < v->read; i++) {
    spr_case_row row = v->rows[v->n + i];
    v->filter.after = true;
    v->filter.after_number = row.number;
    v->filter.after_at = row.due;
    if (spr_look_sees(v->look, row.id)) v->rows[n++] = row;
  }
  v->n = n;
}

static spr_status read_all(listing *v) {
  uint32_t limit = v->filter.limit;
  spr_status s = SPR_OK;
  v->rows = SPR_NEW_N(&v->look->cli->arena, spr_case_row, limit);
  v->more = true;
  while (s == SPR_OK && v->n < limit && v->more) {
    v->filter.limit = limit - v->n;
    v->read = 0;
    s = spr_store_cases(v->look->store, &v->filter, on_case, v);
    if (v->read < v->filter.limit) v->more = false;
    keep_visible(v);
  }
  return s;
}

/* -- telling -------------------------------------------------------------------------------------------- */

/* Where the case's city lies; UTC if its package is not deployed there any more. */
static const spr_zone *zone_of(const listing *v, const spr_case_row *row) {
  spr_volume *volume = NULL;
  spr_status s = spr_shelf_current(spr_desk_shelf(v->look->desk), row->package, row->municipality, &volume);
  return s == SPR_OK ? volume->city->zone : spr_zone_utc;
}

static void row_text(const listing *v, const spr_case_row *row, spr_buf *out) {
  spr_buf_printf(out, "%.*s  %.*s  %.*s/%.*s  ", SPR_FMT(row->id), SPR_FMT(row->municipality),
                 SPR_FMT(row->package), SPR_FMT(row->workflow));
  if (row->state != SPR_CASE_IS_OPEN) spr_buf_printf(out, "%s ", spr_case_state_word(row->state));
  spr_buf_str(out, row->configuration);
  if (row->responsible.n) spr_buf_printf(out, "  %.*s", SPR_FMT(row->responsible));
  if (row->state == SPR_CASE_IS_OPEN && row->due != SPR_NO_INSTANT) {
    spr_buf_puts(out, "  next deadline ");
    spr_trace_instant(out, zone_of(v, row), row->due);
  }
  if (row->state == SPR_CASE_IS_OPEN && row->overdue) spr_buf_printf(out, "  %u OVERDUE", row->overdue);
  spr_buf_char(out, '\n');
}

static void row_json(const listing *v, const spr_case_row *row, spr_buf *out) {
  const spr_zone *zone = zone_of(v, row);
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "id", row->id);
  spr_json_text(out, "municipality", row->municipality);
  spr_json_text(out, "package", row->package);
  spr_json_text(out, "workflow", row->workflow);
  spr_json_text(out, "state", spr_str_of(spr_case_state_word(row->state)));
  spr_json_text_or_null(out, "outcome", row->outcome);
  spr_json_joined(out, "configuration", row->configuration);
  spr_json_text_or_null(out, "responsible", row->responsible);
  spr_json_time(out, "due", zone, row->due);
  spr_json_number(out, "overdue", row->overdue);
  spr_json_time(out, "opened", zone, row->opened);
  spr_json_time(out, "at", zone, row->at);
  spr_json_number(out, "seq", row->seq);
  spr_json_close(out, '}');
}

static void list_json(const listing *v, spr_buf *cursor, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_open(out, "items", '[');
  for (uint32_t i = 0; i < v->n; i++) row_json(v, &v->rows[i], out);
  spr_json_close(out, ']');
  spr_json_text_or_null(out, "next", spr_buf_view(cursor));
  spr_json_close(out, '}');
  spr_json_end(out);
}

static void list_text(const listing *v, spr_buf *cursor, spr_buf *out) {
  for (uint32_t i = 0; i < v->n; i++) row_text(v, &v->rows[i], out);
  if (v->n == 0) spr_buf_puts(out, "no cases\n");
  if (cursor->n) spr_buf_printf(out, "more: --after %.*s\n", SPR_FMT(spr_buf_view(cursor)));
}

static int list(const spr_look *look, const spr_args *args, spr_buf *out) {
  listing v = {.look = look};
  spr_buf cursor;
  int code = read_filter(args, &v);
  if (code != SPR_EXIT_DONE) return code;
  spr_status s = read_all(&v);
  if (s != SPR_OK) return spr_look_failed(look, s);
  spr_buf_init(&cursor, &spr_alloc_default, SPR_MAX_NAME);
  if (v.more && v.n > 0) write_cursor(&v, &cursor);
  if (spr_args_flag(args, "json"))
    list_json(&v, &cursor, out);
  else
    list_text(&v, &cursor, out);
  spr_buf_release(&cursor);
  return SPR_EXIT_DONE;
}

static int run(spr_cli *cli, const spr_args *args) {
  return spr_database_report(cli, args, list);
}

const spr_command spr_cmd_case_list = {
    .name = "case list",
    .operands = "",
    .summary = "which cases there are",
    .about = "Lists open cases, in the order in which they were opened; with --due by their next deadline. "
             "Where there are\n"
             "more it ends with what to say after --after.",
    .example =
        "  sprawa case list --city northtown --due overdue\n  sprawa case list --responsible police --json\n",
    .options = options,
    .run = run,
};
