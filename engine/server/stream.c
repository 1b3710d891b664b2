/* SPDX-License-Identifier: Apache-2.0 */
#include "server/stream.h"

#include <stdio.h>

#include "access/people.h"
#include "base/clock.h"
#include "base/limits.h"
#include "server/visitor.h"
#include "store/chain.h"

enum {
  EVENTS = 12, /* of a page: with the longest cursor it is less than half of what is sent at a time */
  PAGES = 2    /* read at a time: the others wait meanwhile */
};

typedef struct follower {
  spr_stream stream; /* first: the transport knows no more of it */
  spr_server *server;
  spr_stream_who *who;
  char secret[SPR_BEARER_CHARS + 1];
  char only[SPR_MAX_CASE_ID + 1];
  char opened[SPR_MAX_CASE_ID + 1];
  spr_instant opened_until;
  char cursor[SPRAWA_CURSOR + 1]; /* empty: from now on */
  uint64_t seen;                  /* the engine's generation when it was looked last */
  spr_instant checked, told;      /* when it was seen who follows, and when an id was told */
} follower;

/* -- events ---------------------------------------------------------------------------------------------- */

static void keep_cursor(follower *f, const char *cursor) {
  snprintf(f->cursor, sizeof f->cursor, "%s", cursor);
}

static void write_id(follower *f, spr_buf *out) {
  spr_buf_printf(out, "id: %s\n", f->cursor);
  f->told = f->checked;
}

static void write_change(const sprawa_change *c, spr_buf *out) {
  spr_buf_printf(out, "event: entry\ndata: {\"case\":\"%s\",\"seq\":%llu,\"kind\":\"%s\"}\n\n", c->id,
                 (unsigned long long)c->seq, c->kind);
}

/* The next one from *i on that is told. */
static const sprawa_change *next_of(const follower *f, const sprawa_changes *page, size_t *i) {
  const sprawa_change *c = sprawa_changes_at(page, (*i)++);
  while (c && *f->only && strcmp(f->only, c->id) != 0) c = sprawa_changes_at(page, (*i)++);
  return c;
}

static void write_page(follower *f, const sprawa_changes *page, spr_buf *out) {
  size_t i = 0;
  keep_cursor(f, sprawa_changes_next(page));
  for (const sprawa_change *c = next_of(f, page, &i), *next; c; c = next) {
    next = next_of(f, page, &i);
    if (!next) write_id(f, out);
    write_change(c, out);
  }
}

/* -- what there is to tell ------------------------------------------------------------------------------- */

static sprawa_code read_page(const follower *f, const sprawa_view *as, sprawa_changes **page) {
  sprawa_changes_query q = {.as = as, .cursor = *f->cursor ? f->cursor : NULL, .limit = EVENTS};
  return sprawa_engine_changes(f->server->engine, &q, page, NULL);
}

/* From now on: told at once, so that nothing is missed by whoever comes back. */
static bool begin_now(follower *f, const sprawa_view *as, spr_buf *out) {
  sprawa_changes *page = NULL;
  *f->cursor = '\0';
  if (read_page(f, as, &page) != SPRAWA_OK) return false;
  keep_cursor(f, sprawa_changes_next(page));
  sprawa_changes_free(page);
  write_id(f, out);
  return true;
}

static bool begin_anew(follower *f, const sprawa_view *as, spr_buf *out) {
  if (!begin_now(f, as, out)) return false;
  spr_buf_puts(out, "event: reset\ndata: {}\n\n");
  return true;
}

/* Some pages, as long as there is room. */
static bool write_pages(follower *f, const sprawa_view *as, spr_buf *out) {
  f->stream.more = true;
  for (int i = 0; i < PAGES && f->stream.more && out->n < SPR_MAX_STREAM_PULL / 2; i++) {
    sprawa_changes *page = NULL;
    sprawa_code code = read_page(f, as, &page);
    if (code == SPRAWA_REFUSED || code == SPRAWA_INVALID) return begin_anew(f, as, out);
    if (code != SPRAWA_OK) return false;
    write_page(f, page, out);
    f->stream.more = sprawa_changes_more(page);
    sprawa_changes_free(page);
  }
  return true;
}

/* Whoever sees few cases is now and then told where the others are, so as not to look through all that again:
 * by the clock, and anew each time, whether there are any. What goes on elsewhere is nobody's business. */
static bool is_place_due(const follower *f) {
  return *f->cursor && f->checked - f->told >= SPR_STREAM_SILENCE_MS;
}

static void write_place(follower *f, spr_buf *out) {
  write_id(f, out);
  spr_buf_puts(out, "\n");
}

static bool write_news(follower *f, const sprawa_view *as, spr_buf *out) {
  if (*f->cursor) return write_pages(f, as, out);
  if (!begin_now(f, as, out)) return false;
  spr_buf_puts(out, "\n");
  return true;
}

/* -- who follows ----------------------------------------------------------------------------------------- */

