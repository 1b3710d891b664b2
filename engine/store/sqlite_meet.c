/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_hits.h"

#include "store/block.h"
#include "store/drawer.h"
#include "store/sqlite_question.h"

/* What the words of a search find: each has its cases, and those that are in all of them are the hits. */

/* A drawer of the filter, and the words that are left out of account there: a bit for each. Those that stand
 * in a title of whatever lies there find all of it. */
typedef struct searched {
  uint64_t number;
  unsigned without, around;
} searched;

/* A case in whose titles a word stands, or whose id begins so. */
typedef struct spotted {
  uint64_t number, drawer;
  uint32_t word;
} spotted;

typedef struct meeting {
  spr_sqlite *q;
  const spr_case_filter *f;
  spr_hits *hits;
  uint8_t *bits;  /* of each word, one after the other */
  uint8_t *tried; /* the same: what the word marks that is being read */
  size_t bytes;   /* of one */
  searched *v;
  uint32_t n, cap;
  spotted *cases;
  uint32_t ncases, room;
  uint32_t left; /* sets that may still be read */
  /* Words: all; of whose titles very many cases are; left out of account everywhere. */
  unsigned all, titled, idle;
} meeting;

/* They come from an index, one after the other. */
static uint32_t most_spotted(const spr_sqlite *q) {
  return q->gathered / 2;
}

