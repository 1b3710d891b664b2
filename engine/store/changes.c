/* SPDX-License-Identifier: Apache-2.0 */
#include "store/changes.h"

#include "base/limits.h"
#include "base/pack.h"

enum { NAME = 1, TEXT = 2, TEXT2 = 4, LIST = 8, N = 16, M = 32, AT = 64, FLAG = 128, WAS = 256 };

/* The members that each kind has. */
static const uint16_t members[] = {
    [SPR_CHANGE_OPENED] = NAME | TEXT | TEXT2,
    [SPR_CHANGE_ENDED] = TEXT,
    [SPR_CHANGE_REOPENED] = 0,
    [SPR_CHANGE_PENDING] = AT,
    [SPR_CHANGE_TASK] = NAME | TEXT | TEXT2 | LIST | AT | FLAG,
    [SPR_CHANGE_TASK_GONE] = NAME,
    [SPR_CHANGE_DEADLINE] = NAME | N | AT | WAS | FLAG,
    [SPR_CHANGE_DEADLINE_GONE] = N,
    [SPR_CHANGE_PLACES] = NAME | N,
    [SPR_CHANGE_LINK] = NAME | TEXT,
    [SPR_CHANGE_MESSAGE] = NAME | TEXT | TEXT2 | N | M | FLAG,
    [SPR_CHANGE_CONSUMED] = TEXT | N | M,
    [SPR_CHANGE_NOTICE] = NAME | N,
    [SPR_CHANGE_INCIDENT] = NAME | TEXT | N | M | AT,
    [SPR_CHANGE_INCIDENT_GONE] = N,
    [SPR_CHANGE_ERASED] = 0,
    [SPR_CHANGE_LATER] = TEXT | N | M | AT,
    [SPR_CHANGE_HOLD] = FLAG,
    [SPR_CHANGE_FELL_DUE] = NAME,
    [SPR_CHANGE_SEEN] = LIST,
};
#define KINDS (sizeof members / sizeof *members)
#define FLAG_BIT 0x80u

/* "None" is the least of all instants, whose zigzag is the greatest number: one more is 0. */
static uint64_t instant_up(spr_instant at) {
  uint64_t twice = (uint64_t)at << 1;
  return (at < 0 ? ~twice : twice) + 1;
}

static spr_instant instant_down(uint64_t n) {
  if (n == 0) return SPR_NO_INSTANT;
  int64_t half = (int64_t)((n - 1) >> 1);
  return (n - 1) & 1 ? -half - 1 : half;
}

static uint32_t most_words(spr_change_kind kind) {
  return kind == SPR_CHANGE_SEEN ? SPR_MAX_SEEN_BY : SPR_MAX_TASK_HANDS;
}

static bool in_bounds(const spr_change *c, uint16_t has) {
  if (c->name.n > SPR_MAX_STORED_TEXT || c->text.n > SPR_MAX_STORED_TEXT || c->text2.n > SPR_MAX_STORED_TEXT)
    return false;
  if (!(has & LIST)) return true;
  if (c->nlist > most_words(c->kind)) return false;
  for (uint32_t i = 0; i < c->nlist; i++)
    if (c->list[i].n > SPR_MAX_STORED_TEXT) return false;
  return true;
}

static void pack(spr_buf *out, const spr_change *c, uint16_t has) {
  spr_buf_char(out, (char)(unsigned char)((unsigned)c->kind | (has & FLAG && c->flag ? FLAG_BIT : 0)));
  if (has & NAME) spr_pack_str(out, c->name);
  if (has & TEXT) spr_pack_str(out, c->text);
  if (has & TEXT2) spr_pack_str(out, c->text2);
  if (has & LIST) {
    spr_pack_u64(out, c->nlist);
    for (uint32_t i = 0; i < c->nlist; i++) spr_pack_str(out, c->list[i]);
  }
  if (has & N) spr_pack_u64(out, c->n);
  if (has & M) spr_pack_u64(out, c->m);
  if (has & AT) spr_pack_u64(out, instant_up(c->at));
  if (has & WAS) spr_pack_u64(out, instant_up(c->was));
}

