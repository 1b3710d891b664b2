/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_hits.h"

#include "store/block.h"
#include "store/drawer.h"
#include "store/sqlite_question.h"

/* A drawer of the filter, and the words that are left out of account there: a bit for each. */
typedef struct searched {
  uint64_t number;
  unsigned without;
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
  uint8_t *bits; /* of each word, one after the other */
  size_t bytes;  /* of one */
  searched *v;   /* by number */
  uint32_t n, cap;
  spotted *cases;
  uint32_t ncases, room;
  uint32_t left; /* blocks that may still be read */
  unsigned all, titled,
      idle; /* words: all; of whose titles very many cases are; left out of account anywhere */
} meeting;

/* They come from an index, one after the other. */
static uint32_t most_spotted(const spr_sqlite *q) {
  return q->gathered / 2;
}

/* -- drawers -------------------------------------------------------------------------------------------- */
static spr_status add_drawer(meeting *m, uint64_t number, spr_str name) {
  spr_titled standing = spr_drawer_standing(name, SPR_STR(""));
  searched d = {number, m->idle};
  searched *v = spr_grow(&m->q->base.alloc, m->v, m->n, &m->cap, sizeof *v);
  if (!v) return SPR_ENOMEM;
  m->v = v;
  for (uint32_t i = 0; i < m->f->nsought; i++)
    if (m->titled >> i & 1 && spr_sought_placed(&m->f->sought[i], &standing)) d.without |= 1u << i;
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

/* -- sets ----------------------------------------------------------------------------------------------- */

/* A set of the i-th word in a drawer. Where other words are left out of account it is theirs, too: a case is
 * a hit if the words that count there find it, and then it is in the sets of all. */
static spr_status mark(meeting *m, uint32_t i, uint64_t drawer, uint64_t block, spr_str set) {
  const searched *d = drawer_of(m, drawer);
  if (!d || d->without >> i & 1) return SPR_OK;
  if (block >= m->hits->blocks || !spr_block_good(set))
    return spr_db_damaged(&m->q->db, "a word is said by cases that cannot be");
  for (uint32_t k = 0; k < m->f->nsought; k++)
    if (k == i || d->without >> k & 1) spr_block_mark(set, m->bits + k * m->bytes + block * SPR_BLOCK_BYTES);
  return SPR_OK;
}

static spr_status mark_spotted(meeting *m) {
  char set[SPR_BLOCK_BYTES];
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < m->ncases && s == SPR_OK; i++) {
    const spotted *c = &m->cases[i];
    s = mark(m, c->word, c->drawer, spr_block_of(c->number),
             spr_block_with(SPR_STR(""), spr_block_place(c->number), set));
  }
  return s;
}

/* -- questions of one word ------------------------------------------------------------------------------ */
typedef void (*asking)(question *k, uint32_t i);
typedef spr_status (*taking)(meeting *m, uint32_t i, const spr_query *row);

static spr_status ask_word(meeting *m, asking asks, uint32_t i, taking takes) {
  question *k;
  spr_query query;
  spr_status s = spr_question_new(m->q, m->f, &k);
  if (s != SPR_OK) return s;
  asks(k, i);
  s = spr_question_begin(k, &query);
  if (s == SPR_OK) {
    while (s == SPR_OK && spr_query_row(&query)) s = takes(m, i, &query);
    spr_status end = spr_query_end(&query);
    if (s == SPR_OK) s = end;
  }
  spr_question_free(k);
  return s;
}

static void ask_titled(question *k, uint32_t i) {
  spr_question_titled(k, i);
  ask(k, " LIMIT ?", most_spotted(k->q) + 1);
}

static void ask_called(question *k, uint32_t i) {
  spr_question_called(k, i);
  ask(k, " LIMIT ?", k->q->few + 1);
}

static void count_listed(question *k, uint32_t i) {
  put(k, "SELECT count(*) FROM (SELECT 1 FROM (");
  spr_question_listed(k, i);
  ask(k, ") LIMIT ?)", SPR_MAX_WORD_BLOCKS + 1);
}

static spr_status take_spotted(meeting *m, uint32_t i, const spr_query *row) {
  spotted *v = spr_grow(&m->q->base.alloc, m->cases, m->ncases, &m->room, sizeof *v);
  if (!v) return SPR_ENOMEM;
  m->cases = v;
  m->cases[m->ncases++] = (spotted){spr_column_u64(row, 0), spr_column_u64(row, 1), i};
  return SPR_OK;
}

