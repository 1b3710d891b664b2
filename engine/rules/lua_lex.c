/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/lua_lex.h"

#include <stdlib.h>

static const char *const texts[] = {"the end of the text",
                                    "an error",
                                    "a name",
                                    "a string",
                                    "a number",
                                    "a number",
                                    "and",
                                    "break",
                                    "do",
                                    "else",
                                    "elseif",
                                    "end",
                                    "false",
                                    "for",
                                    "function",
                                    "goto",
                                    "if",
                                    "in",
                                    "local",
                                    "nil",
                                    "not",
                                    "or",
                                    "repeat",
                                    "return",
                                    "then",
                                    "true",
                                    "until",
                                    "while",
                                    "+",
                                    "-",
                                    "*",
                                    "/",
                                    "//",
                                    "%",
                                    "^",
                                    "#",
                                    "&",
                                    "~",
                                    "|",
                                    "<<",
                                    ">>",
                                    "..",
                                    "==",
                                    "~=",
                                    "<",
                                    "<=",
                                    ">",
                                    ">=",
                                    "=",
                                    "(",
                                    ")",
                                    "{",
                                    "}",
                                    "[",
                                    "]",
                                    "::",
                                    ";",
                                    ":",
                                    ",",
                                    ".",
                                    "..."};

const char *spr_tk_text(spr_tk k) {
  return texts[k];
}

void spr_lexer_init(spr_lexer *x, spr_arena *a, spr_str text) {
  *x = (spr_lexer){.arena = a, .p = text.p, .n = text.n};
}

static int at(const spr_lexer *x, uint32_t ahead) {
  uint32_t i = x->i + ahead;
  return i < x->n ? (unsigned char)x->p[i] : -1;
}

