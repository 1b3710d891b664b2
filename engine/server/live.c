/* SPDX-License-Identifier: Apache-2.0 */
#include "server/live.h"

#include <stdio.h>

#include "base/limits.h"
#include "server/console.h"

/* Live updates of pages: server-sent events that say which case has a new entry, and nothing of what is in
 * it. A page that the news is about offers to show how things stand now.
 *
 * A stream lives for a bounded time; the browser then comes again, with its cookie and the place where it was
 * (Last-Event-ID), and is let in or not as anybody else. So whoever was removed hears no more. */

typedef struct live {
  spr_stream stream;
  spr_server *server;
  spr_arena arena; /* holds the view's texts */
  sprawa_view view;
  const char *only;               /* id of the one case that the page is about; NULL: all */
  char cursor[SPRAWA_CURSOR + 1]; /* empty: from now on */
  uint64_t seen;                  /* generation */
  int64_t until;
} live;

static live *live_of(spr_stream *s) {
  return (live *)(void *)((char *)s - offsetof(live, stream));
}

static void put_change(const live *l, spr_buf *out, const sprawa_change *c) {
  if (l->only && strcmp(l->only, c->id) != 0) return;
  spr_buf_printf(out, "event: change\ndata: {\"id\":\"%s\",\"seq\":%llu}\n\n", c->id,
                 (unsigned long long)c->seq);
}

/* One page of changes: as many as surely fit. */
static bool put_changes(live *l, spr_buf *out, bool *more) {
  sprawa_changes *c = NULL;
  sprawa_error error;
  sprawa_changes_query q = {
      .as = &l->view, .cursor = *l->cursor ? l->cursor : NULL, .limit = SPR_LIVE_CHANGES};
  *more = false;
  if (sprawa_engine_changes(l->server->engine, &q, &c, &error) != SPRAWA_OK) {
    if (error.code != SPRAWA_REFUSED && error.code != SPRAWA_INVALID) return false;
    *l->cursor = '\0'; /* what it knows is of another time: whatever it shows may have changed */
    spr_buf_puts(out, "event: reset\ndata: {}\n\n");
    return true;
  }
  const sprawa_change *one = sprawa_changes_at(c, 0);
  for (size_t i = 0; one; one = sprawa_changes_at(c, ++i)) put_change(l, out, one);
  snprintf(l->cursor, sizeof l->cursor, "%s", sprawa_changes_next(c));
  *more = sprawa_changes_more(c);
  sprawa_changes_free(c);
  spr_buf_printf(out, "id: %s\n\n", l->cursor);
  return true;
}

static bool pull(spr_stream *s, spr_buf *out) {
  live *l = live_of(s);
  uint64_t generation = 0;
  bool more = false;
  if (sprawa_engine_time(l->server->engine) > l->until) return false;
  if (sprawa_engine_generation(l->server->engine, &generation, NULL) != SPRAWA_OK) return false;
  if (*l->cursor && generation == l->seen) return true;
  if (!put_changes(l, out, &more)) return false;
  l->seen = more ? 0 : generation;
  return true;
}

static void let_go(spr_stream *s) {
  live *l = live_of(s);
  spr_arena_release(&l->arena);
  spr_free(&spr_alloc_default, l, sizeof *l);
}

static const char *const *keep(spr_arena *a, const char *const *v, size_t n) {
  const char **out = SPR_NEW_N(a, const char *, n + 1);
  for (size_t i = 0; i < n; i++) out[i] = spr_arena_strdup(a, v[i], strlen(v[i]));
  return out;
}

static bool keep_all(live *l, const spr_visit *v, spr_str only) {
  jmp_buf env;
  if (spr_arena_guard(&l->arena, &env)) return false;
  l->view.institutions = keep(&l->arena, v->view.institutions, v->view.ninstitutions);
  l->view.ninstitutions = v->view.ninstitutions;
  l->view.municipalities = keep(&l->arena, v->view.municipalities, v->view.nmunicipalities);
  l->view.nmunicipalities = v->view.nmunicipalities;
  l->only = only.n ? spr_arena_strdup(&l->arena, only.p, only.n) : NULL;
  spr_arena_unguard(&l->arena, NULL);
  return true;
}

void spr_screen_live(spr_visit *v) {
  live *l = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *l);
  if (!l) {
    spr_screen_status(v, 503);
    return;
  }
  *l = (live){.stream = {pull, let_go}, .server = v->server};
  l->until = sprawa_engine_time(v->server->engine) + SPR_LIVE_MS;
  spr_arena_init(&l->arena, &spr_alloc_default, SPR_MAX_LIVE_BYTES);
  spr_str last = spr_http_header(v->http, "last-event-id");
  if (last.n < sizeof l->cursor && last.n) memcpy(l->cursor, last.p, last.n);
  if (!keep_all(l, v, spr_http_query(v->http, "case"))) {
    let_go(&l->stream);
    spr_screen_status(v, 503);
    return;
  }
  v->answer->status = 200;
  v->answer->type = "text/event-stream";
  spr_buf_puts(&v->answer->body, "retry: 2000\n\n");
  v->answer->stream = &l->stream;
}

/* -- in a page --------------------------------------------------------------------------------------------
 */

void spr_live_offer(spr_screen *p, const char *id, uint64_t seq, spr_str again) {
  spr_html *h = &p->html;
  spr_html_open(h, "div", "live no-print");
  spr_html_attr(h, "role", SPR_STR("status"));
  spr_html_attr(h, "data-live-case", spr_str_of(id ? id : ""));
  spr_html_attr(h, "data-live-seq", spr_str_printf(p->arena, "%llu", (unsigned long long)seq));
  spr_html_open(h, "p", "notice");
  spr_html_flag(h, "hidden");
  spr_html_say(h, id ? SPR_SAY_live_moved : SPR_SAY_live_news);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_link(p, NULL, again, spr_screen_said(p->visit, SPR_SAY_live_reload));
  spr_html_close(h, "p");
  spr_html_close(h, "div");
}
