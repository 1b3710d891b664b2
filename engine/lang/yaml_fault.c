/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/yaml_fault.h"

/* -- tabs ----------------------------------------------------------------------------------------------- */

static uint32_t line_start(spr_str t, uint32_t i) {
  while (i > 0 && t.p[i - 1] != '\n') i--;
  return i;
}

static uint32_t line_end(spr_str t, uint32_t i) {
  while (i < t.n && t.p[i] != '\n' && t.p[i] != '\r') i++;
  return i;
}

bool spr_yaml_tab_before(spr_str text, uint32_t at, uint32_t *tab) {
  for (uint32_t i = line_start(text, at); i < at && (text.p[i] == ' ' || text.p[i] == '\t'); i++)
    if (text.p[i] == '\t') {
      *tab = i;
      return true;
    }
  return false;
}

void spr_yaml_report_tab(spr_diags *d, uint32_t file, uint32_t tab) {
  spr_diag *e = spr_diag_add(d, SPR_D_YAML_TAB, spr_span_make(file, tab, tab + 1),
                             "a tab stands where YAML wants spaces");
  spr_diag_help(d, e, "indent with spaces");
}

/* -- what is behind a value ----------------------------------------------------------------------------- */

static bool quoted(const spr_node *n) {
  return n->style == SPR_SINGLE_QUOTED || n->style == SPR_DOUBLE_QUOTED;
}

/* A value that YAML ended while its line goes on: `"a" == b`, or `{when: list[1]}`. */
static bool report_rest(spr_diags *d, const spr_yaml_fault *f, spr_str text) {
  const spr_node *n = f->last;
  if (!n || !f->last_key.n || f->at < n->at.to || f->at >= text.n) return false;
  spr_str gap = spr_str_sub(text, n->at.to, f->at);
  for (uint32_t i = 0; i < gap.n; i++)
    if (gap.p[i] != ' ' && gap.p[i] != '\t') return false;
  bool bracket = strchr("[]{", text.p[f->at]) != NULL;
  if (!quoted(n) && !bracket) return false;
  uint32_t end = quoted(n) ? line_end(text, f->at) : f->at + 1;
  bool flow = f->context && strstr(f->context, "flow");
  for (uint32_t i = f->at + 1; flow && i < end; i++)
    if (strchr(",]}", text.p[i])) end = i;
  spr_str rest = spr_str_trim(spr_str_sub(text, f->at, end));
  spr_span whole = spr_span_make(f->file, n->at.from, f->at + rest.n);
  spr_diag *e = spr_diag_add(d, SPR_D_CUT_EXPRESSION, whole, "YAML ends the value of `%.*s` before `%.*s`",
                             SPR_FMT(f->last_key), SPR_FMT(rest));
  spr_diag_help(d, e, "put the whole value in single quotes: '...'");
  return true;
}

static bool is_code_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("_({\"'", c) != NULL;
}

/* A comment that has swallowed the end of a map or list: `{when: n > #case.children, to: x}`. */
static bool report_swallowed(spr_diags *d, const spr_yaml_fault *f, spr_str text) {
  for (uint32_t i = f->last ? f->last->at.to : 0; i + 2 < text.n && i < f->at; i++) {
    bool comment = (text.p[i] == ' ' || text.p[i] == '\t') && text.p[i + 1] == '#';
    if (!comment) continue;
    uint32_t end = line_end(text, i);
    spr_str rest = spr_str_sub(text, i + 1, end);
    bool closes = memchr(rest.p, '}', rest.n) || memchr(rest.p, ']', rest.n);
    if (is_code_start(text.p[i + 2]) && closes) {
      spr_diag *e = spr_diag_add(d, SPR_D_CUT_EXPRESSION, spr_span_make(f->file, i + 1, end),
                                 "YAML takes all from this `#` on for a comment");
      spr_diag_help(d, e, "put the whole expression in single quotes: '...'");
      return true;
    }
    i = end;
  }
  return false;
}

/* -- libyaml's own words -------------------------------------------------------------------------------- */

typedef enum place { AT_PROBLEM, AT_CONTEXT } place;

typedef struct sentence {
  const char *context; /* part of libyaml's context; NULL: any */
  const char *problem; /* part of libyaml's problem; NULL: any */
  bool at_end;         /* only where the file ends there */
  spr_code code;
  place place;
  uint32_t width; /* of the token; 0: to the end of the word */
  const char *message, *help;
} sentence;

