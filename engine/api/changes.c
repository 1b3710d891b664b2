/* SPDX-License-Identifier: Apache-2.0 */
#include "api/page.h"
#include "store/impl.h"

/* What happens in all cases. The journal is read in order; whether a case may be known of stands beside it in
 * the store, so that none has to be opened. */

enum { LOOKED_AT = 2000 }; /* entries for one page: some milliseconds */

struct sprawa_changes {
  spr_api_bag bag;
  sprawa_change *rows;
  size_t n;
  bool more;
  char next[SPRAWA_CURSOR + 1];
};

typedef struct following {
  sprawa_changes *c;
  spr_eyes eyes;
  spr_page page;
  bool from_beginning, reset;
  uint32_t limit, looked;
  uint64_t pos;  /* of the last entry that was looked at; 0: none */
  spr_hash hash; /* of that one */
} following;

/* -- cursors: a position, and what stands there -----------------------------------------------------------
 */

static void bind_view(following *f) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa changes cursor 2");
  spr_api_hash_view(&h, &f->eyes.view);
  spr_hasher_end(&h, &f->page.bound);
}

static bool on_entry(void *ud, const spr_entry_row *e) {
  following *f = ud;
  f->pos = e->pos;
  f->hash = e->hash;
  return false;
}

static spr_status at_pos(following *f, spr_store *store, uint64_t pos) {
  f->pos = 0;
  return pos ? spr_store_journal(store, pos, on_entry, f) : SPR_OK;
}

static spr_status take_cursor(following *f, spr_store *store, spr_mark *from) {
  spr_hash hash;
  (void)spr_mark_take_number(from); /* when it was given */
  uint64_t pos = spr_mark_take_number(from);
  spr_str bytes = spr_mark_take_text(from, sizeof hash.b);
  spr_status s = spr_page_begun(&f->page, from);
  if (s != SPR_OK || pos == 0) return s;
  s = at_pos(f, store, pos);
  if (s != SPR_OK) return s;
  f->reset = f->pos != pos || !spr_str_eq(bytes, spr_str_n((const char *)f->hash.b, sizeof f->hash.b));
  return SPR_OK;
}

static spr_status begin(following *f, spr_desk *desk, spr_store *store) {
  spr_mark from;
  uint64_t end = 0;
  spr_status s = spr_page_begin(&f->page, desk, &from);
  if (s != SPR_OK) return s;
  if (f->page.cursor) return take_cursor(f, store, &from);
  if (!f->from_beginning) s = spr_store_stable_pos(store, &end);
  return s == SPR_OK ? at_pos(f, store, end) : s;
}

/* With the time in it no two are alike: who sees nothing of what happens does not see by them that it does.
 */
static spr_status end(const following *f, spr_desk *desk, spr_instant now) {
  spr_mark to = {.n = 0};
  spr_mark_put_number(&to, (uint64_t)now);
  spr_mark_put_number(&to, f->pos);
  spr_mark_put_text(&to, f->pos ? spr_str_n((const char *)f->hash.b, sizeof f->hash.b) : SPR_STR(""),
                    sizeof f->hash.b);
  return spr_page_end(&f->page, desk, &to, f->c->next);
}

/* -- entries -------------------------------------------------------------------------------------------- */

/* A jump must not cross the store, so each row is guarded for itself. */
static bool on_change(void *ud, const spr_entry_row *e) {
  following *f = ud;
  sprawa_changes *c = f->c;
  jmp_buf env;
  if (f->looked == LOOKED_AT || c->n == f->limit) {
    c->more = true;
    return false;
  }
  if (spr_arena_guard(&c->bag.arena, &env)) {
    c->bag.failed = true;
    return false;
  }
  c->rows[c->n++] = (sprawa_change){
      .id = spr_api_z(&c->bag, e->id), .seq = e->seq, .kind = spr_api_entry_kind(e->kind), .at = e->at};
  spr_arena_unguard(&c->bag.arena, NULL);
  f->looked++;
  f->pos = e->pos;
  f->hash = e->hash;
  return true;
}

static spr_status is_seen(const following *f, spr_store *store, const char *id, bool *out) {
  spr_case_row row;
  spr_status s = spr_store_case(store, spr_str_of(id), &row);
  *out = s == SPR_OK && spr_view_beside(&f->eyes.view, row.id, row.municipality, row.seen);
  return s;
}