/* In a function of its own, so that no local variable is alive across the jump. */
static spr_status look(const follower *f, spr_arena *a, sprawa_view *out) {
  spr_principal who;
  jmp_buf env;
  if (spr_arena_guard(a, &env)) return SPR_ENOMEM;
  spr_status s = f->who(f->server, spr_str_of(f->secret), f->checked, a, &who);
  if (s == SPR_OK) *out = spr_visitor_view(a, &who);
  if (s == SPR_OK && *f->opened && f->checked <= f->opened_until) out->opened = f->opened;
  spr_arena_unguard(a, NULL);
  return s;
}

/* false: it ends, after what was written. */
static bool tell(follower *f, bool news, spr_buf *out) {
  spr_arena a;
  sprawa_view as;
  spr_arena_init(&a, &spr_alloc_default, SPR_MAX_FOLLOWER_BYTES);
  f->checked = spr_clock_now();
  spr_status s = look(f, &a, &as);
  if (s == SPR_EREFUSED) spr_buf_puts(out, "event: end\ndata: {}\n\n");
  bool due = is_place_due(f);
  bool on = s == SPR_OK && (!(news || due) || write_news(f, &as, out));
  if (on && is_place_due(f)) write_place(f, out);
  spr_arena_release(&a);
  return on;
}

/* -- for the transport ----------------------------------------------------------------------------------- */

static bool pull(spr_stream *s, spr_buf *out) {
  follower *f = (follower *)s;
  uint64_t generation = 0;
  /* Looked at before the pages: what comes while they are read is looked for again. */
  if (sprawa_engine_generation(f->server->engine, &generation, NULL) != SPRAWA_OK) return false;
  bool news = generation != f->seen || f->stream.more;
  int64_t since = spr_clock_now() - f->checked;
  if (!news && since >= 0 && since < SPR_STREAM_CHECK_MS) return true;
  f->seen = generation;
  return tell(f, news, out);
}

static void release(spr_stream *s) {
  spr_free(&spr_alloc_default, s, sizeof(follower));
}

/* -- beginning ------------------------------------------------------------------------------------------- */

/* What is too long is none of ours: as what it is cut to, it is nobody's. */
static void keep(char *to, size_t room, spr_str from) {
  snprintf(to, room, "%.*s", SPR_FMT(from));
}

static uint64_t number_of(spr_str name) {
  spr_hasher h;
  spr_hash hash;
  uint64_t n;
  spr_hasher_begin(&h, "sprawa follower 1");
  spr_hasher_str(&h, name);
  spr_hasher_end(&h, &hash);
  memcpy(&n, hash.b, sizeof n);
  return n;
}

static follower *make(spr_visit *v, const spr_follow *k) {
  follower *f = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *f);
  spr_str last = spr_http_header(v->http, "last-event-id");
  if (!f) return NULL;
  *f = (follower){.stream = {.pull = pull, .release = release, .owner = number_of(v->who->name)},
                  .server = v->server,
                  .who = k->who,
                  .opened_until = k->opened_until};
  keep(f->secret, sizeof f->secret, k->secret);
  keep(f->only, sizeof f->only, k->only);
  keep(f->opened, sizeof f->opened, k->opened);
  keep(f->cursor, sizeof f->cursor, last.n ? last : k->after);
  return f;
}

/* What was missed goes with the beginning. */
static bool begin(follower *f, spr_buf *out) {
  uint64_t generation = 0;
  spr_buf_puts(out, "retry: 3000\n\n");
  if (sprawa_engine_generation(f->server->engine, &generation, NULL) != SPRAWA_OK) return false;
  f->seen = generation;
  return tell(f, true, out);
}

static void begin_answer(spr_visit *v) {
  v->answer->status = 200;
  v->answer->type = "text/event-stream";
  /* Proxies that gather what they pass on would keep it for themselves. */
  (void)spr_answer_header(v->answer, "X-Accel-Buffering", SPR_STR("no"));
}

void spr_stream_follow(spr_visit *v, const spr_follow *k) {
  begin_answer(v);
  follower *f = make(v, k);
  if (f && begin(f, &v->answer->body)) {
    v->answer->stream = &f->stream;
    return;
  }
  if (f) release(&f->stream);
  v->answer->nheaders = 0;
  spr_answer_blame(v->answer, "stream");
  spr_problem_retry(v->answer, SPR_RETRY_SECONDS);
  spr_problem_tell(v->answer, SPR_PROBLEM_NOT_DONE, NULL);
}

void spr_stream_refuse(spr_visit *v) {
  begin_answer(v);
  spr_buf_puts(&v->answer->body, "event: end\ndata: {}\n\n");
}

spr_str spr_stream_here(spr_visit *v) {
  sprawa_changes_query q = {.as = &v->view, .limit = 1};
  sprawa_changes *page = NULL;
  if (sprawa_engine_changes(v->server->engine, &q, &page, NULL) != SPRAWA_OK) return SPR_STR("");
  SPR_HOLD(v, page, sprawa_changes_free);
  return spr_str_of(sprawa_changes_next(page));
}