spr_status spr_changes_pack(spr_buf *out, const spr_change *v, uint32_t n) {
  if (n > SPR_MAX_CHANGES) return SPR_ELIMIT;
  size_t start = out->n;
  for (uint32_t i = 0; i < n; i++) {
    if (v[i].kind < 1 || (size_t)v[i].kind >= KINDS) return SPR_EINVAL;
    uint16_t has = members[v[i].kind];
    if (!in_bounds(&v[i], has)) return SPR_ELIMIT;
    pack(out, &v[i], has);
    if (out->n - start > SPR_MAX_CHANGES_BYTES) return SPR_ELIMIT;
  }
  return out->failed ? SPR_ENOMEM : SPR_OK;
}

static spr_str unpack_text(spr_unpack *u) {
  spr_str s = spr_unpack_str(u);
  if (s.n > SPR_MAX_STORED_TEXT) u->failed = true;
  return s;
}

static bool unpack_words(spr_change_list *l, spr_unpack *u, spr_change *c) {
  c->nlist = (uint32_t)spr_unpack_max(u, most_words(c->kind));
  for (uint32_t i = 0; i < c->nlist && !u->failed; i++) {
    spr_str *words = spr_grow(&l->alloc, l->words, l->nwords, &l->words_cap, sizeof *words);
    if (!words) return false;
    l->words = words;
    l->words[l->nwords++] = unpack_text(u);
  }
  return true;
}

/* False where memory ran out. */
static bool unpack(spr_change_list *l, spr_unpack *u, spr_change *c) {
  unsigned byte = (unsigned char)u->in.p[u->at++], kind = byte & ~FLAG_BIT;
  *c = (spr_change){.flag = byte & FLAG_BIT};
  uint16_t has = kind > 0 && kind < KINDS ? members[kind] : 0;
  if (kind == 0 || kind >= KINDS || (c->flag && !(has & FLAG))) {
    u->failed = true;
    return true;
  }
  c->kind = (spr_change_kind)kind;
  if (has & NAME) c->name = unpack_text(u);
  if (has & TEXT) c->text = unpack_text(u);
  if (has & TEXT2) c->text2 = unpack_text(u);
  if (has & LIST && !unpack_words(l, u, c)) return false;
  if (has & N) c->n = spr_unpack_u64(u);
  if (has & M) c->m = spr_unpack_u64(u);
  if (has & AT) c->at = instant_down(spr_unpack_u64(u));
  if (has & WAS) c->was = instant_down(spr_unpack_u64(u));
  return true;
}

spr_status spr_changes_unpack(spr_change_list *l, spr_str bytes) {
  l->n = l->nwords = 0;
  if (bytes.n > SPR_MAX_CHANGES_BYTES) return SPR_ECORRUPT;
  spr_unpack u = spr_unpack_begin(bytes);
  while (!spr_unpack_done(&u)) {
    if (l->n == SPR_MAX_CHANGES) return SPR_ECORRUPT;
    spr_change *v = spr_grow(&l->alloc, l->v, l->n, &l->cap, sizeof *v);
    if (!v) return SPR_ENOMEM;
    l->v = v;
    if (!unpack(l, &u, &l->v[l->n])) return SPR_ENOMEM;
    if (u.failed) return SPR_ECORRUPT;
    l->n++;
  }
  /* Only now does the array of words stay where it is. */
  uint32_t word = 0;
  for (uint32_t i = 0; i < l->n; i++) {
    if (l->v[i].nlist > 0) l->v[i].list = l->words + word;
    word += l->v[i].nlist;
  }
  return SPR_OK;
}

void spr_changes_release(spr_change_list *l) {
  spr_free(&l->alloc, l->v, l->cap * sizeof *l->v);
  spr_free(&l->alloc, l->words, l->words_cap * sizeof *l->words);
  *l = (spr_change_list){.alloc = l->alloc};
}
