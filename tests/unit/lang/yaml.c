/* SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "base/limits.h"
#include "lang_support.h"

/* YAML that is wrong or hostile: each with exactly these faults, at these places. */
static const struct {
  const char *name;
  const char *bytes;
  uint32_t n; /* 0: to the NUL */
  const char *found;
} hostile[] = {
    /* anchors, aliases, merge keys */
    {"anchor", "a: &x 1\n", 0, "1:4 yaml-alias"},
    {"anchor on a map", "a: &x {b: 1}\n", 0, "1:4 yaml-alias"},
    {"anchor on a key", "&k a: 1\n", 0, "1:1 yaml-alias"},
    {"anchor and tag", "a: &x !!str 1\n", 0, "1:4 yaml-alias, 1:7 yaml-tag"},
    {"alias", "a: 1\nb: *x\n", 0, "2:4 yaml-alias"},
    {"alias as a key", "*x : 1\n", 0, "1:1 yaml-alias"},
    {"alias in a list", "a: [1, *x, *y]\n", 0, "1:8 yaml-alias, 1:12 yaml-alias"},
    {"star without quotes", "on: {*: x}\n", 0, "1:6 yaml-alias"},
    {"ampersand without quotes", "a: & b\n", 0, "1:4 yaml-alias"},
    {"billion laughs", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", 0,
     "1:4 yaml-alias, 2:4 yaml-alias, 2:8 yaml-alias, 2:11 yaml-alias, 3:5 yaml-alias, 3:8 yaml-alias"},
    {"merge", "a:\n  <<: {b: 1}\n", 0, "2:3 yaml-merge"},
    {"merge in quotes", "a: {\"<<\": {b: 1}}\n", 0, "1:5 yaml-merge"},
    {"merge of an alias", "a:\n  <<: *b\n", 0, "2:3 yaml-merge, 2:7 yaml-alias"},
    /* tags and directives */
    {"tag", "a: !!str 1\n", 0, "1:4 yaml-tag"},
    {"non-specific tag", "a: ! b\n", 0, "1:4 yaml-tag"},
    {"local tag", "a: !secret {b: 1}\n", 0, "1:4 yaml-tag"},
    {"verbatim tag", "a: !<tag:yaml.org,2002:int> 1\n", 0, "1:4 yaml-tag"},
    {"unknown handle", "a: !e!x 1\n", 0, "1:4 yaml-tag"},
    {"broken tag", "a: !<x 1\n", 0, "1:4 yaml-tag"},
    {"tag behind Polish letters", "łódź: [\"żółć\", !!int 5]\n", 0, "1:16 yaml-tag"},
    {"%YAML", "%YAML 1.1\n---\na: 1\n", 0, "1:1 yaml-tag"},
    {"%TAG", "# c\n%TAG ! x:\n---\na: 1\n", 0, "2:1 yaml-tag"},
    {"%FOO and another", "%FOO\n%BAR 1\n---\na: 1\n", 0, "1:1 yaml-tag, 2:1 yaml-tag"},
    /* keys */
    {"duplicate", "a: 1\nb: 2\na: 3\n", 0, "3:1 duplicate-key"},
    {"duplicate by an escape", "żółw: 1\n\"\\u017c\\u00f3\\u0142w\": 2\n", 0, "2:1 duplicate-key"},
    {"duplicate by quotes", "{a: 1, 'a': 2, \"a\": 3}\n", 0, "1:8 duplicate-key, 1:16 duplicate-key"},
    {"duplicate inside", "x:\n  - {k: 1, k: 2}\n  - {k: 1}\n", 0, "2:12 duplicate-key"},
    {"list as a key", "? [a, b]\n: 1\n", 0, "1:3 yaml-key"},
    {"map as a key", "a: {{b: 1}: 2}\n", 0, "1:5 yaml-key"},
    {"block as a key", "? |\n  a\n: 1\n", 0, "1:3 yaml-key"},
    {"empty key", "{\"\": 1}\n", 0, "1:2 yaml-key"},
    {"no key", "a: {: 1}\n", 0, "1:5 yaml-syntax"},
    /* documents */
    {"two documents", "a: 1\n---\nb: 2\n", 0, "2:1 yaml-documents"},
    {"end and another", "a: 1\n...\nb: 2\n", 0, "3:1 yaml-syntax"},
    {"nothing", "", 0, "1:1 empty-file"},
    {"only a comment", "# nothing here\n", 0, "1:1 empty-file"},
    {"only a marker", "---\n", 0, "1:1 empty-file"},
    /* tabs */
    {"tab before a key", "a:\n\tb: 1\n", 0, "2:1 yaml-tab"},
    {"tab behind spaces", "a:\n  b: 1\n  \tc: 2\n", 0, "3:3 yaml-tab"},
    {"tab in a flow map", "a: {\n\tb: 1}\n", 0, "2:1 yaml-tab"},
    {"tab before a bracket", "a: [\n  1\n\t]\n", 0, "3:1 yaml-tab"},
    {"tab behind a dash", "a:\n  -\tb\n", 0, "2:4 yaml-tab"},
    {"tab in a block", "a: |\n\tb\n", 0, "2:1 yaml-tab"},
    /* encodings */
    {"byte order mark",
     "\xEF\xBB\xBF"
     "a: 1\n",
     0, "1:1 encoding"},
    {"UTF-16 LE with mark",
     "\xFF\xFE"
     "a\0:\0",
     6, "1:1 encoding"},
    {"UTF-16 BE with mark",
     "\xFE\xFF"
     "\0a\0:",
     6, "1:1 encoding"},
    {"UTF-16 LE without mark", "a\0:\0 \0b\0", 8, "1:1 encoding"},
    {"UTF-16 BE without mark", "\0a\0:\0 \0b", 8, "1:1 encoding"},
    {"UTF-32", "\xFF\xFE\0\0a\0\0\0", 8, "1:1 encoding"},
    {"Latin-2", "a: \xB3\xF3\n", 0, "1:4 encoding"},
    {"overlong", "a: \xC0\xAF\n", 0, "1:4 encoding"},
    {"surrogate", "a: \xED\xA0\x80\n", 0, "1:4 encoding"},
    {"beyond Unicode", "a: \xF4\x90\x80\x80\n", 0, "1:4 encoding"},
    {"cut sequence", "a: \xC5", 0, "1:4 encoding"},
    /* characters that hide */
    {"NUL", "a: b\0c\n", 7, "1:5 forbidden-character"},
    {"bidirectional", "a: x\xE2\x80\xAEy\n", 0, "1:5 forbidden-character"},
    {"isolate in a comment", "a: x # \xE2\x81\xA6y\n", 0, "1:8 forbidden-character"},
    {"zero width", "a\xE2\x80\x8B: x\n", 0, "1:2 forbidden-character"},
    {"mark inside", "a: x\xEF\xBB\xBFy\n", 0, "1:5 forbidden-character"},
    {"next line", "a: x\xC2\x85y\n", 0, "1:5 forbidden-character"},
    {"line separator", "a: x\xE2\x80\xA8y\n", 0, "1:5 forbidden-character"},
    {"escape", "a: \x1B[31m\n", 0, "1:4 forbidden-character"},
    {"delete", "a: \x7F\n", 0, "1:4 forbidden-character"},
    {"bare carriage return", "a: 1\rb: 2\n", 0, "1:5 forbidden-character"},
    {"two lines", "a: \x01\nb: \x02\x03\n", 0, "1:4 forbidden-character, 2:4 forbidden-character"},
    {"escaped bidirectional", "a: \"x\\u202ey\"\n", 0, "1:6 forbidden-character"},
    {"escaped NUL", "a: \"\\0\"\n", 0, "1:5 forbidden-character"},
    {"escaped NEL and BOM", "a: \"\\N \\uFEFF\"\n", 0, "1:5 forbidden-character, 1:8 forbidden-character"},
    {"escaped in a key", "\"a\\x07\": 1\n", 0, "1:3 forbidden-character"},
    {"escaped backslash is none", "a: \"\\\\u202e\"\n", 0, ""},
    /* syntax */
    {"list not closed", "a: [1, 2\n", 0, "1:4 yaml-syntax"},
    {"map not closed", "a: {b: [1, 2]\n", 0, "1:4 yaml-syntax"},
    {"wrong bracket", "a: {b: [1, 2}\n", 0, "1:13 yaml-syntax"},
    {"double quote not closed", "a: \"x\nb: 2\n", 0, "1:4 yaml-syntax"},
    {"single quote not closed", "a: 'x\nb: 2\n", 0, "1:4 yaml-syntax"},
    {"unknown escape", "a: \"\\q\"\n", 0, "1:5 yaml-syntax"},
    {"half a surrogate", "a: \"\\ud83d\"\n", 0, "1:7 yaml-syntax"},
    {"colon in a text", "a: b: c\n", 0, "1:5 yaml-syntax"},
    {"no colon", "a: 1\nb\nc: 2\n", 0, "2:1 yaml-syntax"},
    {"wrong indentation", "a:\n   b: 1\n  c: 2\n", 0, "3:3 yaml-syntax"},
    {"list in a line", "a: - b\n", 0, "1:4 yaml-syntax"},
    {"at sign", "a: @b\n", 0, "1:4 yaml-syntax"},
    {"backtick", "a: `b`\n", 0, "1:4 yaml-syntax"},
    {"greater than", "when: > 3\n", 0, "1:7 yaml-syntax"},
    {"two commas", "a: [1,, 2]\n", 0, "1:7 yaml-syntax"},
    {"syntax hides the rest", "a: [\nb: 1\nb: 2\n", 0, "3:2 yaml-syntax"},
    /* expressions of which a part is cut */
    {"quote and more", "a:\n  when: \"x\" == y\n", 0, "2:9 cut-expression"},
    {"quote and more in a map", "a: {when: 'x' == y, to: b}\n", 0, "1:11 cut-expression"},
    {"quote and more in Polish", "ż: {kiedy: \"ó\" == y}\n", 0, "1:12 cut-expression"},
    {"index", "a: {when: t[1] == 2, to: b}\n", 0, "1:11 cut-expression"},
    {"length takes the bracket", "a: {when: n > #t, to: b}\nc: 1\n", 0, "1:15 cut-expression"},
};