/* Those of the page that may be seen; a case mostly comes several times. */
static spr_status keep_seen(const following *f, spr_store *store, size_t from) {
  sprawa_changes *c = f->c;
  size_t kept = from;
  bool seen = true;
  spr_status s = SPR_OK;
  if (f->eyes.view.everything && f->eyes.view.nmunicipalities == 0) return SPR_OK;
  for (size_t i = from; i < c->n && s == SPR_OK; i++) {
    if (i == from || strcmp(c->rows[i].id, c->rows[i - 1].id) != 0)
      s = is_seen(f, store, c->rows[i].id, &seen);
    if (s == SPR_OK && seen) c->rows[kept++] = c->rows[i];
  }
  c->n = kept;
  return s;
}

/* What is not seen makes room for more. */
static spr_status read_rows(following *f, spr_store *store) {
  sprawa_changes *c = f->c;
  spr_status s = SPR_OK;
  do {
    size_t before = c->n;
    c->more = false;
    s = spr_store_journal(store, f->pos + 1, on_change, f);
    if (s == SPR_ENOTFOUND) s = SPR_OK; /* nothing has come */
    if (s == SPR_OK && c->bag.failed) s = SPR_ENOMEM;
    if (s == SPR_OK) s = keep_seen(f, store, before);
  } while (s == SPR_OK && c->more && c->n < f->limit && f->looked < LOOKED_AT);
  return s;
}

static spr_status read_page(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  following *f = ud;
  jmp_buf env;
  spr_status s = begin(f, desk, store);
  if (s != SPR_OK || f->reset) return s;
  if (spr_arena_guard(&f->c->bag.arena, &env)) return SPR_ENOMEM;
  f->c->rows = SPR_NEW_N(&f->c->bag.arena, sprawa_change, f->limit);
  spr_arena_unguard(&f->c->bag.arena, NULL);
  s = read_rows(f, store);
  return s == SPR_OK ? end(f, desk, now) : s;
}

/* -- asking --------------------------------------------------------------------------------------------- */

static sprawa_code read_query(following *f, const sprawa_changes_query *q, sprawa_error *error) {
  sprawa_code code = spr_api_eyes(error, q->as, &f->eyes);
  if (code == SPRAWA_OK) code = spr_page_limit(error, q->limit, &f->limit);
  f->page.cursor = q->cursor;
  f->from_beginning = q->from_beginning;
  bind_view(f);
  return code;
}

sprawa_code sprawa_engine_changes(sprawa_engine *e, const sprawa_changes_query *q, sprawa_changes **out,
                                  sprawa_error *error) {
  following f = {.c = NULL};
  if (out) *out = NULL;
  if (!e || !q || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL,
                        "the engine, the question, or where to put the changes, is missing");
  sprawa_code code = read_query(&f, q, error);
  if (code != SPRAWA_OK) return code;
  f.c = spr_realloc(&e->alloc, NULL, 0, sizeof *f.c);
  if (!f.c) return spr_api_status(error, SPR_ENOMEM, NULL);
  *f.c = (sprawa_changes){.n = 0};
  spr_api_bag_init(&f.c->bag, &e->alloc);
  code = spr_page_read(e, read_page, &f, &f.page, error);
  if (code == SPRAWA_OK && f.reset)
    code = spr_api_fail(error, SPRAWA_REFUSED, "reset",
                        "the journal was put back since the cursor was given: begin anew");
  if (code == SPRAWA_OK)
    *out = f.c;
  else
    sprawa_changes_free(f.c);
  return code;
}

void sprawa_changes_free(sprawa_changes *c) {
  if (!c) return;
  spr_alloc alloc = c->bag.alloc;
  spr_api_bag_release(&c->bag);
  spr_free(&alloc, c, sizeof *c);
}

const sprawa_change *sprawa_changes_at(const sprawa_changes *c, size_t i) {
  return c && i < c->n ? &c->rows[i] : NULL;
}

const char *sprawa_changes_next(const sprawa_changes *c) {
  return c ? c->next : NULL;
}

bool sprawa_changes_more(const sprawa_changes *c) {
  return c && c->more;
}

/* -- waiting -------------------------------------------------------------------------------------------- */

sprawa_code sprawa_engine_listen(sprawa_engine *e, void (*fn)(void *data), void *data, sprawa_error *error) {
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  spr_engine_listen(e->engine, fn, data);
  return spr_api_ok(error);
}

static spr_status read_generation(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_generation(store, ud);
}

sprawa_code sprawa_engine_generation(sprawa_engine *e, uint64_t *out, sprawa_error *error) {
  if (!e || !out)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine, or where to put it, is missing");
  *out = 0;
  spr_status s = spr_engine_inspect(e->engine, read_generation, out);
  return s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
}
