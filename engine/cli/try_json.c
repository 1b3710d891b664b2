/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/duration.h"
#include "base/limits.h"
#include "base/near.h"
#include "base/utf8.h"
#include "cli/lines.h"
#include "cli/try.h"
#include "doors/json_in.h"
#include "doors/json_out.h"
#include "doors/json_value.h"

/* `try --json`: one answer for each line, at once. */

static bool bad(spr_try *t, const char *text) {
  spr_buf_puts(&t->fault, text);
  return false;
}

static bool known_key(spr_try *t, const char *key) {
  static const char *const keys[] = {"event", "data", "by", "advance"};
  spr_near near;
  spr_near_init(&near, spr_str_of(key));
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (strcmp(key, keys[i]) == 0) return true;
    spr_near_offer(&near, spr_str_of(keys[i]));
  }
  spr_buf_puts(&t->fault, "unknown key \"");
  spr_utf8_clean(&t->fault, spr_str_of(key), SPR_MAX_NAME);
  spr_buf_char(&t->fault, '"');
  spr_str best = spr_near_best(&near);
  if (best.n > 0) spr_buf_printf(&t->fault, ", did you mean \"%.*s\"?", SPR_FMT(best));
  return false;
}

static bool text_of(spr_try *t, const json_t *j, const char *key, const char **out) {
  const json_t *v = json_object_get(j, key);
  if (!v) return true;
  if (!json_is_string(v)) {
    spr_buf_printf(&t->fault, "\"%s\" must be a text", key);
    return false;
  }
  *out = json_string_value(v);
  return true;
}

static bool read_advance(spr_try *t, const json_t *j, spr_try_input *in) {
  spr_duration d;
  if (json_object_size(j) > 1) return bad(t, "\"advance\" stands alone");
  if (!text_of(t, j, "advance", &in->name)) return false;
  in->verb = SPR_TRY_ADVANCE;
  if (spr_duration_parse(spr_str_of(in->name), false, &d)) return true;
  if (spr_duration_parse(spr_str_of(in->name), true, &d)) return bad(t, "time does not go back");
  return bad(t, "no duration; write for example \"2 days\" or \"PT1.5S\"");
}

/* false: t->fault says why. The caller releases in->data and *keep. */
static bool read_line(spr_try *t, spr_str line, spr_try_input *in, json_t **keep) {
  *in = (spr_try_input){.verb = SPR_TRY_SEND};
  spr_buf_clear(&t->fault);
  json_t *j = *keep = spr_json_parse(line, &t->fault);
  if (!j) return false;
  if (!json_is_object(j))
    return bad(t, "a line must be an object: {\"event\": NAME} or {\"advance\": DURATION}");
  const char *key = NULL;
  json_t *value = NULL;
  json_object_foreach(j, key, value) if (!known_key(t, key)) return false;
  if (json_object_get(j, "advance")) return read_advance(t, j, in);
  if (!json_object_get(j, "event")) return bad(t, "neither \"event\" nor \"advance\"");
  if (!text_of(t, j, "event", &in->name) || !text_of(t, j, "by", &in->by)) return false;
  if (!in->name || !*in->name) return bad(t, "\"event\" is empty");
  const json_t *data = json_object_get(j, "data");
  if (data) in->read = spr_json_public(data, &in->data, &t->fault);
  return in->read == SPRAWA_OK;
}

/* -- answering ------------------------------------------------------------------------------------------ */

static void error_line(spr_try *t) {
  spr_json_open(&t->out, NULL, '{');
  spr_json_text(&t->out, "error", spr_buf_view(&t->fault));
  spr_json_close(&t->out, '}');
  spr_json_end(&t->out);
}

static void texts(spr_try *t, const char *key, const char *(*get)(const sprawa_machine *m, size_t i)) {
  const char *text = get(t->machine, 0);
  spr_json_open(&t->out, key, '[');
  for (size_t i = 0; text; text = get(t->machine, ++i)) spr_json_word(&t->out, NULL, text);
  spr_json_close(&t->out, ']');
}