static void parse(test_files *t, const char *bytes, uint32_t n, spr_node **out) {
  uint32_t file = spr_sources_add(&t->sources, SPR_STR("f.yaml"), spr_str_n(bytes, n ? n : strlen(bytes)));
  *out = spr_yaml_parse(&t->arena, &t->diags, file);
}

static bool check_hostile(size_t i) {
  test_files t;
  jmp_buf env;
  spr_node *n;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  parse(&t, hostile[i].bytes, hostile[i].n, &n);
  spr_str found = test_found(&t, false);
  bool same = spr_str_is(found, hostile[i].found);
  if (!same)
    print_error("%s: got \"%.*s\", expected \"%s\"\n", hostile[i].name, SPR_FMT(found), hostile[i].found);
  for (uint32_t k = 0; k < t.diags.n; k++)
    if (!t.diags.v[k].help.n)
      fail_msg("%s: no cure for \"%.*s\"", hostile[i].name, SPR_FMT(t.diags.v[k].message));
  test_files_release(&t);
  return same;
}

static void test_hostile(void **state) {
  (void)state;
  uint32_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(hostile); i++) failed += !check_hostile(i);
  assert_int_equal(failed, 0);
}

/* -- bounds --------------------------------------------------------------------------------------------- */

static char *repeat(const char *part, size_t size) {
  char *p = spr_realloc(&spr_alloc_default, NULL, 0, size + 1);
  size_t n = strlen(part);
  for (size_t i = 0; i < size; i++) p[i] = part[i % n];
  p[size] = 0;
  return p;
}