static spr_status take_count(meeting *m, uint32_t i, const spr_query *row) {
  uint32_t n = spr_column_u32(row, 0);
  if (n > m->left)
    m->idle |= 1u << i;
  else
    m->left -= n;
  return SPR_OK;
}

static spr_status take_set(meeting *m, uint32_t i, const spr_query *row) {
  return mark(m, i, spr_column_u64(row, 0), spr_column_u64(row, 1), spr_column_str(row, 2));
}

/* Cases that a question finds; where there are more than that, it is a word of those, and none is kept. */
static spr_status spot(meeting *m, uint32_t i, asking asks, uint32_t most, unsigned *words) {
  uint32_t before = m->ncases;
  spr_status s = ask_word(m, asks, i, take_spotted);
  if (m->ncases - before <= most) return s;
  *words |= 1u << i;
  m->ncases = before;
  return s;
}

/* What is of account of the word. */
static spr_status judge(meeting *m, uint32_t i) {
  const spr_sought *w = &m->f->sought[i];
  spr_status s = w->ntitled ? spot(m, i, ask_titled, most_spotted(m->q), &m->titled) : SPR_OK;
  if (s == SPR_OK && w->word.n >= SPR_MIN_SOUGHT_ID) s = spot(m, i, ask_called, m->q->few, &m->idle);
  return s == SPR_OK ? ask_word(m, count_listed, i, take_count) : s;
}

/* -- all of them ---------------------------------------------------------------------------------------- */
static spr_status make_room(meeting *m) {
  uint64_t last;
  spr_status s = spr_sqlite_last_number(&m->q->base, &last);
  if (s != SPR_OK) return s;
  m->hits->blocks = spr_block_of(last) + 1;
  m->bytes = m->hits->blocks * SPR_BLOCK_BYTES;
  m->bits = spr_realloc(&m->q->base.alloc, NULL, 0, m->f->nsought * m->bytes);
  if (!m->bits) return SPR_ENOMEM;
  memset(m->bits, 0, m->f->nsought * m->bytes);
  return SPR_OK;
}

static spr_status keep_open(meeting *m) {
  spr_hits *h = m->hits;
  uint32_t n = 0;
  h->sure = m->f->scope.opened.n == 0;
  for (uint32_t i = 0; i < m->n; i++) {
    n += m->v[i].without == m->all;
    if (m->v[i].without) h->sure = false;
  }
  if (n == 0) return SPR_OK;
  h->open = spr_realloc(&m->q->base.alloc, NULL, 0, n * sizeof *h->open);
  if (!h->open) return SPR_ENOMEM;
  h->cap = n;
  for (uint32_t i = 0; i < m->n; i++)
    if (m->v[i].without == m->all) h->open[h->nopen++] = m->v[i].number;
  return SPR_OK;
}

/* The first word's bits become those of all. */
static spr_status meet(meeting *m) {
  spr_hits *h = m->hits;
  for (size_t at = 0; at < m->bytes; at += sizeof(uint64_t)) {
    uint64_t in_all, one;
    memcpy(&in_all, m->bits + at, sizeof in_all);
    for (uint32_t i = 1; i < m->f->nsought; i++) {
      memcpy(&one, m->bits + i * m->bytes + at, sizeof one);
      in_all &= one;
    }
    memcpy(m->bits + at, &in_all, sizeof in_all);
    h->n += (uint64_t)__builtin_popcountll(in_all);
  }
  h->bits = spr_realloc(&m->q->base.alloc, NULL, 0, m->bytes);
  if (!h->bits) return SPR_ENOMEM;
  memcpy(h->bits, m->bits, m->bytes);
  return SPR_OK;
}

