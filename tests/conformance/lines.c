/* SPDX-License-Identifier: Apache-2.0 */
/* conformance_lines SPRAWA CHART: input of `try --json` that no comment of a chart can hold: bytes that are
 * no text, long lines, many lines. Whatever comes, there is one answer for each line, in order, and the chart
 * goes on. CHART takes the event `e` and counts it in `case.n`. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEGABYTE ((size_t)1 << 20)
#define TAKEN "{\"event\": \"e\"}"

typedef struct text {
  char *p;
  size_t n;
} text;

static void add(text *t, const char *bytes, size_t n) {
  char *p = realloc(t->p, t->n + n + 1);
  if (!p) exit(2);
  memcpy(p + t->n, bytes, n);
  *t = (text){p, t->n + n};
  p[t->n] = 0;
}
static void add_str(text *t, const char *s) {
  add(t, s, strlen(s));
}
static void add_many(text *t, char c, size_t n) {
  char *p = malloc(n);
  if (!p) exit(2);
  memset(p, c, n);
  add(t, p, n);
  free(p);
}

static text run(const char *binary, const char *chart, text in, int *status) {
  FILE *input = tmpfile(), *output = tmpfile();
  if (!input || !output || fwrite(in.p, 1, in.n, input) != in.n) exit(2);
  rewind(input);
  pid_t pid = fork();
  if (pid == 0) {
    dup2(fileno(input), 0);
    dup2(fileno(output), 1);
    execl(binary, binary, "try", chart, "--json", (char *)NULL);
    _exit(127);
  }
  waitpid(pid, status, 0);
  rewind(output);
  text out = {0};
  char block[65536];
  for (size_t n = fread(block, 1, sizeof block, output); n > 0; n = fread(block, 1, sizeof block, output))
    add(&out, block, n);
  fclose(input);
  fclose(output);
  return out;
}

/* What an answer should be: `e` taken, refused, or an error. */
static char kind_of(const json_t *answer) {
  if (json_object_get(answer, "error")) return 'x';
  return json_is_true(json_object_get(answer, "accepted")) ? 't' : 'r';
}

/* `expected`: one letter for each line of input. */
static bool check(const char *name, const char *binary, const char *chart, text in, const char *expected) {
  int status = 0;
  text out = run(binary, chart, in, &status);
  bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  long taken = 0;
  size_t i = 0;
  char *next = NULL;
  char *line = out.p ? strtok_r(out.p, "\n", &next) : NULL;
  if (line) line = strtok_r(NULL, "\n", &next);
  for (; ok && line; line = strtok_r(NULL, "\n", &next), i++) {
    json_t *answer = json_loads(line, 0, NULL);
    char kind = answer ? kind_of(answer) : '?';
    taken += kind == 't';
    ok = expected[i] == kind;
    json_t *n = json_object_get(json_object_get(answer, "case"), "n");
    if (kind == 't') ok = ok && json_integer_value(n) == taken;
    json_decref(answer);
    if (!ok) printf("# %s: answer %zu is %c: %.200s\n", name, i + 1, kind, line);
  }
  ok = ok && expected[i] == 0;
  printf("%sok - %s\n", ok ? "" : "not ", name);
  free(out.p);
  free(in.p);
  return ok;
}

static text lines_of(const char *s) {
  text t = {0};
  add_str(&t, s);
  return t;
}

static text long_line(size_t size, bool ends) {
  text t = lines_of(TAKEN "\n{\"event\": \"e\", \"data\": \"");
  size_t head = t.n - sizeof TAKEN;
  add_many(&t, 'a', size - head - 2);
  add_str(&t, "\"}");
  if (ends) add_str(&t, "\n" TAKEN "\n");
  return t;
}

static text deep(char open, size_t n) {
  text t = lines_of("{\"event\": \"e\", \"data\": ");
  add_many(&t, open, n);
  add_str(&t, "\n" TAKEN "\n");
  return t;
}

static text every_byte(char *expected) {
  text t = {0};
  for (int c = 0; c < 256; c++) {
    if (c == '\n') continue;
    char byte = (char)c;
    add(&t, &byte, 1);
    add_str(&t, "\n{\"event\": \"");
    add(&t, &byte, 1);
    add_str(&t, "\"}\n");
    bool plain = c >= ' ' && c < 128 && c != '"' && c != '\\';
    *expected++ = 'x';
    *expected++ = c == 'e' ? 't' : plain ? 'r' : 'x';
  }
  *expected = 0;
  return t;
}

static text many(size_t n, char *expected) {
  text t = {0};
  for (size_t i = 0; i < n; i++) {
    add_str(&t, i % 3 == 0 ? TAKEN "\n" : i % 3 == 1 ? "{\"event\": \"nobody\"}\n" : "{]\n");
    expected[i] = "trx"[i % 3];
  }
  expected[n] = 0;
  return t;
}

static text nul_bytes(void) {
  static const char bytes[] = "{\"event\": \"e\0\"}\n\0\n{\"event\": \"e\"\0}\n" TAKEN "\n";
  text t = {0};
  add(&t, bytes, sizeof bytes - 1);
  return t;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: conformance_lines SPRAWA CHART\n");
    return 2;
  }
  const char *s = argv[1], *c = argv[2];
  static char expected[4096];
  bool ok = check("no input", s, c, lines_of(""), "");
  ok = check("one line without its end", s, c, lines_of(TAKEN), "t") && ok;
  ok = check("ends of lines as other systems write them", s, c, lines_of(TAKEN "\r\n" TAKEN "\r\n"), "tt") &&
       ok;
  ok = check("blanks and empty lines", s, c, lines_of("\n \n\t\n  " TAKEN "  \n\n"), "xxxtx") && ok;
  ok = check("a byte order mark", s, c, lines_of("\xef\xbb\xbf" TAKEN "\n" TAKEN "\n"), "xt") && ok;
  ok = check("broken UTF-8", s, c,
             lines_of("{\"event\": \"\xff\"}\n{\"event\": \"e\", \"data\": \"\xc3\"}\n" TAKEN "\n"), "xxt") &&
       ok;
  ok = check("overlong UTF-8 and surrogates", s, c,
             lines_of("{\"event\": \"\xc0\xaf\"}\n{\"event\": \"\xed\xa0\x80\"}\n{\"event\": "
                      "\"\xf5\x80\x80\x80\"}\n" TAKEN "\n"),
             "xxxt") &&
       ok;
  ok = check("NUL bytes", s, c, nul_bytes(), "xxxt") && ok;
  ok = check("data beyond the bound of a value", s, c, long_line(MEGABYTE / 2, true), "txt") && ok;
  ok = check("a line of exactly one megabyte", s, c, long_line(MEGABYTE, true), "txt") && ok;
  ok = check("a line of more than a megabyte", s, c, long_line(MEGABYTE + 1, true), "txt") && ok;
  ok = check("a line of ten megabytes without its end", s, c, long_line(10 * MEGABYTE, false), "tx") && ok;
  ok = check("100,000 opening brackets", s, c, deep('[', 100000), "xt") && ok;
  ok = check("100,000 opening braces", s, c, deep('{', 100000), "xt") && ok;
  text bytes = every_byte(expected);
  ok = check("every byte alone and as a name", s, c, bytes, expected) && ok;
  text lots = many(3000, expected);
  ok = check("3,000 lines", s, c, lots, expected) && ok;
  return ok ? 0 : 1;
}
