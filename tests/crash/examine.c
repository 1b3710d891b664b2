/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#define DAY (86400LL * 1000)

/* -- is the record true to itself? --------------------------------------------------------------------------
 */
static void on_found(void *ud, const char *what, spr_str id, uint64_t seq, uint64_t pos) {
  const place *p = ud;
  fprintf(stderr, "crash: %s: %s: case %.*s, entry %llu, position %llu\n", p->folder, what, SPR_FMT(id),
          (unsigned long long)seq, (unsigned long long)pos);
}

static spr_status verify(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  spr_verify_report r;
  spr_verify_options o = {.rebuild = true, .decide = true, .found = on_found, .ud = ud};
  const place *p = ud;
  (void)now;
  spr_status st = spr_verify(desk, store, &o, &r);
  CHECK(st == SPR_OK, "%s: verify: %s", p->folder, spr_status_text(st));
  CHECK(r.faults == 0, "%s: %llu faults", p->folder, (unsigned long long)r.faults);
  uint64_t gone;
  CHECK(spr_store_erased(store, &gone) == SPR_OK, "%s: how many are erased?", p->folder);
  CHECK(r.other_semantics == 0 && r.snapshots + gone == r.cases, "%s: entries were passed over", p->folder);
  return st;
}

/* -- what the journal says ----------------------------------------------------------------------------------
 */
/* Of one case, by its entries in order. */
typedef struct history {
  uint64_t seq;
  bool waits; /* its timer runs */
  uint32_t spawned, heard;
} history;

typedef struct scan {
  const place *p;
  tally *t;
  history *cases;
  size_t ncases;
  uint64_t pos, timers, spawned, children;
} scan;

static history *history_of(scan *s, uint64_t number) {
  if (number >= s->ncases) {
    size_t n = (size_t)number * 2 + 1024;
    s->cases = realloc(s->cases, n * sizeof *s->cases);
    CHECK(s->cases, "no memory");
    memset(s->cases + s->ncases, 0, (n - s->ncases) * sizeof *s->cases);
    s->ncases = n;
  }
  return &s->cases[number];
}

static void follow_timer(scan *s, history *h, const spr_entry_row *e) {
  if (e->kind == SPR_JOURNAL_EVENT && spr_str_is(e->event, "wait")) {
    CHECK(!h->waits, "%.*s/%llu: waits twice", SPR_FMT(e->id), (unsigned long long)e->seq);
    h->waits = true;
  } else if (e->kind == SPR_JOURNAL_EVENT && spr_str_is(e->event, "cancel")) {
    h->waits = false;
  } else if (e->kind == SPR_JOURNAL_DUE && !spr_str_is(e->configuration, "ended")) {
    CHECK(h->waits, "%.*s/%llu: a timer fired that did not run, or twice", SPR_FMT(e->id),
          (unsigned long long)e->seq);
    h->waits = false;
    s->timers++;
  }
}

static void follow_links(scan *s, history *h, const spr_entry_row *e) {
  bool spawn = e->kind == SPR_JOURNAL_EVENT && spr_str_is(e->event, "spawn");
  h->spawned += spawn;
  s->spawned += spawn;
  s->children += e->kind == SPR_JOURNAL_OPENED && e->actor.n == 0;
  h->heard += spr_str_is(e->event, "done.case.kid");
}

static bool on_entry(void *ud, const spr_entry_row *e) {
  scan *s = ud;
  history *h = history_of(s, e->number);
  CHECK(e->pos == s->pos + 1, "%s: position %llu after %llu", s->p->folder, (unsigned long long)e->pos,
        (unsigned long long)s->pos);
  CHECK(e->seq == h->seq + 1, "%.*s: entry %llu after %llu", SPR_FMT(e->id), (unsigned long long)e->seq,
        (unsigned long long)h->seq);
  s->pos = e->pos;
  h->seq = e->seq;
  follow_timer(s, h, e);
  follow_links(s, h, e);
  told *t = tally_find(s->t, e->actor.p, e->actor.n);
  if (!t) return true;
  t->seen++;
  t->seq = e->seq;
  memcpy(t->id, e->id.p, e->id.n < sizeof t->id ? e->id.n : sizeof t->id - 1);
  return true;
}