spr_status spr_hits_find(spr_sqlite *q, const spr_case_filter *f, spr_hits *out) {
  meeting m = {.q = q, .f = f, .hits = out, .left = SPR_MAX_WORD_BLOCKS, .all = (1u << f->nsought) - 1};
  *out = (spr_hits){.n = 0};
  spr_status s = make_room(&m);
  for (uint32_t i = 0; i < f->nsought && s == SPR_OK; i++) s = judge(&m, i);
  if (s == SPR_OK) s = find_drawers(&m);
  if (s == SPR_OK) s = mark_spotted(&m);
  for (uint32_t i = 0; i < f->nsought && s == SPR_OK; i++)
    if (!(m.idle >> i & 1)) s = ask_word(&m, spr_question_listed, i, take_set);
  if (s == SPR_OK) s = keep_open(&m);
  if (s == SPR_OK) s = meet(&m);
  spr_free(&q->base.alloc, m.bits, f->nsought * m.bytes);
  spr_free(&q->base.alloc, m.v, m.cap * sizeof *m.v);
  spr_free(&q->base.alloc, m.cases, m.room * sizeof *m.cases);
  return s;
}

/* -- other parts of a filter ----------------------------------------------------------------------------- */
/* How many were read; one more than `most` where there are more. */
static uint32_t read_numbers(spr_query *numbers, uint32_t most, uint64_t blocks, uint8_t *bits) {
  uint32_t n = 0;
  for (; n <= most && spr_query_row(numbers); n++) {
    uint64_t number = spr_column_u64(numbers, 0);
    if (spr_block_of(number) < blocks) bits[number / 8] |= (uint8_t)(1u << number % 8);
  }
  return n;
}

/* Where every case of a drawer was a hit, those of the numbers may be: then the words are asked of each. */
static void narrow_to(spr_sqlite *q, spr_hits *h, uint8_t *bits) {
  size_t bytes = h->blocks * SPR_BLOCK_BYTES;
  h->n = 0;
  for (size_t at = 0; at < bytes; at += sizeof(uint64_t)) {
    uint64_t one, other = UINT64_MAX;
    memcpy(&one, bits + at, sizeof one);
    if (h->bits && !h->nopen) memcpy(&other, h->bits + at, sizeof other);
    one &= other;
    memcpy(bits + at, &one, sizeof one);
    h->n += (uint64_t)__builtin_popcountll(one);
  }
  if (h->bits) spr_free(&q->base.alloc, h->bits, bytes);
  h->bits = bits;
  h->nopen = 0;
}

spr_status spr_hits_narrow(spr_sqlite *q, spr_query *numbers, uint32_t most, spr_hits *h, bool *narrowed) {
  uint64_t last;
  *narrowed = false;
  spr_status s = h->bits ? SPR_OK : spr_sqlite_last_number(&q->base, &last);
  if (s != SPR_OK) return s;
  if (!h->bits) h->blocks = spr_block_of(last) + 1;
  size_t bytes = h->blocks * SPR_BLOCK_BYTES;
  uint8_t *bits = spr_realloc(&q->base.alloc, NULL, 0, bytes);
  if (!bits) return SPR_ENOMEM;
  memset(bits, 0, bytes);
  *narrowed = read_numbers(numbers, most, h->blocks, bits) <= most;
  if (*narrowed)
    narrow_to(q, h, bits);
  else
    spr_free(&q->base.alloc, bits, bytes);
  return SPR_OK;
}

void spr_hits_release(spr_sqlite *q, spr_hits *h) {
  if (h->bits) spr_free(&q->base.alloc, h->bits, h->blocks * SPR_BLOCK_BYTES);
  spr_free(&q->base.alloc, h->open, h->cap * sizeof *h->open);
  *h = (spr_hits){.n = 0};
}

bool spr_hits_open(const spr_hits *h, uint64_t drawer) {
  uint32_t from = 0, to = h->nopen;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (h->open[middle] < drawer)
      from = middle + 1;
    else
      to = middle;
  }
  return from < h->nopen && h->open[from] == drawer;
}

bool spr_hits_has(const spr_hits *h, uint64_t number) {
  return spr_block_of(number) < h->blocks && h->bits[number / 8] >> number % 8 & 1;
}

/* Most of the bits are none. */
static bool none_of_64(const spr_hits *h, uint64_t at) {
  uint64_t word;
  memcpy(&word, h->bits + at / 8, sizeof word);
  return word == 0;
}

uint64_t spr_hits_next(const spr_hits *h, uint64_t after) {
  uint64_t end = h->blocks * SPR_BLOCK_NUMBERS;
  for (uint64_t at = after + 1; at < end; at++) {
    if (at % 64 == 0 && none_of_64(h, at))
      at += 63;
    else if (spr_hits_has(h, at))
      return at;
  }
  return 0;
}
