/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "cli/json_in.h"
#include "cli/lines.h"
#include "cli/try.h"
#include "lab/trace.h"

/* `try` by hand: shows where the case stands and what may be sent, and takes one line after the other. */

static const char help[] = "  event NAME [{JSON}] [by WHO]   send an event; `event` may be left out\n"
                           "  done TASK [{JSON}] [by WHO]    do a task; sign TASK [by WHO]\n"
                           "  waive TASK [by WHO] why TEXT   waive a task\n"
                           "  advance DURATION               let time pass: 2 days, PT1.5S\n"
                           "  help, quit\n";

static void whos(spr_buf *out, const spr_model *m, const spr_whos *w) {
  for (uint32_t i = 0; i < w->n; i++) {
    const spr_who *who = &w->v[i];
    spr_buf_puts(out, i > 0 ? ", " : " by ");
    switch (who->kind) {
      case SPR_WHO_ROLE: spr_buf_str(out, m->roles[who->index].name); break;
      case SPR_WHO_INSTITUTION: spr_buf_str(out, who->name); break;
      case SPR_WHO_RESPONSIBLE: spr_buf_puts(out, "responsible"); break;
      case SPR_WHO_DECIDES: spr_buf_puts(out, "decides"); break;
      case SPR_WHO_PROVIDES: spr_buf_puts(out, "provides"); break;
      case SPR_WHO_LINKED: spr_buf_puts(out, "linked cases"); break;
      case SPR_WHO_ANYONE: spr_buf_puts(out, "anyone"); break;
    }
  }
}

static const spr_whos *senders(const spr_model *m, const spr_transition *t) {
  int32_t e = spr_model_event(m, t->event);
  return t->by.given || e == SPR_NONE ? &t->by : &m->events[e].by;
}

static bool only_linked(const spr_whos *w) {
  for (uint32_t i = 0; i < w->n; i++)
    if (w->v[i].kind != SPR_WHO_LINKED) return false;
  return w->n > 0;
}

/* May a person send what the transition waits for? */
static bool offered(const spr_model *m, const spr_transition *t) {
  static const char *const reserved[] = {"done", "error", "case", "deadline", "task"};
  if (t->trigger != SPR_TRIGGER_EVENT) return false;
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
    spr_str r = spr_str_of(reserved[i]);
    if (spr_str_starts(t->event, r) && (t->event.n == r.n || t->event.p[r.n] == '.')) return false;
  }
  if (t->match != SPR_MATCH_EXACT) return true;
  int32_t e = spr_model_event(m, t->event);
  if (e == SPR_NONE ? !m->alone : m->events[e].internal) return false;
  return !only_linked(senders(m, t));
}

static void offer(spr_buf *out, const spr_model *m, const spr_transition *t) {
  static const char *const suffix[] = {
      [SPR_MATCH_EXACT] = "", [SPR_MATCH_PREFIX] = ".*", [SPR_MATCH_ALL] = "*"};
  spr_buf_printf(out, "    %.*s%s", SPR_FMT(t->event), suffix[t->match]);
  whos(out, m, senders(m, t));
  if (t->nguards > 0) spr_buf_puts(out, " if");
  for (uint32_t i = 0; i < t->nguards; i++) {
    spr_buf_puts(out, i > 0 ? " and " : " ");
    spr_utf8_clean(out, m->exprs[t->guards[i]].text, SPR_MAX_NAME);
  }
  for (uint32_t i = 0; i < t->ntargets; i++)
    spr_buf_printf(out, "%s%.*s", i > 0 ? ", " : " -> ", SPR_FMT(spr_trace_state_name(m, t->targets[i])));
  spr_buf_char(out, '\n');
}