static spr_status read_all(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  scan *s = ud;
  (void)desk;
  (void)now;
  return spr_store_journal(store, 1, on_entry, s);
}

typedef void (*tally_fn)(place *p, const char *key, told *t, examined *out);

static void each_told(place *p, tally *t, uint32_t from, uint32_t to, tally_fn fn, examined *out) {
  char key[KEY_BYTES];
  for (uint32_t r = from; r <= to; r++)
    for (uint32_t i = 0; i < PROGRAMS; i++)
      for (uint32_t k = 0; k < THREADS; k++)
        for (uint32_t n = 0; n < t->n[r][i][k]; n++) {
          request_key(key, r, i, k, n + 1);
          fn(p, key, &t->v[r][i][k][n], out);
        }
}

static void forget_seen(place *p, const char *key, told *t, examined *out) {
  (void)p;
  (void)key;
  (void)out;
  t->seen = 0;
}

static void check_told(place *p, const char *key, told *t, examined *out) {
  CHECK(t->seen <= 1, "%s: %s is there %u times", p->folder, key, t->seen);
  if (t->r.stage == RECORD_REFUSED) CHECK(t->seen == 0, "%s: %s was refused, and is there", p->folder, key);
  if (t->r.stage != RECORD_DONE) return;
  CHECK(t->seen == 1, "%s: %s was answered, and is lost", p->folder, key);
  CHECK(t->seq == t->r.seq && strcmp(t->id, t->r.id) == 0, "%s: %s stands elsewhere than was answered",
        p->folder, key);
  out->answered++;
}

static void read_journal(place *p, tally *t, uint32_t round, bool last, examined *out) {
  scan s = {.p = p, .t = t};
  each_told(p, t, 0, round, forget_seen, out);
  CHECK(spr_engine_inspect(p->engine, read_all, &s) == SPR_OK, "%s: the journal cannot be read", p->folder);
  out->answered = 0;
  each_told(p, t, 0, round, check_told, out);
  out->entries = s.pos;
  out->timers = s.timers;
  CHECK(s.children <= s.spawned, "%s: more cases were opened than were asked for", p->folder);
  for (size_t i = 0; i < s.ncases && last; i++) {
    CHECK(!s.cases[i].waits, "%s: a timer of case %u never fired", p->folder, (unsigned)i);
    CHECK(s.cases[i].heard == s.cases[i].spawned, "%s: case %u opened %u and heard of %u", p->folder,
          (unsigned)i, s.cases[i].spawned, s.cases[i].heard);
  }
  if (last) CHECK(s.children == s.spawned, "%s: a case was not opened", p->folder);
  free(s.cases);
}

/* -- the same again -----------------------------------------------------------------------------------------
 */
/* What was answered is answered alike; what was not, happens now if it has not happened, and not again if it
 * has. */
static void ask_again(place *p, const char *key, told *t, examined *out) {
  spr_engine_reply reply;
  /* Refused requests may be taken by now: they were not done. */
  if (t->r.stage == RECORD_REFUSED) return;
  bool there = t->seen == 1;
  spr_status st = request_ask(p, key, (crash_ask)t->r.ask, t->r.ask == ASK_OPEN ? "" : t->r.id, &reply);
  CHECK(st == SPR_OK, "%s: %s again: %s", p->folder, key, spr_status_text(st));
  const spr_told *now = &reply.told;
  CHECK(now->again == there, "%s: %s: %s", p->folder, key,
        there ? "happened once more" : "had no effect and an answer");
  if (there)
    CHECK(now->kind == SPR_TOLD_DONE && now->seq == t->seq && strcmp(now->id, t->id) == 0,
          "%s: %s is answered otherwise", p->folder, key);
  t->r.stage = now->kind == SPR_TOLD_DONE ? RECORD_DONE : RECORD_REFUSED;
  t->r.seq = now->seq;
  memcpy(t->r.id, now->id, sizeof t->r.id);
  out->again++;
  spr_engine_reply_release(&reply);
}

