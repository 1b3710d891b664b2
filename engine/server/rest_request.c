/* SPDX-License-Identifier: Apache-2.0 */
#include "server/rest_request.h"

#include "base/limits.h"
#include "doors/json_out.h"

/* -- the members ----------------------------------------------------------------------------------------- */

static void release_ask(void *p) {
  spr_rest_ask *k = p;
  spr_given_release(k->members);
  sprawa_case_free(k->after);
  spr_buf_release(&k->reasons);
  spr_buf_release(&k->faults);
}

static spr_given *copy_members(spr_arena *a, const spr_given *m) {
  size_t n = 0;
  while (m[n].name) n++;
  return spr_arena_copy(a, m, (n + 1) * sizeof *m);
}

/* It lives as long as the visit, also where the arena's memory runs out. */
static spr_rest_ask *make(spr_visit *v, const spr_given *members) {
  spr_rest_ask *k = SPR_NEW(v->http->arena, spr_rest_ask);
  k->members = copy_members(v->http->arena, members);
  spr_buf_init(&k->reasons, &spr_alloc_default, SPR_MAX_LOG_BYTES);
  spr_buf_init(&k->faults, &spr_alloc_default, SPR_MAX_LOG_BYTES);
  return SPR_HOLD(v, k, release_ask);
}

static const spr_given *member_of(const spr_rest_ask *k, const char *name) {
  for (const spr_given *m = k->members; m->name; m++)
    if (strcmp(m->name, name) == 0) return m;
  return NULL;
}

const char *spr_rest_text(const spr_rest_ask *k, const char *member) {
  const spr_given *m = member_of(k, member);
  return m ? spr_given_text(m) : NULL;
}

const sprawa_value *spr_rest_value(const spr_rest_ask *k, const char *member) {
  const spr_given *m = member_of(k, member);
  return m ? m->value : NULL;
}

/* -- the body -------------------------------------------------------------------------------------------- */

static void tell_faults(spr_visit *v, const spr_buf *faults) {
  spr_problem_begin(v->answer, SPR_PROBLEM_DATA_INVALID, NULL);
  spr_json_open(&v->answer->body, "errors", '[');
  spr_buf_str(&v->answer->body, spr_buf_view(faults));
  spr_json_close(&v->answer->body, ']');
  spr_problem_end(v->answer);
}

static bool read_body(spr_visit *v, spr_rest_ask *k) {
  spr_status s = spr_given_read(v->http->body, k->members, &k->faults);
  if (s == SPR_OK) return true;
  if (s == SPR_EREFUSED)
    tell_faults(v, &k->faults);
  else if (s == SPR_EINVAL)
    spr_problem_tell(v->answer, SPR_PROBLEM_MALFORMED, k->faults.p);
  else
    spr_problem_tell(v->answer, SPR_PROBLEM_OVERLOADED, NULL);
  return false;
}

void spr_rest_misgiven(spr_visit *v, const char *pointer, const char *detail) {
  spr_problem_begin(v->answer, SPR_PROBLEM_DATA_INVALID, NULL);
  spr_json_open(&v->answer->body, "errors", '[');
  spr_fault_add(&v->answer->body, pointer, detail);
  spr_json_close(&v->answer->body, ']');
  spr_problem_end(v->answer);
}

bool spr_rest_nothing_given(spr_visit *v) {
  static const spr_given none[] = {{.name = NULL}};
  spr_rest_ask *k = make(v, none);
  return read_body(v, k);
}

/* -- in whose name --------------------------------------------------------------------------------------- */

static bool find_by(spr_visit *v, spr_rest_ask *k) {
  const spr_principal *who = v->who;
  const char *given = spr_rest_text(k, "by");
  k->request.by = given;
  if (given && spr_principal_acts(who, spr_str_of(given))) return true;
  if (given || who->ninstitutions == 0) {
    spr_problem_tell(v->answer, SPR_PROBLEM_FORBIDDEN,
                     given ? "the token may not act in the name of that institution"
                           : "the token may act in the name of no institution");
    return false;
  }
  k->request.by = who->institutions[0].p;
  if (who->ninstitutions == 1) return true;
  spr_rest_misgiven(v, "/by", "is missing: the token may act for several institutions, so say for which");
  return false;
}

/* -- when ------------------------------------------------------------------------------------------------ */