static void show(spr_try *t) {
  const spr_model *m = t->at->definition->model;
  const spr_case *c = t->at->c;
  spr_trace_instant(&t->out, m->zone, spr_world_now(t->world));
  spr_buf_char(&t->out, '\n');
  spr_trace_case(&t->out, 2, t->at);
  if (spr_case_ended(c)) return;
  spr_buf_puts(&t->out, "  may be sent:\n");
  for (uint32_t s = 0; s < m->nstates; s++) {
    if (!spr_case_active(c, (int32_t)s)) continue;
    const spr_state *state = &m->states[s];
    for (int32_t i = state->transitions; i < state->transitions + state->ntransitions; i++)
      if (offered(m, &m->transitions[i])) offer(&t->out, m, &m->transitions[i]);
  }
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

/* A JSON document at the start of the line, cut off it. */
static bool data(spr_try *t, spr_str *line, spr_value *out) {
  if (line->n == 0 || (line->p[0] != '{' && line->p[0] != '[')) return true;
  json_error_t err;
  json_t *j = json_loadb(line->p, line->n, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &err);
  if (!j) {
    spr_buf_printf(&t->fault, "no JSON: %s", err.text);
    return false;
  }
  *line = spr_str_trim(spr_str_sub(*line, (uint32_t)err.position, line->n));
  spr_heap h = spr_heap_pool(&t->pool);
  bool ok = spr_json_value(&h, j, out, &t->fault) == SPR_OK;
  json_decref(j);
  return ok;
}

static bool rest(spr_try *t, spr_str line, spr_try_input *in) {
  if (!data(t, &line, &in->data)) return false;
  while (line.n > 0) {
    spr_str w = word(&line);
    if (spr_str_is(w, "by")) {
      in->by = word(&line);
    } else if (spr_str_is(w, "why")) {
      in->reason = line;
      return true;
    } else {
      spr_buf_printf(&t->fault, "\"%.*s\" is too much; try \"help\"", SPR_FMT(w));
      return false;
    }
  }
  return true;
}

/* false: t->fault says why. */
static bool read_line(spr_try *t, spr_str line, spr_try_input *in) {
  static const struct {
    const char *word;
    spr_input_kind kind;
  } verbs[] = {
      {"event", SPR_IN_EVENT}, {"done", SPR_IN_DONE}, {"sign", SPR_IN_SIGN}, {"waive", SPR_IN_WAIVE}};
  *in = (spr_try_input){.kind = SPR_IN_EVENT, .data = SPR_V_NIL};
  spr_buf_clear(&t->fault);
  spr_str w = word(&line);
  if (spr_str_is(w, "advance")) {
    in->advance = true;
    if (spr_duration_parse(line, false, &in->duration)) return true;
    spr_buf_puts(&t->fault, "no duration; write for example: advance 2 days");
    return false;
  }
  in->name = w;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (!spr_str_is(w, verbs[i].word) || line.n == 0) continue;
    in->kind = verbs[i].kind;
    in->name = word(&line);
  }
  return rest(t, line, in);
}

/* -- the dialogue --------------------------------------------------------------------------------------- */

static spr_status step(spr_try *t, spr_str line) {
  spr_try_input in;
  spr_status s = SPR_OK;
  if (read_line(t, line, &in)) {
    spr_told reply;
    s = spr_try_do(t, &in, &reply);
    if (s == SPR_OK && reply.kind != SPR_TOLD_DONE)
      spr_buf_printf(&t->out, "refused (%s): %.*s\n", spr_refusal_name(reply.code), SPR_FMT(reply.reasons));
    if (t->log.n > 0) spr_buf_printf(&t->out, "log: %.*s\n", SPR_FMT(spr_buf_view(&t->log)));
    for (uint32_t i = 0; i < spr_world_incidents(t->world) && i < SPR_MAX_INCIDENTS_SHOWN; i++)
      spr_buf_printf(&t->out, "set aside: %.*s\n", SPR_FMT(spr_world_incident(t->world, i)));
    show(t);
  } else {
    spr_buf_printf(&t->out, "%.*s\n", SPR_FMT(spr_buf_view(&t->fault)));
  }
  spr_v_release(&t->pool, in.data);
  return s;
}

static int flush(spr_try *t, bool prompt) {
  if (prompt) spr_buf_puts(&t->out, "> ");
  bool ok = !t->out.failed && fwrite(t->out.p ? t->out.p : "", 1, t->out.n, t->cli->out) == t->out.n &&
            fflush(t->cli->out) == 0;
  spr_buf_clear(&t->out);
  spr_buf_clear(&t->log);
  spr_world_forget_incidents(t->world);
  return ok ? SPR_EXIT_DONE : SPR_EXIT_ENVIRONMENT;
}

int spr_try_hand(spr_try *t) {
  bool prompt = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  spr_lines lines;
  spr_lines_init(&lines, STDIN_FILENO);
  if (t->log.n > 0) spr_buf_printf(&t->out, "log: %.*s\n", SPR_FMT(spr_buf_view(&t->log)));
  show(t);
  int code = flush(t, prompt);
  while (code == SPR_EXIT_DONE) {
    spr_str line = {0};
    spr_line l = spr_lines_next(&lines, &line);
    line = spr_str_trim(line);
    if (l == SPR_LINE_END || (l == SPR_LINE && spr_str_is(line, "quit"))) break;
    if (l == SPR_LINE_FAILED || l == SPR_LINE_NOMEM) code = SPR_EXIT_ENVIRONMENT;
    spr_status s = SPR_OK;
    if (l == SPR_LINE_TOO_LONG) spr_buf_puts(&t->out, "the line is longer than 1 MB\n");
    if (l == SPR_LINE && spr_str_is(line, "help")) {
      spr_buf_puts(&t->out, help);
    } else if (l == SPR_LINE && line.n > 0) {
      s = step(t, line);
    }
    if (s != SPR_OK) code = spr_exit_of(s);
    if (code == SPR_EXIT_DONE) code = flush(t, prompt);
  }
  spr_lines_release(&lines);
  return code;
}