/* -- backups ------------------------------------------------------------------------------------------------
 */
typedef struct end_of {
  uint64_t pos;
  spr_hash hash;
} end_of;

static bool on_end(void *ud, const spr_entry_row *e) {
  end_of *x = ud;
  x->hash = e->hash;
  return false;
}

static spr_status read_end(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  end_of *x = ud;
  (void)desk;
  (void)now;
  return spr_store_journal(store, x->pos, on_end, x);
}

/* A backup made under load is a beginning of the journal. */
static void check_backup(place *p, const char *path) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_store *s;
  spr_store_options o = {.alloc = &spr_alloc_default, .path = path, .mode = SPR_STORE_READ, .busy_ms = 1000};
  end_of copy = {0};
  CHECK(spr_store_open(&o, &s, why) == SPR_OK, "%s: %s", path, why);
  CHECK(spr_store_stable_pos(s, &copy.pos) == SPR_OK, "%s has no end", path);
  end_of here = {.pos = copy.pos};
  if (copy.pos) {
    CHECK(read_end(&copy, NULL, s, 0) == SPR_OK && spr_engine_inspect(p->engine, read_end, &here) == SPR_OK,
          "%s: no end", path);
    CHECK(memcmp(&copy.hash, &here.hash, sizeof copy.hash) == 0, "%s is no beginning of the journal", path);
  }
  spr_store_close(s);
}

static void check_backups(place *p, uint32_t rounds) {
  char path[400];
  bool restored = false;
  DIR *d = opendir(p->folder);
  CHECK(d, "cannot read %s", p->folder);
  for (struct dirent *e = readdir(d); e; e = readdir(d)) {
    if (strncmp(e->d_name, "backup.", 7) != 0) continue;
    snprintf(path, sizeof path, "%s/%s", p->folder, e->d_name);
    /* Its own logs, and copies that were not finished, have another ending. */
    if (strspn(e->d_name + 7, "0123456789.") == strlen(e->d_name + 7)) {
      check_backup(p, path);
      if (!restored) house_restore(p, path, rounds);
      restored = true;
    }
    unlink(path);
  }
  closedir(d);
}

/* -- everything ---------------------------------------------------------------------------------------------
 */
static spr_status count_left(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_counts(store, ud);
}

static void let_time_pass(place *p, tally *t, uint32_t round, examined *out) {
  uint64_t fired;
  spr_store_count n;
  p->ahead += DAY;
  spr_status st = spr_engine_tick(p->engine, SPR_NO_INSTANT, SPR_STR(""), &fired, NULL);
  CHECK(st == SPR_OK, "%s: tick: %s", p->folder, spr_status_text(st));
  CHECK(spr_engine_inspect(p->engine, count_left, &n) == SPR_OK, "%s: counts", p->folder);
  CHECK(n.messages == 0 && n.incidents == 0, "%s: %llu messages and %llu incidents are left", p->folder,
        (unsigned long long)n.messages, (unsigned long long)n.incidents);
  read_journal(p, t, round, true, out);
  CHECK(spr_engine_inspect(p->engine, verify, p) == SPR_OK, "%s: verify", p->folder);
}

void examine(place *p, tally *t, uint32_t round, bool last, examined *out) {
  place_start(p, false);
  CHECK(spr_engine_inspect(p->engine, verify, p) == SPR_OK, "%s: verify", p->folder);
  tally_read(t, p, round);
  read_journal(p, t, round, false, out);
  each_told(p, t, last ? 0 : round, round, ask_again, out);
  out->erased = house_examine(p, p->engine, round + 1);
  check_backups(p, round + 1);
  if (last) let_time_pass(p, t, round, out);
  place_stop(p);
}
