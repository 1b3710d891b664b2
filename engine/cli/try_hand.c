/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/duration.h"
#include "cli/case_view.h"
#include "cli/explain_view.h"
#include "cli/lines.h"
#include "cli/try.h"
#include "cli/words.h"
#include "doors/json_in.h"
#include "doors/json_value.h"

/* `try` by hand: shows where the case stands and what may be sent, and takes one line after the other. */

static const char help[] = "  event NAME [{JSON}] [by WHO]   send an event; `event` may be left out\n"
                           "  done TASK [{JSON}] [by WHO]    do a task; sign TASK [by WHO]\n"
                           "  waive TASK [by WHO] why TEXT   waive a task\n"
                           "  advance DURATION               let time pass: 2 days, PT1.5S\n"
                           "  help, quit\n";

/* -- showing -------------------------------------------------------------------------------------------- */

static void show_all(spr_try *t, const sprawa_explanation *x) {
  const sprawa_case *c = sprawa_explanation_case(x);
  const sprawa_case_row *head = sprawa_case_head(c);
  spr_words_moment(&t->out, head->zone, sprawa_machine_time(t->machine));
  spr_buf_puts(&t->out, sprawa_machine_final(t->machine) ? "  ended in " : "  in ");
  spr_words_joined(&t->out, head->states);
  if (*head->responsible) spr_buf_printf(&t->out, ", responsible %s", head->responsible);
  spr_buf_char(&t->out, '\n');
  if (sprawa_case_deadline(c, 0)) spr_buf_puts(&t->out, "deadlines\n");
  spr_case_deadlines_text(c, true, &t->out);
  if (sprawa_case_task(c, 0)) spr_buf_puts(&t->out, "tasks\n");
  spr_case_tasks_text(c, true, &t->out);
  spr_explain_view_events(x, true, &t->out);
}

static int show(spr_try *t) {
  sprawa_explanation *x = NULL;
  sprawa_error e;
  if (sprawa_machine_explain(t->machine, sprawa_view_operator(), &x, &e) != SPRAWA_OK)
    return spr_try_failed(t, &e);
  show_all(t, x);
  sprawa_explanation_free(x);
  return SPR_EXIT_DONE;
}

/* What rules wrote, and what failed unasked. */
static void show_news(spr_try *t) {
  const char *line = sprawa_machine_log(t->machine, 0);
  for (size_t i = 0; line; line = sprawa_machine_log(t->machine, ++i)) {
    spr_buf_puts(&t->out, "log: ");
    spr_words_clean(&t->out, line);
    spr_buf_char(&t->out, '\n');
  }
  line = sprawa_machine_incident(t->machine, 0);
  for (size_t i = 0; line; line = sprawa_machine_incident(t->machine, ++i))
    spr_buf_printf(&t->out, "set aside: %s\n", line);
}

/* -- reading -------------------------------------------------------------------------------------------- */

/* The next word, cut off the line. */
static spr_str word(spr_str *line) {
  *line = spr_str_trim(*line);
  uint32_t n = 0;
  while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t') n++;
  spr_str w = spr_str_sub(*line, 0, n);
  *line = spr_str_trim(spr_str_sub(*line, n, line->n));
  return w;
}

/* The same as a text of its own, in the command's memory; NULL where the line is at its end. */
static const char *word_z(spr_try *t, spr_str *line) {
  spr_str w = word(line);
  return w.n > 0 ? spr_str_dup(&t->cli->arena, w).p : NULL;
}

/* A JSON document at the start of the line, cut off it. */
static bool data(spr_try *t, spr_str *line, spr_try_input *in) {
  if (line->n == 0 || (line->p[0] != '{' && line->p[0] != '[')) return true;
  json_error_t err;
  json_t *j = json_loadb(line->p, line->n, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &err);
  if (!j) {
    spr_buf_printf(&t->fault, "no JSON: %s", err.text);
    return false;
  }
  *line = spr_str_trim(spr_str_sub(*line, (uint32_t)err.position, line->n));
  in->read = spr_json_public(j, &in->data, &t->fault);
  json_decref(j);
  return in->read == SPRAWA_OK;
}

