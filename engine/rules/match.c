/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/match.h"

#define MAX_DEPTH 200 /* as in stock Lua, so that the same patterns are too complex */
#define NONE (-1)
#define FAULT (-2)
#define ESCAPE '%'

static int64_t match(spr_matcher *m, uint32_t s, uint32_t p);

static unsigned char pat(const spr_matcher *m, uint32_t i) {
  return (unsigned char)m->pattern.p[i];
}
static unsigned char sub(const spr_matcher *m, uint32_t i) {
  return (unsigned char)m->subject.p[i];
}

static int64_t fault(spr_matcher *m, const char *why) {
  if (!m->fault) m->fault = why;
  return FAULT;
}

static bool step(spr_matcher *m) {
  if (--m->steps >= 0) return true;
  fault(m, "too much work");
  return false;
}

/* -- classes -------------------------------------------------------------------------------------------- */

static bool in(int c, int from, int to) {
  return c >= from && c <= to;
}

/* Letters as in the C locale. */
static bool in_class(int c, int class) {
  bool lower = in(c, 'a', 'z'), upper = in(c, 'A', 'Z'), digit = in(c, '0', '9'), graph = in(c, 33, 126), r;
  switch (class | 0x20) {
    case 'a': r = lower || upper; break;
    case 'c': r = c < 32 || c == 127; break;
    case 'd': r = digit; break;
    case 'g': r = graph; break;
    case 'l': r = lower; break;
    case 'p': r = graph && !lower && !upper && !digit; break;
    case 's': r = c == ' ' || in(c, 9, 13); break;
    case 'u': r = upper; break;
    case 'w': r = lower || upper || digit; break;
    case 'x': r = digit || in(c | 0x20, 'a', 'f'); break;
    case 'z': r = c == 0; break;
    default: return class == c;
  }
  return (class & 0x20) ? r : !r;
}

static bool is_class_letter(int c) {
  return in(c | 0x20, 'a', 'z');
}

static bool escaped(int c, int class) {
  return is_class_letter(class) ? in_class(c, class) : class == c;
}

/* The end of the single-character item that begins at p; 0 on a fault. */
static uint32_t item_end(spr_matcher *m, uint32_t p) {
  uint32_t n = m->pattern.n;
  unsigned char c = pat(m, p++);
  if (c == ESCAPE) {
    if (p < n) return p + 1;
    fault(m, "the pattern ends with '%'");
    return 0;
  }
  if (c != '[') return p;
  if (p < n && pat(m, p) == '^') p++;
  do { /* a ']' in the first place stands for itself */
    if (p == n) break;
    c = pat(m, p++);
    if (c == ESCAPE && p < n) p++; /* skips an escaped ']' too */
  } while (p >= n || pat(m, p) != ']');
  if (p < n) return p + 1;
  fault(m, "the pattern lacks a ']'");
  return 0;
}

/* The set from `[` at p to `]` at end. */
static bool in_set(spr_matcher *m, int c, uint32_t p, uint32_t end) {
  bool wanted = true;
  if (pat(m, p + 1) == '^') {
    wanted = false;
    p++;
  }
  while (++p < end) {
    if (pat(m, p) == ESCAPE) {
      p++;
      if (escaped(c, pat(m, p))) return wanted;
    } else if (pat(m, p + 1) == '-' && p + 2 < end) {
      p += 2;
      if (in(c, pat(m, p - 2), pat(m, p))) return wanted;
    } else if (pat(m, p) == c) {
      return wanted;
    }
  }
  return !wanted;
}

/* Does the item p..end fit the character at s? */
static bool fits(spr_matcher *m, uint32_t s, uint32_t p, uint32_t end) {
  if (s >= m->subject.n) return false;
  int c = sub(m, s);
  switch (pat(m, p)) {
    case '.': return true;
    case ESCAPE: return escaped(c, pat(m, p + 1));
    case '[': m->steps -= (end - p) / 8; return in_set(m, c, p, end - 1);
    default: return pat(m, p) == c;
  }
}

