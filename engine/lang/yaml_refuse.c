/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/yaml_refuse.h"

#include "lang/encoding.h"

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

uint32_t spr_yaml_word_end(spr_str t, uint32_t i) {
  while (i < t.n && !is_blank(t.p[i]) && !strchr(",[]{}", t.p[i])) i++;
  return i;
}

static uint32_t skip_blanks_and_comments(spr_str t, uint32_t i) {
  while (i < t.n && (is_blank(t.p[i]) || t.p[i] == '#')) {
    if (t.p[i] == '#')
      while (i < t.n && t.p[i] != '\n') i++;
    else
      i++;
  }
  return i;
}

void spr_yaml_report_alias(const spr_yaml_text *t, spr_span at) {
  spr_diag *e = spr_diag_add(t->d, SPR_D_YAML_ALIAS, at, "anchors and aliases are not used here");
  spr_diag_help(t->d, e, "write the part out where it is needed, or make it a workflow and `use` it");
}

static void report_tag(const spr_yaml_text *t, spr_span at) {
  spr_diag *e = spr_diag_add(t->d, SPR_D_YAML_TAG, at, "tags are not used here");
  spr_diag_help(
      t->d, e,
      "remove it: the key decides of which type its value is; put a text that begins with `!` in quotes");
}

/* Reports the properties (`&anchor`, `!tag`) before a token, each at most once, and gives the offset of the
 * token itself. */
uint32_t spr_yaml_refuse_properties(const spr_yaml_text *t, uint32_t i) {
  bool anchor = false, tag = false;
  for (;;) {
    char c = i < t->text.n ? t->text.p[i] : ' ';
    if ((c != '&' || anchor) && (c != '!' || tag)) return i;
    uint32_t end = spr_yaml_word_end(t->text, i + 1);
    spr_span at = spr_span_make(t->file, i, end);
    if (c == '&')
      spr_yaml_report_alias(t, at);
    else
      report_tag(t, at);
    anchor = anchor || c == '&';
    tag = tag || c == '!';
    i = skip_blanks_and_comments(t->text, end);
  }
}

static int32_t escaped_char(spr_str t, uint32_t at, uint32_t *end) {
  static const char names[] = "0abtnvfre \"/\\N_LP";
  static const int32_t codes[] = {0,   7,   8,   9,    10,   11,   12,     13,    27,
                                  ' ', '"', '/', '\\', 0x85, 0xA0, 0x2028, 0x2029};
  char c = t.p[at + 1];
  uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  *end = at + 2 + digits;
  if (!digits) {
    const char *hit = c ? strchr(names, c) : NULL;
    return hit ? codes[hit - names] : ' '; /* otherwise an escaped line end */
  }
  int32_t cp = 0;
  for (uint32_t i = at + 2; i < *end; i++) {
    char h = t.p[i];
    cp = cp * 16 + (h <= '9' ? h - '0' : (h | 0x20) - 'a' + 10);
  }
  return cp;
}

/* Escapes can make what the raw bytes may not hold. libyaml has found every escape whole. */
bool spr_yaml_check_escapes(const spr_yaml_text *t, spr_span at) {
  bool clean = true;
  for (uint32_t i = at.from + 1; i + 1 < at.to; i++) {
    if (t->text.p[i] != '\\') continue;
    uint32_t end;
    int32_t cp = escaped_char(t->text, i, &end);
    if (spr_source_forbidden(cp)) {
      spr_diag *e =
          spr_diag_add(t->d, SPR_D_FORBIDDEN_CHARACTER, spr_span_make(t->file, i, end),
                       "the escape stands for the character U+%04X, which no text may hold", (unsigned)cp);
      spr_diag_help(t->d, e, "remove it");
      clean = false;
    }
    i = end - 1;
  }
  return clean;
}

/* No line may begin with `%`: it would be a directive, and libyaml takes quadratic time over many of them. */
bool spr_yaml_check_directives(const spr_yaml_text *t) {
  bool clean = true;
  for (uint32_t i = 0; i < t->text.n; i++) {
    if (t->text.p[i] != '%' || (i > 0 && t->text.p[i - 1] != '\n')) continue;
    spr_diag *e = spr_diag_add(t->d, SPR_D_YAML_TAG, spr_span_make(t->file, i, spr_yaml_word_end(t->text, i)),
                               "directives are not used here");
    spr_diag_help(t->d, e, "remove the line");
    clean = false;
  }
  return clean;
}
