/* SPDX-License-Identifier: Apache-2.0 */
#include "server/stream.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"

/* Events of one page: what fits into what is sent at a time, with the longest cursor. */
enum { EVENTS = 16 };

typedef struct follower {
  spr_stream stream; /* first: the transport knows no more of it */
  spr_server *server;
  spr_stream_still *still;
  spr_arena arena; /* of the view and the secret */
  sprawa_view view;
  spr_str secret;
  char cursor[SPRAWA_CURSOR + 1];
  uint64_t seen;       /* the engine's generation when it was looked last */
  bool behind;         /* there is more to tell than was */
  spr_instant checked; /* when `still` was asked */
} follower;

/* -- events ---------------------------------------------------------------------------------------------- */

static void write_change(spr_buf *out, const sprawa_change *c) {
  spr_buf_printf(out, "event: entry\ndata: {\"case\":\"%s\",\"seq\":%llu,\"kind\":\"%s\"}\n\n", c->id,
                 (unsigned long long)c->seq, c->kind);
}

static void keep_cursor(follower *f, const char *cursor) {
  snprintf(f->cursor, sizeof f->cursor, "%s", cursor);
}

static void write_page(follower *f, const sprawa_changes *page, spr_buf *out) {
  const sprawa_change *c = sprawa_changes_at(page, 0);
  keep_cursor(f, sprawa_changes_next(page));
  for (size_t i = 0; c;) {
    const sprawa_change *next = sprawa_changes_at(page, ++i);
    if (!next) spr_buf_printf(out, "id: %s\n", f->cursor);
    write_change(out, c);
    c = next;
  }
}

/* From now on, and what was known is forgotten. */
static bool begin_anew(follower *f, spr_buf *out) {
  sprawa_changes_query q = {.as = &f->view, .limit = 1};
  sprawa_changes *page = NULL;
  if (sprawa_engine_changes(f->server->engine, &q, &page, NULL) != SPRAWA_OK) return false;
  keep_cursor(f, sprawa_changes_next(page));
  sprawa_changes_free(page);
  spr_buf_printf(out, "id: %s\nevent: reset\ndata: {}\n\n", f->cursor);
  return true;
}

/* The pages that there are, as long as there is room. */
static bool write_pages(follower *f, spr_buf *out) {
  bool more = true;
  while (more && out->n < SPR_MAX_STREAM_PULL / 2) {
    sprawa_changes_query q = {.as = &f->view, .cursor = f->cursor, .limit = EVENTS};
    sprawa_changes *page = NULL;
    sprawa_error e;
    sprawa_code code = sprawa_engine_changes(f->server->engine, &q, &page, &e);
    if (code == SPRAWA_REFUSED || code == SPRAWA_INVALID) return begin_anew(f, out);
    if (code != SPRAWA_OK) return false;
    write_page(f, page, out);
    more = sprawa_changes_more(page);
    sprawa_changes_free(page);
  }
  f->behind = more;
  return true;
}

/* -- for the transport ----------------------------------------------------------------------------------- */

/* A failure ends the stream: whoever follows comes back with the last id. */
static bool pull(spr_stream *s, spr_buf *out) {
  follower *f = (follower *)s;
  uint64_t generation = 0;
  spr_instant now = spr_clock_now();
  if (now - f->checked >= SPR_STREAM_CHECK_MS || now < f->checked) {
    f->checked = now;
    if (!f->still(f->server, f->secret, now)) return false;
  }
  /* Looked at before the pages: what comes while they are read is looked for again. */
  if (sprawa_engine_generation(f->server->engine, &generation, NULL) != SPRAWA_OK) return false;
  if (generation == f->seen && !f->behind) return true;
  f->seen = generation;
  return write_pages(f, out);
}

static void release(spr_stream *s) {
  follower *f = (follower *)s;
  spr_arena_release(&f->arena);
  spr_free(&spr_alloc_default, f, sizeof *f);
}

/* -- beginning ------------------------------------------------------------------------------------------- */

static const char *const *keep_texts(spr_arena *a, const char *const *v, size_t n) {
  const char **out = SPR_NEW_N(a, const char *, n + 1);
  for (size_t i = 0; i < n; i++) out[i] = spr_str_dup(a, spr_str_of(v[i])).p;
  return out;
}

/* In a function of its own, so that no local variable is alive across the jump. */
static bool keep_view(follower *f, const sprawa_view *view, spr_str secret) {
  jmp_buf env;
  if (spr_arena_guard(&f->arena, &env)) {
    spr_arena_unguard(&f->arena, NULL);
    return false;
  }
  f->view =
      (sprawa_view){.institutions = keep_texts(&f->arena, view->institutions, view->ninstitutions),
                    .ninstitutions = view->ninstitutions,
                    .municipalities = keep_texts(&f->arena, view->municipalities, view->nmunicipalities),
                    .nmunicipalities = view->nmunicipalities};
  f->secret = spr_str_dup(&f->arena, secret);
  spr_arena_unguard(&f->arena, NULL);
  return true;
}

static follower *make(spr_visit *v, spr_stream_still *still, spr_str secret) {
  follower *f = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *f);
  if (!f) return NULL;
  *f = (follower){.stream = {.pull = pull, .release = release},
                  .server = v->server,
                  .still = still,
                  .behind = true,
                  .checked = v->http->at};
  spr_arena_init(&f->arena, &spr_alloc_default, SPR_MAX_FOLLOWER_BYTES);
  if (keep_view(f, &v->view, secret)) return f;
  release(&f->stream);
  return NULL;
}

/* Where it begins: behind the last id, or now; that is told at once, so that nothing is missed. */
static bool find_place(follower *f, spr_str last, spr_buf *out) {
  sprawa_changes_query q = {.as = &f->view, .limit = 1};
  sprawa_changes *page = NULL;
  spr_buf_puts(out, "retry: 3000\n");
  if (last.n > SPRAWA_CURSOR) return begin_anew(f, out);
  if (last.n) {
    snprintf(f->cursor, sizeof f->cursor, "%.*s", SPR_FMT(last));
    spr_buf_puts(out, "\n");
    return true;
  }
  if (sprawa_engine_changes(f->server->engine, &q, &page, NULL) != SPRAWA_OK) return false;
  keep_cursor(f, sprawa_changes_next(page));
  sprawa_changes_free(page);
  spr_buf_printf(out, "id: %s\n\n", f->cursor);
  return true;
}

void spr_stream_follow(spr_visit *v, spr_stream_still *still, spr_str secret) {
  v->answer->status = 200;
  v->answer->type = "text/event-stream";
  if (v->http->method == SPR_METHOD_HEAD) return;
  follower *f = make(v, still, secret);
  spr_str last = spr_http_header(v->http, "last-event-id");
  if (f && find_place(f, last.p ? last : SPR_STR(""), &v->answer->body)) {
    v->answer->stream = &f->stream;
    return;
  }
  if (f) release(&f->stream);
  spr_problem_retry(v->answer, SPR_RETRY_SECONDS);
  spr_problem_tell(v->answer, SPR_PROBLEM_NOT_DONE, NULL);
}