/* -- captures ------------------------------------------------------------------------------------------- */

static int64_t open_capture(spr_matcher *m, uint32_t s, uint32_t p, int64_t what) {
  if (m->ncaptures >= SPR_MATCH_CAPTURES) return fault(m, "the pattern has too many captures");
  m->captures[m->ncaptures].from = s;
  m->captures[m->ncaptures].n = what;
  m->ncaptures++;
  int64_t end = match(m, s, p);
  if (end < 0) m->ncaptures--;
  return end;
}

static int64_t close_capture(spr_matcher *m, uint32_t s, uint32_t p) {
  int32_t i = m->ncaptures - 1;
  while (i >= 0 && m->captures[i].n != SPR_MATCH_OPEN) i--;
  if (i < 0) return fault(m, "the pattern closes a capture that is not open");
  m->captures[i].n = (int64_t)s - m->captures[i].from;
  int64_t end = match(m, s, p);
  if (end < 0) m->captures[i].n = SPR_MATCH_OPEN;
  return end;
}

/* %1 .. %9: the end of the same text again, or NONE. */
static int64_t same_again(spr_matcher *m, uint32_t s, int digit) {
  int32_t i = digit - '1';
  if (i < 0 || i >= m->ncaptures || m->captures[i].n == SPR_MATCH_OPEN)
    return fault(m, "the pattern names a capture that does not exist");
  int64_t n = m->captures[i].n;
  if (n == SPR_MATCH_POSITION) return NONE; /* stock Lua compares with a length that never fits */
  m->steps -= n / 16;
  if ((int64_t)(m->subject.n - s) < n ||
      memcmp(m->subject.p + m->captures[i].from, m->subject.p + s, (size_t)n) != 0)
    return NONE;
  return (int64_t)s + n;
}

/* -- %b and %f ------------------------------------------------------------------------------------------ */

static int64_t balanced(spr_matcher *m, uint32_t s, uint32_t p) {
  if (p + 1 >= m->pattern.n) return fault(m, "'%b' of the pattern lacks its two characters");
  unsigned char open = pat(m, p), close = pat(m, p + 1);
  uint32_t level = 1;
  if (s >= m->subject.n || sub(m, s) != open) return NONE;
  for (uint32_t i = s + 1; i < m->subject.n; i++) {
    if (!step(m)) return FAULT;
    if (sub(m, i) == close) {
      if (--level == 0) return (int64_t)i + 1;
    } else if (sub(m, i) == open) {
      level++;
    }
  }
  return NONE;
}

/* true and *p behind the set, where the frontier is at s. */
static bool frontier(spr_matcher *m, uint32_t s, uint32_t *p) {
  if (*p >= m->pattern.n || pat(m, *p) != '[') {
    fault(m, "'%f' of the pattern lacks its '['");
    return false;
  }
  uint32_t end = item_end(m, *p);
  if (end == 0) return false;
  int before = s == 0 ? 0 : sub(m, s - 1), here = s < m->subject.n ? sub(m, s) : 0;
  bool at = !in_set(m, before, *p, end - 1) && in_set(m, here, *p, end - 1);
  *p = end;
  return at;
}

/* -- repetitions ---------------------------------------------------------------------------------------- */

static int64_t as_many(spr_matcher *m, uint32_t s, uint32_t p, uint32_t end) {
  uint32_t i = 0;
  while (fits(m, s + i, p, end)) {
    i++;
    if (!step(m)) return FAULT;
  }
  for (;; i--) {
    int64_t r = match(m, s + i, end + 1);
    if (r != NONE || i == 0) return r;
  }
}

static int64_t as_few(spr_matcher *m, uint32_t s, uint32_t p, uint32_t end) {
  for (;; s++) {
    int64_t r = match(m, s, end + 1);
    if (r != NONE) return r;
    if (!fits(m, s, p, end)) return NONE;
    if (!step(m)) return FAULT;
  }
}

