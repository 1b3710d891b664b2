/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "lang/schema_walk.h"

/* YAML takes parts of Lua for itself: ` #` begins a comment, in a flow map `,` ends a plain value. What is
 * cut off is lost in silence, so the raw line is looked at wherever an expression stands. */

/* What stands behind a scalar on its line. */
typedef struct behind {
  bool comment;  /* a comment ... */
  bool tight;    /* ... whose `#` a name or bracket follows at once, as Lua's length operator has it */
  bool flow_end; /* `,`, `]` or `}` */
  spr_span rest; /* to the end of the line */
} behind;

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static behind look_behind(const spr_sources *s, spr_span at) {
  behind b = {.rest = at};
  const spr_source *src = spr_sources_get(s, at.file);
  if (!src) return b;
  spr_str t = src->text;
  uint32_t i = at.to;
  while (i < t.n && is_blank(t.p[i])) i++;
  uint32_t end = i;
  while (end < t.n && t.p[end] != '\n' && t.p[end] != '\r') end++;
  while (end > i && is_blank(t.p[end - 1])) end--;
  b.rest = spr_span_make(at.file, i, end);
  if (i == end) return b;
  b.comment = t.p[i] == '#';
  b.tight = b.comment && i + 1 < end && (is_letter(t.p[i + 1]) || strchr("({\"'", t.p[i + 1]));
  b.flow_end = strchr(",]}", t.p[i]) != NULL;
  return b;
}

/* Are brackets and quotes of a piece of Lua closed? */
static bool is_closed(spr_str s) {
  int depth = 0;
  char quote = 0;
  for (uint32_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    if (quote) {
      if (c == '\\') i++;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (strchr("([{", c)) {
      depth++;
    } else if (strchr(")]}", c)) {
      depth--;
    }
  }
  return depth == 0 && !quote;
}

/* Does a piece of Lua end where an operand must follow? */
static bool wants_more(spr_str s) {
  if (!s.n || strchr("=<>~+-*/%^.&|,(", s.p[s.n - 1])) return true;
  uint32_t from = s.n;
  while (from > 0 && is_letter(s.p[from - 1])) from--;
  return spr_word_among(spr_str_sub(s, from, s.n), "and or not");
}

bool spr_is_formula(const spr_node *n) {
  return spr_node_is_scalar(n) && n->text.n && n->text.p[0] == '=';
}

static spr_str code_of(const spr_node *n) {
  spr_str s = spr_is_formula(n) ? spr_str_sub(n->text, 1, n->text.n) : n->text;
  return spr_str_trim(s);
}

static void report_cut(spr_walk w, spr_node *n, spr_span at, const char *what) {
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_CUT_EXPRESSION, at, "YAML ends the expression before %s", what);
  spr_diag_help(w.c->d, e, "put the whole expression in single quotes: '...'");
  n->poisoned = true;
}

static void report_empty(spr_walk w, spr_node *n, const spr_slot *slot, const behind *b) {
  spr_span at = n->at.to > n->at.from ? n->at : b->comment ? b->rest : slot->key_at;
  spr_diag *e = spr_diag_add(w.c->d, SPR_D_EMPTY_EXPRESSION, at, "the expression of `%.*s` is empty",
                             SPR_FMT(slot->key));
  if (b->comment)
    spr_diag_help(
        w.c->d, e,
        "YAML takes `#` for the beginning of a comment: put the expression in single quotes: '...'");
  else
    spr_diag_help(w.c->d, e, "write it, or remove the key");
  n->poisoned = true;
}

void spr_check_expr(spr_walk w, spr_node *n, const spr_slot *slot) {
  spr_str code = code_of(n);
  bool plain = n->style == SPR_PLAIN;
  behind b = plain ? look_behind(w.c->d->sources, n->at) : (behind){.rest = n->at};
  if (!code.n) {
    spr_span colon = spr_span_make(slot->key_at.file, slot->key_at.to, slot->key_at.to + 1);
    if (n->at.from == n->at.to && !b.comment) b = look_behind(w.c->d->sources, colon);
    report_empty(w, n, slot, &b);
    return;
  }
  spr_span whole = spr_span_make(n->at.file, n->at.from, b.rest.to);
  if (b.comment && (b.tight || wants_more(code) || !is_closed(code)))
    report_cut(w, n, whole, "`#`, which begins a comment");
  else if (b.flow_end && !is_closed(code))
    report_cut(w, n, n->at, "a comma or bracket");
}

bool spr_is_cut_rest(spr_walk w, spr_node *map, uint32_t i, bool before_is_expr) {
  spr_node *rest = map->members[i].value;
  bool bare = map->style == SPR_FLOW && spr_node_is_scalar(rest) && rest->style == SPR_PLAIN &&
              rest->at.from == rest->at.to;
  if (!bare || i == 0) return false;
  spr_node *before = map->members[i - 1].value;
  bool plain =
      spr_node_is_scalar(before) && before->style == SPR_PLAIN && (before_is_expr || spr_is_formula(before));
  if (!plain && !before->poisoned) return false;
  if (!before->poisoned)
    report_cut(w, before, spr_span_make(before->at.file, before->at.from, map->members[i].key_at.to),
               "a comma");
  rest->poisoned = true;
  return true;
}