static bool is_digit(int c) {
  return c >= '0' && c <= '9';
}
static bool is_letter(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_space(int c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static int hex_value(int c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static void fail(spr_lexer *x, spr_token *t, uint32_t from, uint32_t to, const char *why) {
  *t = (spr_token){.kind = SPR_TK_ERROR, .from = from, .to = to < x->n ? to : x->n, .s = spr_str_of(why)};
  x->i = x->n;
}

/* At `[`: the level of a long bracket `[==[`, or -1. */
static int long_level(const spr_lexer *x) {
  uint32_t k = 1;
  while (at(x, k) == '=') k++;
  return at(x, k) == '[' ? (int)k - 1 : -1;
}

/* Reads a long bracket from its `[`; *body is what it holds. */
static bool long_text(spr_lexer *x, int level, spr_str *body) {
  x->i += (uint32_t)level + 2;
  uint32_t from = x->i;
  while (x->i < x->n) {
    if (x->p[x->i] == ']') {
      uint32_t k = 1;
      while (at(x, k) == '=') k++;
      if ((int)k - 1 == level && at(x, k) == ']') {
        *body = spr_str_n(x->p + from, x->i - from);
        x->i += k + 1;
        return true;
      }
      x->i += k;
    } else {
      x->i++;
    }
  }
  return false;
}

/* Skips blanks and comments; false for a comment that does not end. */
static bool skip_blanks(spr_lexer *x, uint32_t *comment_at) {
  for (;;) {
    while (is_space(at(x, 0))) x->i++;
    if (at(x, 0) != '-' || at(x, 1) != '-') return true;
    *comment_at = x->i;
    x->i += 2;
    int level = at(x, 0) == '[' ? long_level(x) : -1;
    if (level >= 0) {
      spr_str body;
      if (!long_text(x, level, &body)) return false;
    } else {
      while (x->i < x->n && at(x, 0) != '\n' && at(x, 0) != '\r') x->i++;
    }
  }
}

/* Lua makes every line end within a long string one line feed and drops the first. */
static spr_str long_string_value(spr_lexer *x, spr_str body) {
  char *to = spr_arena_alloc(x->arena, body.n + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < body.n; i++) {
    char c = body.p[i];
    if (c == '\n' || c == '\r') {
      char other = c == '\n' ? '\r' : '\n';
      uint32_t first = i;
      if (i + 1 < body.n && body.p[i + 1] == other) i++;
      if (first > 0) to[n++] = '\n';
    } else {
      to[n++] = c;
    }
  }
  return spr_str_n(to, n);
}

static uint32_t put_utf8(char *to, uint64_t cp) {
  if (cp < 0x80) {
    to[0] = (char)cp;
    return 1;
  }
  char tail[8];
  uint32_t n = 0;
  uint64_t first_max = 0x3f;
  do {
    tail[n++] = (char)(0x80 | (cp & 0x3f));
    cp >>= 6;
    first_max >>= 1;
  } while (cp > first_max);
  to[0] = (char)((~first_max << 1) | cp);
  for (uint32_t i = 0; i < n; i++) to[1 + i] = tail[n - 1 - i];
  return n + 1;
}

/* One escape sequence; x->i is behind the backslash. NULL, or what is wrong. */
static const char *escape(spr_lexer *x, char *to, uint32_t *n) {
  static const char plain[] = "a\ab\bf\fn\nr\rt\tv\v\\\\\"\"''";
  int c = at(x, 0);
  for (const char *e = plain; *e; e += 2) {
    if (c == e[0]) {
      to[(*n)++] = e[1];
      x->i++;
      return NULL;
    }
  }
  if (c == '\n' || c == '\r') {
    int next = at(x, 1);
    x->i += ((next == '\n' || next == '\r') && next != c) ? 2 : 1;
    to[(*n)++] = '\n';
    return NULL;
  }
  if (c == 'z') {
    x->i++;
    while (is_space(at(x, 0))) x->i++;
    return NULL;
  }
  if (c == 'x') {
    int hi = hex_value(at(x, 1)), lo = hex_value(at(x, 2));
    if (hi < 0 || lo < 0) return "\\x needs two hexadecimal digits";
    to[(*n)++] = (char)(hi * 16 + lo);
    x->i += 3;
    return NULL;
  }
  if (is_digit(c)) {
    int value = 0;
    for (int k = 0; k < 3 && is_digit(at(x, 0)); k++, x->i++) value = value * 10 + (at(x, 0) - '0');
    if (value > 255) return "a decimal escape is greater than 255";
    to[(*n)++] = (char)value;
    return NULL;
  }
  if (c == 'u') {
    uint64_t cp = 0;
    x->i += 2;
    if (at(x, -1) != '{' || hex_value(at(x, 0)) < 0) return "\\u needs hexadecimal digits in braces";
    for (; hex_value(at(x, 0)) >= 0; x->i++) {
      cp = cp * 16 + (uint64_t)hex_value(at(x, 0));
      if (cp > 0x7fffffff) return "the code in \\u{...} is too large";
    }
    if (at(x, 0) != '}') return "\\u{ lacks its closing brace";
    x->i++;
    *n += put_utf8(to + *n, cp);
    return NULL;
  }
  return "no such escape sequence";
}

static void read_string(spr_lexer *x, spr_token *t) {
  uint32_t from = x->i;
  int quote = at(x, 0);
  /* No escape is longer than what it stands for. */
  if (!x->scratch) x->scratch = spr_arena_alloc(x->arena, x->n + 1);
  char *to = x->scratch;
  uint32_t n = 0;
  x->i++;
  while (at(x, 0) != quote) {
    int c = at(x, 0);
    if (c < 0 || c == '\n' || c == '\r') {
      fail(x, t, from, x->i, "the string is not closed");
      return;
    }
    if (c != '\\') {
      to[n++] = (char)c;
      x->i++;
      continue;
    }
    uint32_t start = x->i++;
    const char *wrong = escape(x, to, &n);
    if (wrong) {
      fail(x, t, start, x->i + 1, wrong);
      return;
    }
  }
  x->i++;
  *t = (spr_token){
      .kind = SPR_TK_STRING, .from = from, .to = x->i, .s = spr_str_n(spr_arena_strdup(x->arena, to, n), n)};
}

static bool decimal_int(const char *p, uint32_t n, int64_t *out) {
  int64_t v = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (!is_digit(p[i])) return false;
    int d = p[i] - '0';
    if (v > (INT64_MAX - d) / 10) return false; /* Lua makes it a float */
    v = v * 10 + d;
  }
  *out = v;
  return true;
}

static bool hex_int(const char *p, uint32_t n, int64_t *out) {
  uint64_t v = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (hex_value(p[i]) < 0) return false;
    v = v * 16 + (uint64_t)hex_value(p[i]);
  }
  memcpy(out, &v, sizeof v);
  return n > 0;
}

static void read_number(spr_lexer *x, spr_token *t) {
  uint32_t from = x->i;
  bool hex = at(x, 0) == '0' && (at(x, 1) == 'x' || at(x, 1) == 'X');
  if (hex) x->i += 2;
  for (;;) {
    int c = at(x, 0);
    bool exponent = hex ? (c == 'p' || c == 'P') : (c == 'e' || c == 'E');
    if (exponent && (at(x, 1) == '+' || at(x, 1) == '-'))
      x->i += 2;
    else if (exponent || hex_value(c) >= 0 || c == '.' || is_letter(c))
      x->i++;
    else
      break;
  }
  uint32_t n = x->i - from;
  *t = (spr_token){.kind = SPR_TK_INT, .from = from, .to = x->i};
  if (hex ? hex_int(x->p + from + 2, n - 2, &t->i) : decimal_int(x->p + from, n, &t->i)) return;
  char *z = spr_arena_strdup(x->arena, x->p + from, n), *end;
  t->kind = SPR_TK_NUM;
  t->n = strtod(z, &end);
  if (end != z + n || z[n - 1] == 'n' || z[n - 1] == 'N') fail(x, t, from, x->i, "not a number");
}

static void read_name(spr_lexer *x, spr_token *t) {
  uint32_t from = x->i;
  while (is_letter(at(x, 0)) || is_digit(at(x, 0))) x->i++;
  spr_str s = spr_str_n(x->p + from, x->i - from);
  *t = (spr_token){.kind = SPR_TK_NAME, .from = from, .to = x->i, .s = s};
  for (spr_tk k = SPR_TK_AND; k <= SPR_TK_WHILE; k++)
    if (spr_str_is(s, texts[k])) t->kind = k;
}

static void read_sign(spr_lexer *x, spr_token *t) {
  uint32_t from = x->i, best = 0;
  for (spr_tk k = SPR_TK_ADD; k <= SPR_TK_ELLIPSIS; k++) {
    uint32_t n = (uint32_t)strlen(texts[k]);
    if (n > best && n <= x->n - from && memcmp(x->p + from, texts[k], n) == 0) {
      best = n;
      t->kind = k;
    }
  }
  if (best == 0) {
    fail(x, t, from, from + 1, "this character has no meaning in Lua");
    return;
  }
  x->i += best;
  t->from = from;
  t->to = x->i;
}

void spr_lexer_next(spr_lexer *x, spr_token *t) {
  uint32_t comment = 0;
  *t = (spr_token){.kind = SPR_TK_END};
  if (!skip_blanks(x, &comment)) {
    fail(x, t, comment, comment + 2, "the comment is not closed");
    return;
  }
  int c = at(x, 0);
  if (c < 0) {
    t->from = t->to = x->n;
  } else if (is_letter(c)) {
    read_name(x, t);
  } else if (is_digit(c) || (c == '.' && is_digit(at(x, 1)))) {
    read_number(x, t);
  } else if (c == '"' || c == '\'') {
    read_string(x, t);
  } else if (c == '[' && long_level(x) >= 0) {
    uint32_t from = x->i;
    spr_str body;
    if (!long_text(x, long_level(x), &body)) {
      fail(x, t, from, from + 2, "the long string is not closed");
      return;
    }
    *t = (spr_token){.kind = SPR_TK_STRING, .from = from, .to = x->i, .s = long_string_value(x, body)};
  } else {
    read_sign(x, t);
  }
}