static bool find_time(spr_visit *v, spr_rest_ask *k) {
  const char *text = spr_rest_text(k, "occurred");
  if (!text || sprawa_time_read(NULL, text, &k->request.occurred, NULL) == SPRAWA_OK) return true;
  spr_rest_misgiven(v, "/occurred", "must be a time with its offset, as 2026-05-02T23:40:00+02:00");
  return false;
}

/* -- once ------------------------------------------------------------------------------------------------ */

/* A token, or a text in quotes, as of the Idempotency-Key header field. */
static bool find_key(spr_visit *v, spr_rest_ask *k) {
  spr_str key = spr_http_header(v->http, "idempotency-key");
  if (!key.p) return true;
  bool quoted = key.n >= 2 && key.p[0] == '"' && key.p[key.n - 1] == '"';
  if (quoted) key = spr_str_sub(key, 1, key.n - 1);
  bool good = key.n > 0 && key.n <= SPR_MAX_KEY_CHARS;
  for (uint32_t i = 0; i < key.n; i++) good = good && key.p[i] > ' ' && key.p[i] < 0x7f && key.p[i] != '"';
  if (good) {
    k->request.key = spr_str_dup(v->http->arena, key).p;
    return true;
  }
  spr_problem_tell(v->answer, SPR_PROBLEM_MALFORMED,
                   "Idempotency-Key takes 1 to 255 printable characters without spaces");
  return false;
}

/* -- only if --------------------------------------------------------------------------------------------- */

static void tell_moved(spr_visit *v, const char *detail, const char *etag) {
  if (etag) (void)spr_answer_header(v->answer, "ETag", spr_str_of(etag));
  spr_problem_begin(v->answer, SPR_PROBLEM_CASE_MOVED, detail);
  if (etag) spr_json_word(&v->answer->body, "etag", etag);
  spr_problem_end(v->answer);
}

/* The case as whoever asks sees it; held. NULL: it does not. */
static const sprawa_case *look(spr_visit *v, const char *id) {
  sprawa_case *c = NULL;
  if (sprawa_engine_read(v->server->engine, id, &v->view, &c, NULL) != SPRAWA_OK) return NULL;
  return SPR_HOLD(v, c, sprawa_case_free);
}

/* The engine compares the entry, within the request and after a look whether it was answered before; what is
 * compared here is what else has changed at the same entry: something fell due. */
static bool find_condition(spr_visit *v, spr_rest_ask *k) {
  spr_str given = spr_http_header(v->http, "if-match");
  if (!given.p || !k->id) return true;
  spr_match form = spr_etag_match(given, NULL, false, &k->request.at_seq);
  if (form == SPR_MATCH_BROKEN) {
    spr_problem_tell(v->answer, SPR_PROBLEM_MALFORMED, "If-Match is no list of entity tags");
    return false;
  }
  /* Whether there is a case at all is for the engine to say. */
  if (form == SPR_MATCH_ANY) return true;
  const sprawa_case *c = look(v, k->id);
  if (!c && k->request.at_seq) return true;
  if (!c) {
    spr_problem_tell(v->answer, SPR_PROBLEM_NOT_FOUND, NULL);
    return false;
  }
  spr_etag now = spr_etag_of(c);
  uint64_t seq = sprawa_case_head(c)->seq;
  if (spr_etag_match(given, now.text, false, NULL) == SPR_MATCH_ONE) {
    k->request.at_seq = seq;
    return true;
  }
  if (k->request.at_seq != 0 && k->request.at_seq != seq) return true;
  tell_moved(v, "the case is not as If-Match says", now.text);
  return false;
}

/* -- why not, one by one --------------------------------------------------------------------------------- */

static void keep_reason(void *data, const sprawa_reason *r) {
  spr_rest_ask *k = data;
  spr_json_open(&k->reasons, NULL, '{');
  spr_json_word(&k->reasons, "text", r->text);
  if (*r->file) spr_json_word(&k->reasons, "file", r->file);
  if (*r->file) spr_json_number(&k->reasons, "line", r->line);
  spr_json_close(&k->reasons, '}');
  spr_buf pointer;
  spr_buf_init(&pointer, &spr_alloc_default, SPR_MAX_LOG_BYTES);
  spr_buf_printf(&pointer, "%s%s", k->data ? k->data : "", r->pointer);
  if (!pointer.failed) spr_fault_add(&k->faults, pointer.p, r->text);
  spr_buf_release(&pointer);
}

/* -- all of it ------------------------------------------------------------------------------------------- */