/* Large files of one part over and over: at their bound or cap, never slow. */
static const struct {
  const char *part;
  uint32_t size;
  const char *found; /* NULL: whatever, but at most one fault */
} large[] = {
    {"[", 100000, "1:33 too-deep"},
    {"{", 100000, NULL},
    {"- ", 100000, "1:65 too-deep"},
    {"? ", 100000, NULL},
    {"{a: ", 100000, "1:129 too-deep"},
    {"[{a: ", 100000, "1:81 too-deep"},
    {"a: 1, ", 250000, NULL},
    {"- a\n", 250000, "19998:3 too-large"},
    {"-\n", 250000, "19998:2 too-large"},
    {"\"a\" ", 250000, NULL},
    {"'", 250000, NULL},
    {"&a ", 250000, NULL},
    {"*a ", 250000, NULL},
    {"!a ", 250000, NULL},
    {"%TAG !a! b\n", 250000, NULL},
    {"--- a\n", 250000, "2:1 yaml-documents"},
    {"#\n", 250000, "1:1 empty-file"},
    {"x", 250000, "1:1 too-large"},
    {"x\n", 250000, "1:1 too-large"},
    {"ż", 250000, "1:1 too-large"},
    {"\\", 250000, "1:1 too-large"},
    {": ", 250000, NULL},
    {", ", 250000, NULL},
    {"|\n", 250000, NULL},
    {"a:\n ", 250000, NULL},
    {"x", SPR_MAX_YAML_BYTES + 1, "1:1 too-large"},
    {"\xE2\x80\xAE\n", 250000, NULL},
};

