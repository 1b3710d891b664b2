/* SPDX-License-Identifier: Apache-2.0 */
#include <unistd.h>

#include "base/limits.h"
#include "base/near.h"
#include "base/utf8.h"
#include "cli/json_in.h"
#include "cli/lines.h"
#include "cli/try.h"

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

static bool text_of(spr_try *t, const json_t *j, const char *key, spr_str *out) {
  const json_t *v = json_object_get(j, key);
  if (!v) return true;
  if (!json_is_string(v)) {
    spr_buf_printf(&t->fault, "\"%s\" must be a text", key);
    return false;
  }
  *out = spr_str_n(json_string_value(v), json_string_length(v));
  return true;
}

static bool read_advance(spr_try *t, const json_t *j, spr_try_input *in) {
  spr_str text = {0};
  if (json_object_size(j) > 1) return bad(t, "\"advance\" stands alone");
  if (!text_of(t, j, "advance", &text)) return false;
  in->advance = true;
  if (spr_duration_parse(text, false, &in->duration)) return true;
  if (spr_duration_parse(text, true, &in->duration)) return bad(t, "time does not go back");
  return bad(t, "no duration; write for example \"2 days\" or \"PT1.5S\"");
}

/* false: t->fault says why. The caller releases in->data and *keep. */
static bool read_line(spr_try *t, spr_str line, spr_try_input *in, json_t **keep) {
  *in = (spr_try_input){.kind = SPR_IN_EVENT, .data = SPR_V_NIL};
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
  if (in->name.n == 0) return bad(t, "\"event\" is empty");
  spr_heap h = spr_heap_pool(&t->pool);
  const json_t *data = json_object_get(j, "data");
  return !data || spr_json_value(&h, data, &in->data, &t->fault) == SPR_OK;
}

static void error_line(spr_try *t) {
  spr_buf_puts(&t->out, "{\"error\":");
  spr_json_string(&t->out, spr_buf_view(&t->fault));
  spr_buf_puts(&t->out, "}\n");
}

/* Writes the line and forgets what belonged to it. */
static int flush(spr_try *t) {
  bool ok =
      !t->out.failed && fwrite(t->out.p, 1, t->out.n, t->cli->out) == t->out.n && fflush(t->cli->out) == 0;
  if (t->out.failed) spr_complain(t->cli, "a line of output is too long or memory ran out");
  spr_buf_clear(&t->out);
  spr_buf_clear(&t->log);
  spr_world_forget_incidents(t->world);
  return ok ? SPR_EXIT_DONE : SPR_EXIT_ENVIRONMENT;
}

static spr_status answer(spr_try *t, spr_str line) {
  spr_try_input in;
  json_t *keep = NULL;
  spr_status s = SPR_OK;
  if (read_line(t, line, &in, &keep)) {
    spr_told reply;
    s = spr_try_do(t, &in, &reply);
    if (s == SPR_OK) spr_try_line(t, &reply);
  } else {
    error_line(t);
  }
  spr_v_release(&t->pool, in.data);
  json_decref(keep);
  return s;
}

int spr_try_json(spr_try *t) {
  static const char too_long[] = "the line is longer than 1 MB";
  spr_lines lines;
  spr_lines_init(&lines, STDIN_FILENO);
  spr_try_line(t, &(spr_told){.kind = SPR_TOLD_DONE});
  int code = flush(t);
  while (code == SPR_EXIT_DONE) {
    spr_str line = {0};
    spr_line l = spr_lines_next(&lines, &line);
    if (l == SPR_LINE_END) break;
    spr_status s = l == SPR_LINE_NOMEM ? SPR_ENOMEM : l == SPR_LINE_FAILED ? SPR_EIO : SPR_OK;
    if (l == SPR_LINE) s = answer(t, line);
    if (l == SPR_LINE_TOO_LONG) {
      spr_buf_clear(&t->fault);
      bad(t, too_long);
      error_line(t);
    }
    if (s != SPR_OK) {
      spr_complain(t->cli, "%s", spr_status_text(s));
      code = spr_exit_of(s);
    } else {
      code = flush(t);
    }
  }
  spr_lines_release(&lines);
  return code;
}