static void case_file(spr_try *t, const sprawa_case *c) {
  const sprawa_field *f = sprawa_case_field(c, 0);
  spr_json_open(&t->out, "case", '{');
  for (size_t i = 0; f; f = sprawa_case_field(c, ++i)) spr_json_value_of(&t->out, f->name, f->value);
  spr_json_close(&t->out, '}');
}

static void refusal(spr_try *t, const sprawa_error *e) {
  spr_buf_clear(&t->fault);
  spr_try_reasons(t, e, &t->fault);
  spr_json_text(&t->out, "reason", spr_buf_view(&t->fault));
  spr_json_word(&t->out, "code", e->name);
}

/* The answer line: e is what became of the input. */
static int answer_line(spr_try *t, const sprawa_error *e) {
  sprawa_case *c = NULL;
  sprawa_error failed;
  if (sprawa_machine_read(t->machine, sprawa_view_operator(), &c, &failed) != SPRAWA_OK)
    return spr_try_failed(t, &failed);
  bool accepted = e->code == SPRAWA_OK;
  spr_json_open(&t->out, NULL, '{');
  texts(t, "configuration", sprawa_machine_state);
  spr_json_bool(&t->out, "final", sprawa_machine_final(t->machine));
  spr_json_bool(&t->out, "accepted", accepted);
  spr_json_time(&t->out, "time", sprawa_case_head(c)->zone, sprawa_machine_time(t->machine));
  case_file(t, c);
  texts(t, "log", sprawa_machine_log);
  if (!accepted) refusal(t, e);
  if (sprawa_machine_incident(t->machine, 0)) texts(t, "incidents", sprawa_machine_incident);
  spr_json_close(&t->out, '}');
  spr_json_end(&t->out);
  sprawa_case_free(c);
  return SPR_EXIT_DONE;
}

static int do_input(spr_try *t, const spr_try_input *in) {
  sprawa_error e;
  switch (spr_try_do(t, in, &e)) {
    case SPRAWA_OK:
    case SPRAWA_REFUSED:
    case SPRAWA_LIMIT: return answer_line(t, &e);
    case SPRAWA_INVALID: break;
    default: return spr_try_failed(t, &e);
  }
  spr_buf_clear(&t->fault);
  bad(t, e.message);
  error_line(t);
  return SPR_EXIT_DONE;
}

static int answer(spr_try *t, spr_str line) {
  spr_try_input in;
  json_t *keep = NULL;
  int code = SPR_EXIT_DONE;
  if (read_line(t, line, &in, &keep))
    code = do_input(t, &in);
  else if (in.read == SPRAWA_NO_MEMORY)
    code = spr_try_no_memory(t);
  else
    error_line(t);
  sprawa_value_release(in.data);
  json_decref(keep);
  return code;
}

/* One line, or why there is none. */
static int take(spr_try *t, spr_line kind, spr_str line) {
  switch (kind) {
    case SPR_LINE: return answer(t, line);
    case SPR_LINE_TOO_LONG: break;
    default:
      spr_complain(t->cli, "%s", spr_status_text(kind == SPR_LINE_NOMEM ? SPR_ENOMEM : SPR_EIO));
      return SPR_EXIT_ENVIRONMENT;
  }
  spr_buf_clear(&t->fault);
  bad(t, "the line is longer than 1 MB");
  error_line(t);
  return SPR_EXIT_DONE;
}

int spr_try_json(spr_try *t) {
  static const sprawa_error none = {.code = SPRAWA_OK};
  spr_lines lines;
  spr_lines_init(&lines, STDIN_FILENO);
  int code = answer_line(t, &none);
  if (code == SPR_EXIT_DONE) code = spr_try_flush(t);
  while (code == SPR_EXIT_DONE) {
    spr_str line = {0};
    spr_line kind = spr_lines_next(&lines, &line);
    if (kind == SPR_LINE_END) break;
    code = take(t, kind, line);
    if (code == SPR_EXIT_DONE) code = spr_try_flush(t);
  }
  spr_lines_release(&lines);
  return code;
}