spr_rest_ask *spr_rest_ask_begin(spr_visit *v, const spr_given *members, const char *id, const char *data) {
  spr_rest_ask *k = make(v, members);
  k->id = id;
  k->data = data;
  k->request = (sprawa_request){
      .as = &v->view, .actor = v->who->name.p, .after = &k->after, .reason = keep_reason, .reason_data = k};
  k->request.principal =
      spr_str_join(v->http->arena, (spr_str[]){v->who->name, SPR_STR(" POST "), v->http->path}, 3).p;
  bool whole = read_body(v, k) && find_by(v, k) && find_time(v, k) && find_key(v, k) && find_condition(v, k);
  return whole ? k : NULL;
}

/* -- the answer comes later ------------------------------------------------------------------------------ */

static void done(void *data, sprawa_code code) {
  spr_visit *v = data;
  spr_rest_ask *k = v->awaited;
  k->code = code;
  spr_visit_ready(v, code == SPRAWA_OK); /* why not is looked up perhaps */
}

void spr_rest_await(spr_visit *v, spr_rest_ask *k, spr_handler *tell) {
  k->request.done = done;
  k->request.done_data = v;
  v->awaited = k;
  v->then = tell;
}

void spr_rest_awaited(spr_visit *v, spr_rest_ask *k, sprawa_code code) {
  if (code == SPRAWA_OK) return;
  spr_handler *tell = v->then;
  v->then = NULL;
  k->code = code;
  tell(v);
}

/* -- why not --------------------------------------------------------------------------------------------- */

static void tell_reasons(spr_visit *v, const spr_rest_ask *k) {
  spr_buf *out = &v->answer->body;
  const sprawa_error *e = &k->error;
  spr_json_word(out, "refusal", e->name);
  spr_json_open(out, "reasons", '[');
  if (k->reasons.n) {
    spr_buf_str(out, spr_buf_view(&k->reasons));
  } else {
    spr_json_open(out, NULL, '{');
    spr_json_word(out, "text", e->message);
    if (*e->file) spr_json_word(out, "file", e->file);
    if (*e->file) spr_json_number(out, "line", e->line);
    spr_json_close(out, '}');
  }
  spr_json_close(out, ']');
}

static void tell_etag(spr_visit *v, const spr_rest_ask *k) {
  const sprawa_case *c = k->reply.seq ? look(v, k->id) : NULL;
  if (!c) return;
  spr_etag now = spr_etag_of(c);
  (void)spr_answer_header(v->answer, "ETag", spr_str_of(now.text));
  spr_json_word(&v->answer->body, "etag", now.text);
}

/* What is missing as a case is opened was missing in what was given. */
static bool is_of_data(const spr_rest_ask *k) {
  return strcmp(k->error.name, "data") == 0 || (!k->id && strcmp(k->error.name, "required") == 0);
}

/* Of a new case nothing is named but what the body names. */
static bool is_of_names(const spr_rest_ask *k) {
  return !k->id && k->error.code == SPRAWA_NOT_FOUND;
}

/* There is no such open task; else it is there, and this may not be done with it. */
static bool is_of_task(spr_visit *v, const spr_rest_ask *k) {
  if (!k->task || strcmp(k->error.name, "no-task") != 0) return false;
  const sprawa_case *c = look(v, k->id);
  const sprawa_task *t = sprawa_case_task(c, 0);
  for (size_t i = 0; t; t = sprawa_case_task(c, ++i))
    if (strcmp(t->id, k->task) == 0) return false;
  return true;
}

void spr_rest_ask_failed(spr_visit *v, spr_rest_ask *k) {
  if (is_of_task(v, k)) {
    spr_problem_tell(v->answer, SPR_PROBLEM_NOT_FOUND, k->error.message);
  } else if (k->error.code == SPRAWA_REFUSED && is_of_data(k) && k->faults.n) {
    tell_faults(v, &k->faults);
  } else if (k->error.code == SPRAWA_REFUSED && is_of_data(k)) {
    spr_rest_misgiven(v, k->data ? k->data : "", k->error.message);
  } else if (is_of_names(k)) {
    spr_rest_misgiven(v, "", k->error.message);
  } else if (k->error.code == SPRAWA_INVALID) {
    spr_rest_misgiven(v, "", k->error.message);
  } else {
    spr_rest_begin_failure(v, &k->error);
    if (spr_rest_problem(&k->error) == SPR_PROBLEM_EVENT_REFUSED) tell_reasons(v, k);
    if (spr_rest_problem(&k->error) == SPR_PROBLEM_CASE_MOVED) tell_etag(v, k);
    spr_problem_end(v->answer);
  }
}