static bool check_large(size_t i) {
  test_files t;
  jmp_buf env;
  spr_node *n;
  char *text = repeat(large[i].part, large[i].size);
  test_files_init(&t, 1u << 26);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  clock_t before = clock();
  parse(&t, text, large[i].size, &n);
  double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
  spr_str found = test_found(&t, false);
  bool good = t.diags.n > 0 && (!large[i].found || spr_str_is(found, large[i].found));
  if (!good)
    print_error("%s: got \"%.*s\", expected \"%s\"\n", large[i].part, SPR_FMT(found), large[i].found);
  /* Without the caps, some of these take half a minute. */
  if (seconds > 1.0) print_error("%s: took %.3f s\n", large[i].part, seconds);
  spr_free(&spr_alloc_default, text, large[i].size + 1);
  test_files_release(&t);
  return good && seconds <= 1.0;
}

static void test_large(void **state) {
  (void)state;
  uint32_t failed = 0;
  for (size_t i = 0; i < TEST_COUNT(large); i++) failed += !check_large(i);
  assert_int_equal(failed, 0);
}

static void check_scalar_cap(uint32_t extra) {
  test_files t;
  jmp_buf env;
  spr_node *n;
  char *text = repeat("x", 3 + SPR_MAX_SCALAR_BYTES + extra);
  memcpy(text, "a: ", 3);
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  parse(&t, text, 0, &n);
  assert_str(test_found(&t, false), extra ? "1:4 too-large" : "");
  assert_int_equal(spr_node_get(n, "a")->poisoned, extra == 1);
  spr_free(&spr_alloc_default, text, 4 + SPR_MAX_SCALAR_BYTES + extra);
  test_files_release(&t);
}

static void test_scalar_cap(void **state) {
  (void)state;
  check_scalar_cap(0);
  check_scalar_cap(1);
}

/* -- what is right -------------------------------------------------------------------------------------- */

typedef struct expected {
  const char *path; /* keys with `/` between them; a number is an entry */
  const char *text, *raw;
  spr_scalar_style style;
} expected;

static const spr_node *at_path(const spr_node *n, const char *path) {
  while (*path && n) {
    char key[32] = "";
    size_t len = strcspn(path, "/");
    memcpy(key, path, len);
    n = spr_node_is_list(n) ? n->items[key[0] - '0'] : spr_node_get(n, key);
    path += len + (path[len] == '/');
  }
  return n;
}