/* -- drawers -------------------------------------------------------------------------------------------- */
static spr_status add_drawer(meeting *m, uint64_t number, spr_str name) {
  spr_titled standing = spr_drawer_standing(name, SPR_STR(""));
  searched d = {number, 0, 0};
  searched *v = spr_grow(&m->q->base.alloc, m->v, m->n, &m->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  m->v = v;
  for (uint32_t i = 0; i < m->f->nsought; i++) {
    if (!(m->titled >> i & 1)) continue;
    d.without |= (unsigned)spr_sought_placed(&m->f->sought[i], &standing) << i;
    d.around |= (unsigned)spr_sought_around(&m->f->sought[i], &standing) << i;
  }
  m->v[m->n++] = d;
  return SPR_OK;
}

static spr_status find_drawers(meeting *m) {
  spr_query query = spr_query_begin(&m->q->db, SPR_SQL_DRAWERS);
  spr_status s = SPR_OK;
  while (s == SPR_OK && spr_query_row(&query)) {
    spr_str name = spr_column_str(&query, 1);
    if (spr_drawer_fits(m->f, name)) s = add_drawer(m, spr_column_u64(&query, 0), name);
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static const searched *drawer_of(const meeting *m, uint64_t number) {
  uint32_t from = 0, to = m->n;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (m->v[middle].number < number)
      from = middle + 1;
    else
      to = middle;
  }
  return from < m->n && m->v[from].number == number ? &m->v[from] : NULL;
}

/* -- marking -------------------------------------------------------------------------------------------- */
static uint8_t *bits_of(const meeting *m, uint8_t *bits, uint32_t i) {
  return bits + i * m->bytes;
}

/* A set of the i-th word in a drawer. Where other words are left out of account it is theirs, too: a case is
 * a hit if the words that count there find it, and then it is in the sets of all. */
static spr_status mark(meeting *m, uint32_t i, const searched *d, uint64_t block, spr_str set) {
  bool good = block < m->hits->blocks;
  for (uint32_t k = 0; good && k < m->f->nsought; k++)
    if (k == i || d->without >> k & 1)
      good = spr_block_mark(set, bits_of(m, m->tried, k) + block * SPR_BLOCK_BYTES);
  return good ? SPR_OK : spr_db_damaged(&m->q->db, "a word is said by cases that cannot be");
}

static spr_status mark_spotted(meeting *m, uint32_t i) {
  char set[SPR_BLOCK_BYTES];
  spr_status s = SPR_OK;
  for (uint32_t n = 0; n < m->ncases && s == SPR_OK; n++) {
    const spotted *c = &m->cases[n];
    const searched *d = c->word == i ? drawer_of(m, c->drawer) : NULL;
    if (d && !(d->without >> i & 1))
      s = mark(m, i, d, spr_block_of(c->number),
               spr_block_with(SPR_STR(""), spr_block_place(c->number), set));
  }
  return s;
}

static void join(uint8_t *bits, const uint8_t *others, size_t bytes) {
  for (size_t at = 0; at < bytes; at += sizeof(uint64_t)) {
    uint64_t one, other;
    memcpy(&one, bits + at, sizeof one);
    memcpy(&other, others + at, sizeof other);
    one |= other;
    memcpy(bits + at, &one, sizeof one);
  }
}

/* What the i-th word has marked is kept, or not: then nothing is known of it. */
static void settle(meeting *m, uint32_t i, bool whole) {
  if (!whole) m->idle |= 1u << i;
  for (uint32_t k = 0; k < m->f->nsought; k++) {
    uint8_t *bits = bits_of(m, m->bits, k), *tried = bits_of(m, m->tried, k);
    if (k != i && !(m->titled >> k & 1)) continue;
    if (whole) join(bits, tried, m->bytes);
    memset(tried, 0, m->bytes);
  }
}

/* -- titles and ids ------------------------------------------------------------------------------------- */
typedef void (*asking)(question *k, uint32_t i);

static void ask_titled(question *k, uint32_t i) {
  spr_question_titled(k, i);
  ask(k, " LIMIT ?", most_spotted(k->q) + 1);
}

static void ask_called(question *k, uint32_t i) {
  spr_question_called(k, i);
  ask(k, " LIMIT ?", k->q->few + 1);
}

static spr_status take_spotted(meeting *m, uint32_t i, const spr_query *row) {
  spotted *v = spr_grow(&m->q->base.alloc, m->cases, m->ncases, &m->room, sizeof *v);
  if (!v) return SPR_ENOMEM;
  m->cases = v;
  m->cases[m->ncases++] = (spotted){spr_column_u64(row, 0), spr_column_u64(row, 1), i};
  return SPR_OK;
}

/* Cases that a question finds; where there are more than that, it is a word of those, and none is kept. */
static spr_status spot(meeting *m, uint32_t i, asking asks, uint32_t most, unsigned *words) {
  uint32_t before = m->ncases;
  question *k;
  spr_query query;
  spr_status s = spr_question_new(m->q, m->f, &k);
  if (s != SPR_OK) return s;
  asks(k, i);
  s = spr_question_begin(k, &query);
  if (s == SPR_OK) {
    while (s == SPR_OK && spr_query_row(&query)) s = take_spotted(m, i, &query);
    spr_status end = spr_query_end(&query);
    if (s == SPR_OK) s = end;
  }
  spr_question_free(k);
  if (m->ncases - before <= most) return s;
  *words |= 1u << i;
  m->ncases = before;
  return s;
}

static spr_status spot_word(meeting *m, uint32_t i) {
  const spr_sought *w = &m->f->sought[i];
  spr_status s = w->ntitled ? spot(m, i, ask_titled, most_spotted(m->q), &m->titled) : SPR_OK;
  return s == SPR_OK && w->word.n >= SPR_MIN_SOUGHT_ID ? spot(m, i, ask_called, m->q->few, &m->idle) : s;
}

/* -- what is said ---------------------------------------------------------------------------------------- */
/* Words from one on, and before another one. */
typedef struct range {
  spr_str from, to;
  char room[SPR_MAX_WORDING + 1];
} range;

/* From the word to what is behind all that begin so: no byte of UTF-8 is 0xff. Behind a word that is meant
 * whole there is nothing nearer than the same with a zero. */
static void set_range(range *r, spr_str word, char behind) {
  uint32_t n = word.n < SPR_MAX_WORDING ? word.n : SPR_MAX_WORDING;
  memcpy(r->room, word.p, n);
  r->room[n] = behind;
  r->from = word;
  r->to = spr_str_n(r->room, n + 1);
}

static spr_query ask_range(meeting *m, spr_sql sql, const searched *d, const range *r) {
  spr_query query = spr_query_begin(&m->q->db, sql);
  spr_bind_u64(&query, d->number);
  spr_bind_text(&query, r->from);
  spr_bind_text(&query, r->to);
  return query;
}

/* Of one drawer; *whole false: there are more than may be read. */
static spr_status read_sets(meeting *m, uint32_t i, const searched *d, const range *r, bool *whole) {
  spr_query query = ask_range(m, SPR_SQL_WORD_SETS, d, r);
  spr_status s = SPR_OK;
  while (s == SPR_OK && *whole && spr_query_row(&query)) {
    *whole = m->left > 0;
    if (*whole) m->left--;
    if (*whole) s = mark(m, i, d, spr_column_u64(&query, 0), spr_column_str(&query, 1));
  }
  spr_status end = spr_query_end(&query);
  return s == SPR_OK ? end : s;
}

static spr_status read_range(meeting *m, uint32_t i, const range *r, bool *whole) {
  spr_status s = SPR_OK;
  for (uint32_t k = 0; k < m->n && s == SPR_OK && *whole; k++)
    if (!(m->v[k].without >> i & 1)) s = read_sets(m, i, &m->v[k], r, whole);
  return s;
}

static spr_status read_word(meeting *m, uint32_t i) {
  const spr_sought *w = &m->f->sought[i];
  bool whole = true;
  range r;
  set_range(&r, w->word, (char)0xff);
  spr_status s = read_range(m, i, &r, &whole);
  if (w->exact.n) set_range(&r, w->exact, 0);
  if (s == SPR_OK && w->exact.n) s = read_range(m, i, &r, &whole);
  if (s == SPR_OK && whole) s = mark_spotted(m, i);
  settle(m, i, whole);
  return s;
}

/* How many sets it seems to have: those of the first drawers, each up to a bound. */
static spr_status weigh(meeting *m, uint32_t i, uint32_t *sets) {
  enum { DRAWERS = 8 };
  spr_status s = SPR_OK;
  range r;
  set_range(&r, m->f->sought[i].word, (char)0xff);
  for (uint32_t k = 0; k < m->n && k < DRAWERS && s == SPR_OK; k++) {
    spr_query query = ask_range(m, SPR_SQL_WORD_SETS_SOME, &m->v[k], &r);
    if (spr_query_row(&query)) *sets += spr_column_u32(&query, 0);
    s = spr_query_end(&query);
  }
  return s;
}

/* Those with few sets first. Where one has too many, so have those behind it. */
static spr_status read_words(meeting *m) {
  uint32_t sets[SPR_MAX_SOUGHT] = {0}, n = m->f->nsought;
  unsigned done = m->idle;
  spr_status s = SPR_OK;
  for (uint32_t i = 0; n > 1 && i < n && s == SPR_OK; i++) s = weigh(m, i, &sets[i]);
  while (done != m->all && s == SPR_OK) {
    uint32_t next = n;
    for (uint32_t i = 0; i < n; i++)
      if (!(done >> i & 1) && (next == n || sets[i] < sets[next])) next = i;
    s = read_word(m, next);
    done |= 1u << next;
    if (m->idle >> next & 1) m->idle |= m->all & ~done;
    done |= m->idle;
  }
  return s;
}

/* -- all of them ---------------------------------------------------------------------------------------- */
static spr_status make_room(meeting *m) {
  uint64_t last;
  size_t words = m->f->nsought;
  spr_status s = spr_sqlite_last_number(&m->q->base, &last);
  if (s != SPR_OK) return s;
  m->hits->blocks = spr_block_of(last) + 1;
  m->bytes = m->hits->blocks * SPR_BLOCK_BYTES;
  m->bits = spr_realloc(&m->q->base.alloc, NULL, 0, 2 * words * m->bytes);
  if (!m->bits) return SPR_ENOMEM;
  memset(m->bits, 0, 2 * words * m->bytes);
  m->tried = m->bits + words * m->bytes;
  return SPR_OK;
}

static unsigned without(const meeting *m, const searched *d) {
  return d->without | m->idle;
}

static spr_status keep_open(meeting *m) {
  spr_hits *h = m->hits;
  uint32_t n = 0;
  for (uint32_t i = 0; i < m->n; i++) {
    n += without(m, &m->v[i]) == m->all;
    h->apart |= without(m, &m->v[i]) & ~m->v[i].around;
  }
  h->sure = h->apart == 0 && m->f->scope.opened.n == 0;
  if (n == 0) return SPR_OK;
  h->open = spr_realloc(&m->q->base.alloc, NULL, 0, n * sizeof *h->open);
  if (!h->open) return SPR_ENOMEM;
  h->cap = n;
  for (uint32_t i = 0; i < m->n; i++)
    if (without(m, &m->v[i]) == m->all) h->open[h->nopen++] = m->v[i].number;
  return SPR_OK;
}

/* The bits of all words that count, as the hits'. */
static spr_status meet(meeting *m) {
  spr_hits *h = m->hits;
  h->bits = spr_realloc(&m->q->base.alloc, NULL, 0, m->bytes);
  if (!h->bits) return SPR_ENOMEM;
  memset(h->bits, m->idle == m->all ? 0 : 0xff, m->bytes);
  for (size_t at = 0; at < m->bytes; at += sizeof(uint64_t)) {
    uint64_t in_all, one;
    memcpy(&in_all, h->bits + at, sizeof in_all);
    for (uint32_t i = 0; i < m->f->nsought; i++) {
      memcpy(&one, bits_of(m, m->bits, i) + at, sizeof one);
      if (!(m->idle >> i & 1)) in_all &= one;
    }
    memcpy(h->bits + at, &in_all, sizeof in_all);
    h->n += (uint64_t)__builtin_popcountll(in_all);
  }
  return SPR_OK;
}

spr_status spr_hits_find(spr_sqlite *q, const spr_case_filter *f, spr_hits *out) {
  meeting m = {.q = q, .f = f, .hits = out, .left = SPR_MAX_WORD_BLOCKS, .all = (1u << f->nsought) - 1};
  *out = (spr_hits){.n = 0};
  spr_status s = make_room(&m);
  for (uint32_t i = 0; i < f->nsought && s == SPR_OK; i++) s = spot_word(&m, i);
  if (s == SPR_OK) s = find_drawers(&m);
  if (s == SPR_OK) s = read_words(&m);
  if (s == SPR_OK) s = keep_open(&m);
  if (s == SPR_OK) s = meet(&m);
  spr_free(&q->base.alloc, m.bits, 2 * f->nsought * m.bytes);
  spr_free(&q->base.alloc, m.v, m.cap * sizeof *m.v);
  spr_free(&q->base.alloc, m.cases, m.room * sizeof *m.cases);
  return s;
}