static bool rest(spr_try *t, spr_str line, spr_try_input *in) {
  if (!data(t, &line, in)) return false;
  while (line.n > 0) {
    spr_str w = word(&line);
    if (spr_str_is(w, "by")) {
      in->by = word_z(t, &line);
    } else if (spr_str_is(w, "why")) {
      in->reason = spr_str_dup(&t->cli->arena, line).p;
      return true;
    } else {
      spr_buf_printf(&t->fault, "\"%.*s\" is too much; try \"help\"", SPR_FMT(w));
      return false;
    }
  }
  return true;
}

static bool read_advance(spr_try *t, spr_str line, spr_try_input *in) {
  spr_duration d;
  in->verb = SPR_TRY_ADVANCE;
  in->name = spr_str_dup(&t->cli->arena, line).p;
  if (spr_duration_parse(line, false, &d)) return true;
  spr_buf_puts(&t->fault, "no duration; write for example: advance 2 days");
  return false;
}

/* false: t->fault says why. */
static bool read_line(spr_try *t, spr_str line, spr_try_input *in) {
  static const struct {
    const char *word;
    int verb;
  } verbs[] = {
      {"event", SPR_TRY_SEND}, {"done", SPR_TRY_DONE}, {"sign", SPR_TRY_SIGN}, {"waive", SPR_TRY_WAIVE}};
  *in = (spr_try_input){.verb = SPR_TRY_SEND};
  spr_buf_clear(&t->fault);
  in->name = word_z(t, &line);
  if (in->name && strcmp(in->name, "advance") == 0) return read_advance(t, line, in);
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (!in->name || line.n == 0 || strcmp(in->name, verbs[i].word) != 0) continue;
    in->verb = verbs[i].verb;
    in->name = word_z(t, &line);
    break;
  }
  return rest(t, line, in);
}

/* -- the dialogue --------------------------------------------------------------------------------------- */

static void refused(spr_try *t, const sprawa_error *e) {
  spr_buf_printf(&t->out, "refused (%s): ", e->name);
  spr_try_reasons(t, e, &t->out);
  spr_buf_char(&t->out, '\n');
}

static int do_input(spr_try *t, const spr_try_input *in) {
  sprawa_error e;
  switch (spr_try_do(t, in, &e)) {
    case SPRAWA_OK: break;
    case SPRAWA_REFUSED:
    case SPRAWA_LIMIT: refused(t, &e); break;
    case SPRAWA_INVALID: spr_buf_printf(&t->out, "%s\n", e.message); return SPR_EXIT_DONE;
    default: return spr_try_failed(t, &e);
  }
  show_news(t);
  return show(t);
}

static int step(spr_try *t, spr_str line) {
  spr_try_input in;
  int code = SPR_EXIT_DONE;
  if (read_line(t, line, &in))
    code = do_input(t, &in);
  else if (in.read == SPRAWA_NO_MEMORY)
    code = spr_try_no_memory(t);
  else
    spr_buf_printf(&t->out, "%.*s\n", SPR_FMT(spr_buf_view(&t->fault)));
  sprawa_value_release(in.data);
  return code;
}

static int take(spr_try *t, spr_line kind, spr_str line) {
  if (kind == SPR_LINE_FAILED || kind == SPR_LINE_NOMEM) return SPR_EXIT_ENVIRONMENT;
  if (kind == SPR_LINE_TOO_LONG) spr_buf_puts(&t->out, "the line is longer than 1 MB\n");
  if (kind != SPR_LINE || line.n == 0) return SPR_EXIT_DONE;
  if (!spr_str_is(line, "help")) return step(t, line);
  spr_buf_puts(&t->out, help);
  return SPR_EXIT_DONE;
}

static int flush(spr_try *t, bool prompt) {
  if (prompt) spr_buf_puts(&t->out, "> ");
  return spr_try_flush(t);
}

int spr_try_hand(spr_try *t) {
  bool prompt = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  spr_lines lines;
  spr_lines_init(&lines, STDIN_FILENO);
  show_news(t);
  int code = show(t);
  if (code == SPR_EXIT_DONE) code = flush(t, prompt);
  while (code == SPR_EXIT_DONE) {
    spr_str line = {0};
    spr_line kind = spr_lines_next(&lines, &line);
    line = spr_str_trim(line);
    if (kind == SPR_LINE_END || (kind == SPR_LINE && spr_str_is(line, "quit"))) break;
    code = take(t, kind, line);
    if (code == SPR_EXIT_DONE) code = flush(t, prompt);
  }
  spr_lines_release(&lines);
  return code;
}