/* -- the pattern from p on at s ------------------------------------------------------------------------- */

/* What begins with '%' and is no single character: true and the result in *r, or where to go on in *s and *p.
 */
static bool special(spr_matcher *m, uint32_t *s, uint32_t *p, int64_t *r, bool *again) {
  unsigned char c = *p + 1 < m->pattern.n ? pat(m, *p + 1) : 0;
  *again = false;
  if (c == 'b') {
    *r = balanced(m, *s, *p + 2);
    if (*r < 0) return true;
    *s = (uint32_t)*r;
    *p += 4;
    *again = true;
    return true;
  }
  if (c == 'f') {
    *p += 2;
    *again = frontier(m, *s, p);
    *r = m->fault ? FAULT : NONE;
    return true;
  }
  if (in(c, '0', '9')) {
    *r = same_again(m, *s, c);
    if (*r < 0) return true;
    *s = (uint32_t)*r;
    *p += 2;
    *again = true;
    return true;
  }
  return false;
}

static int64_t go(spr_matcher *m, uint32_t s, uint32_t p) {
  for (;;) {
    if (!step(m)) return FAULT;
    if (p == m->pattern.n) return s;
    unsigned char c = pat(m, p);
    if (c == '(') {
      bool position = p + 1 < m->pattern.n && pat(m, p + 1) == ')';
      return position ? open_capture(m, s, p + 2, SPR_MATCH_POSITION)
                      : open_capture(m, s, p + 1, SPR_MATCH_OPEN);
    }
    if (c == ')') return close_capture(m, s, p + 1);
    if (c == '$' && p + 1 == m->pattern.n) return s == m->subject.n ? (int64_t)s : NONE;
    int64_t r;
    bool again;
    if (c == ESCAPE && special(m, &s, &p, &r, &again)) {
      if (!again) return r;
      continue;
    }
    uint32_t end = item_end(m, p);
    if (end == 0) return FAULT;
    unsigned char suffix = end < m->pattern.n ? pat(m, end) : 0;
    bool fit = fits(m, s, p, end);
    if (!fit && (suffix == '*' || suffix == '-' || suffix == '?')) {
      p = end + 1;
      continue;
    }
    if (suffix == '*') return as_many(m, s, p, end);
    if (suffix == '-') return as_few(m, s, p, end);
    if (!fit) return NONE;
    if (suffix == '+') return as_many(m, s + 1, p, end);
    if (suffix == '?') {
      r = match(m, s + 1, end + 1);
      if (r != NONE) return r;
      p = end + 1;
      continue;
    }
    s++;
    p = end;
  }
}

static int64_t match(spr_matcher *m, uint32_t s, uint32_t p) {
  if (m->fault) return FAULT;
  if (m->depth >= MAX_DEPTH) return fault(m, "the pattern is too complex");
  m->depth++;
  int64_t r = go(m, s, p);
  m->depth--;
  return r;
}

void spr_match_init(spr_matcher *m, spr_str subject, spr_str pattern, int64_t steps) {
  m->subject = subject;
  m->pattern = pattern;
  m->steps = steps;
  m->depth = 0;
  m->fault = NULL;
  m->ncaptures = 0;
}

int64_t spr_match_at(spr_matcher *m, uint32_t from) {
  m->ncaptures = 0;
  m->depth = 0;
  return match(m, from, 0);
}

bool spr_has_magic(spr_str p) {
  for (uint32_t i = 0; i < p.n; i++)
    if (memchr("^$*+?.([%-", p.p[i], 10)) return true;
  return false;
}

int64_t spr_find_plain(spr_str subject, spr_str text, uint32_t from) {
  if (text.n == 0) return from;
  while (text.n <= subject.n - from) {
    const char *at = memchr(subject.p + from, text.p[0], subject.n - from - text.n + 1);
    if (!at) return -1;
    from = (uint32_t)(at - subject.p);
    if (memcmp(at, text.p, text.n) == 0) return from;
    from++;
  }
  return -1;
}