static void test_places(void **state) {
  (void)state;
  static const char text[] = "--- # a document\r\n"
                             "tytuł: {ąę: \"żó\\u0142w\" , x: łódź # c\r\n"
                             "}\r\n"
                             "no: 0201011\n"
                             "block: |\n"
                             "  foo\n"
                             "  \tbar\n"
                             "\n"
                             "folded: >-\n"
                             "  one\n"
                             "  two\n"
                             "many: one\n"
                             "  two   # three\n"
                             "empty:\n"
                             "list:\n"
                             "- ~\n"
                             "- 'it''s'\n";
  static const expected all[] = {
      {"tytuł/ąę", "żółw", "\"żó\\u0142w\"", SPR_DOUBLE_QUOTED},
      {"tytuł/x", "łódź", "łódź", SPR_PLAIN},
      {"no", "0201011", "0201011", SPR_PLAIN},
      {"block", "foo\n\tbar\n", "|\n  foo\n  \tbar", SPR_LITERAL},
      {"folded", "one two", ">-\n  one\n  two", SPR_FOLDED},
      {"many", "one two", "one\n  two", SPR_PLAIN},
      {"empty", "", "", SPR_PLAIN},
      {"list/0", "~", "~", SPR_PLAIN},
      {"list/1", "it's", "'it''s'", SPR_SINGLE_QUOTED},
  };
  test_files t;
  jmp_buf env;
  spr_node *root;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  parse(&t, text, 0, &root);
  assert_str(test_found(&t, false), "");
  assert_non_null(root);
  for (size_t i = 0; i < TEST_COUNT(all); i++) {
    const spr_node *n = at_path(root, all[i].path);
    assert_non_null(n);
    assert_str(n->text, all[i].text);
    assert_str(spr_str_n(text + n->at.from, n->at.to - n->at.from), all[i].raw);
    assert_int_equal(n->style, all[i].style);
  }
  const spr_member *title = spr_node_member(root, "tytuł");
  assert_str(spr_str_n(text + title->key_at.from, title->key_at.to - title->key_at.from), "tytuł");
  assert_int_equal(title->value->style, SPR_FLOW);
  assert_int_equal(text[title->value->at.from], '{');
  assert_int_equal(title->value->at.to - title->value->at.from, 1);
  assert_int_equal(text[spr_node_get(root, "list")->at.from], '-');
  assert_true(spr_node_is_null(at_path(root, "empty")));
  assert_true(spr_node_is_null(at_path(root, "list/0")));
  assert_false(spr_node_is_null(at_path(root, "list/1")));
  test_files_release(&t);
}

/* The token of a fault behind letters of two bytes is the very token. */
static void test_tokens(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  spr_node *n;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  parse(&t, "żółć: [ąę, &o x, \"\\u202e\"]\nżółć: 1\n", 0, &n);
  assert_str(test_found(&t, false), "1:12 yaml-alias, 1:19 forbidden-character, 2:1 duplicate-key");
  assert_str(test_token(&t, 0), "&o");
  assert_str(test_token(&t, 1), "\\u202e");
  assert_str(test_token(&t, 2), "żółć");
  assert_int_equal(n->n, 1);
  test_files_release(&t);
}

static bool fits(const char *text, size_t max) {
  test_files t;
  jmp_buf env;
  volatile bool done = false;
  test_files_init(&t, max);
  if (!spr_arena_guard(&t.arena, &env)) {
    spr_node *n;
    parse(&t, text, 0, &n);
    assert_non_null(n);
    done = true;
  }
  test_files_release(&t);
  return done;
}

/* Wherever memory runs out, the parser's own is given back (the sanitizer sees it), and the caller is where
 * it wanted to be. */
static void test_memory(void **state) {
  (void)state;
  size_t size = 27 * 200, done = 0, tries = 0;
  char *text = repeat("- {a: [1, \"b\", 'c'], d: x}\n", size);
  for (size_t max = 0; max < 1000000; max += 2003, tries++) done += fits(text, max);
  assert_in_range(done, 50, tries - 50);
  spr_free(&spr_alloc_default, text, size + 1);
}

static void test_nodes(void **state) {
  (void)state;
  test_files t;
  jmp_buf env;
  spr_node *n;
  test_files_init(&t, 1u << 24);
  if (spr_arena_guard(&t.arena, &env)) fail_msg("out of memory");
  parse(&t, "{a: 1, b: 2}", 0, &n);
  spr_node *x = spr_node_new_scalar(&t.arena, SPR_STR("x"), SPR_PLAIN, spr_span_none());
  spr_node *more = spr_node_with(&t.arena, n, SPR_STR("c"), spr_span_none(), x);
  spr_node *other = spr_node_with(&t.arena, more, SPR_STR("a"), spr_span_none(), x);
  assert_int_equal(n->n, 2);
  assert_int_equal(more->n, 3);
  assert_str(spr_node_text(spr_node_get(more, "a")), "1");
  assert_str(other->members[0].key, "a");
  assert_ptr_equal(spr_node_get(other, "a"), x);
  assert_non_null(spr_node_get(other, "b"));
  assert_null(spr_node_get(x, "a"));
  assert_null(spr_node_get(NULL, "a"));
  assert_str(spr_node_text(n), "");
  test_files_release(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_hostile), cmocka_unit_test(test_large),  cmocka_unit_test(test_scalar_cap),
      cmocka_unit_test(test_places),  cmocka_unit_test(test_tokens), cmocka_unit_test(test_memory),
      cmocka_unit_test(test_nodes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