/* The first that fits is taken. */
static const sentence sentences[] = {
    {"alias", NULL, false, SPR_D_YAML_ALIAS, AT_CONTEXT, 1, "a plain value cannot begin with `*`",
     "put it in quotes: \"*\""},
    {"anchor", NULL, false, SPR_D_YAML_ALIAS, AT_CONTEXT, 1, "a plain value cannot begin with `&`",
     "put it in quotes"},
    {NULL, "undefined tag handle", false, SPR_D_YAML_TAG, AT_PROBLEM, 0, "tags are not used here",
     "remove it"},
    {"scanning a tag", NULL, false, SPR_D_YAML_TAG, AT_CONTEXT, 1, "a plain value cannot begin with `!`",
     "put it in quotes"},
    {"parsing a tag", NULL, false, SPR_D_YAML_TAG, AT_CONTEXT, 1, "a plain value cannot begin with `!`",
     "put it in quotes"},
    {"quoted scalar", "end of stream", false, SPR_D_YAML_SYNTAX, AT_CONTEXT, 1,
     "the quote that opens here is never closed", "close it"},
    {"quoted scalar", "document indicator", false, SPR_D_YAML_SYNTAX, AT_CONTEXT, 1,
     "the quote that opens here is never closed", "close it before the line with `---` or `...`"},
    {"quoted scalar", "unknown escape", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 2,
     "in double quotes, this escape means nothing", "write `\\\\` for a backslash, or use single quotes"},
    {"quoted scalar", "hexdecimal", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1,
     "the escape lacks hexadecimal digits", "write `\\xNN` or `\\uNNNN`"},
    {"quoted scalar", "Unicode character", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1,
     "the escape stands for no character", "write the character itself"},
    {"block scalar", "equal to 0", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1,
     "the indentation of a block of text cannot be 0", "leave the number out"},
    {"block scalar", NULL, false, SPR_D_YAML_SYNTAX, AT_CONTEXT, 1,
     "`|` and `>` begin a block of text, and nothing may follow on their line",
     "put a value that begins with them in quotes, or begin the text on the next line"},
    {"flow sequence", NULL, true, SPR_D_YAML_SYNTAX, AT_CONTEXT, 1,
     "the list that opens here is never closed", "close it with `]`"},
    {"flow mapping", NULL, true, SPR_D_YAML_SYNTAX, AT_CONTEXT, 1, "the map that opens here is never closed",
     "close it with `}`"},
    {"flow", NULL, true, SPR_D_YAML_SYNTAX, AT_CONTEXT, 1, "the file ends in the middle of a list or map",
     "close it"},
    {"flow sequence", NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "in a list, `,` or `]` must follow here",
     "put a value that holds `,`, `[`, `]`, `{` or `}` in quotes"},
    {"flow mapping", NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "in a map, `,` or `}` must follow here",
     "put a value that holds `,`, `[`, `]`, `{` or `}` in quotes"},
    {"flow node", NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "a value is missing before this",
     "write the value"},
    {"block node", NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "a value cannot begin with this",
     "put it in quotes"},
    {"block mapping", NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 0,
     "a key must stand here, indented like the keys before it",
     "check the indentation; put a value that goes on behind a quote in quotes as a whole"},
    {"block collection", NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 0,
     "`- ` must stand here, indented like the entries before it", "check the indentation"},
    {"simple key", NULL, false, SPR_D_YAML_SYNTAX, AT_CONTEXT, 0, "a colon is missing behind this key",
     "write `key: value`; lines that go on with a text are indented deeper than its key"},
    {NULL, "mapping values", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "a colon cannot stand here",
     "put a text that holds `: ` in quotes; check the indentation if this is a key"},
    {NULL, "block sequence entries", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1,
     "a list cannot begin in the middle of a line",
     "begin it on a line of its own, or put a text that begins with `- ` in quotes"},
    {NULL, "mapping keys", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "`? ` begins a key and cannot stand here",
     "put it in quotes"},
    {NULL, "cannot start any token", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1,
     "a plain value cannot begin with this character", "put it in quotes"},
    {NULL, "<document start>", false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 0, "the document has ended before this",
     "check the indentation: everything belongs to one map"},
    {NULL, NULL, false, SPR_D_YAML_SYNTAX, AT_PROBLEM, 1, "this is not well-formed YAML",
     "check quotes and indentation"},
};

static bool part_of(const char *part, const char *text) {
  return !part || (text && strstr(text, part));
}

static const sentence *sentence_for(const spr_yaml_fault *f, bool at_end) {
  const sentence *s = sentences;
  while (!part_of(s->context, f->context) || !part_of(s->problem, f->problem) || (s->at_end && !at_end)) s++;
  return s;
}

static uint32_t token_end(spr_str t, uint32_t at, uint32_t width) {
  uint32_t end = line_end(t, at), i = at;
  if (width) return at + width < end ? at + width : end;
  while (i < end && t.p[i] != ' ' && t.p[i] != '\t') i++;
  return i;
}

void spr_yaml_report(spr_diags *d, const spr_yaml_fault *f) {
  spr_str text = spr_sources_get(d->sources, f->file)->text;
  uint32_t tab = f->at;
  if (spr_yaml_tab_before(text, f->at, &tab) || (f->at < text.n && text.p[f->at] == '\t')) {
    spr_yaml_report_tab(d, f->file, tab);
    return;
  }
  if (report_rest(d, f, text) || report_swallowed(d, f, text)) return;
  bool at_end = spr_str_trim(spr_str_sub(text, f->at, text.n)).n == 0;
  const sentence *s = sentence_for(f, at_end);
  uint32_t at = s->place == AT_CONTEXT && f->context ? f->context_at : f->at;
  spr_diag *e =
      spr_diag_add(d, s->code, spr_span_make(f->file, at, token_end(text, at, s->width)), "%s", s->message);
  spr_diag_help(d, e, "%s", s->help);
}
