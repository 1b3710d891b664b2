/* SPDX-License-Identifier: Apache-2.0 */
/* conformance SPRAWA FOLDER: runs every chart of the folder through `sprawa try --json` and compares
 * (README.md beside this file). */
#include <dirent.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_LINES 256
#define MAX_TEXT (1 << 20)

typedef struct script {
  char *text;
  const char *input[MAX_LINES], *expected[MAX_LINES];
  unsigned ninput, nexpected;
  const char *fails;
} script;

static char *read_all(FILE *f) {
  char *text = calloc(1, MAX_TEXT + 1);
  size_t n = f && text ? fread(text, 1, MAX_TEXT, f) : 0;
  if (text) text[n] = 0;
  return text;
}

static bool load(const char *path, script *s) {
  memset(s, 0, sizeof *s);
  FILE *f = fopen(path, "r");
  s->text = read_all(f);
  if (f) fclose(f);
  char *next = NULL;
  for (char *line = strtok_r(s->text, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
    if (line[0] != '#' || s->ninput == MAX_LINES || s->nexpected == MAX_LINES) break;
    if (line[1] == '>') s->input[s->ninput++] = line + 2;
    if (line[1] == '<') s->expected[s->nexpected++] = line + 2;
    if (line[1] == '!') s->fails = line + 3;
  }
  return s->fails || s->nexpected == s->ninput + 1;
}

/* Starts `sprawa try FILE --json` with the given file as standard input; gives what it wrote to both outputs.
 */
static char *run(const char *binary, const char *path, FILE *in, int *status) {
  int out[2];
  if (pipe(out) != 0) return NULL;
  pid_t pid = fork();
  if (pid == 0) {
    dup2(fileno(in), 0);
    dup2(out[1], 1);
    dup2(out[1], 2);
    close(out[0]);
    close(out[1]);
    execl(binary, binary, "try", path, "--json", (char *)NULL);
    _exit(127);
  }
  close(out[1]);
  FILE *f = fdopen(out[0], "r");
  char *text = read_all(f);
  fclose(f);
  waitpid(pid, status, 0);
  return text;
}

/* `"~key": "part"`: the member is a text that holds the part; null: there is no such member. */
static bool member_fits(const char *key, const json_t *want, const json_t *got) {
  const json_t *found = json_object_get(got, key[0] == '~' ? key + 1 : key);
  if (key[0] == '~')
    return json_is_string(found) && strstr(json_string_value(found), json_string_value(want));
  return json_is_null(want) ? !found : json_equal(want, found);
}

static bool same(const char *path, unsigned step, const char *expected, const char *actual) {
  json_error_t e;
  json_t *want = json_loads(expected, JSON_DECODE_ANY, &e), *got = json_loads(actual, JSON_DECODE_ANY, NULL);
  bool ok = json_is_object(want) && json_is_object(got);
  if (!json_is_object(want)) printf("# %s: expectation %u is no JSON: %s\n", path, step, e.text);
  const char *key;
  json_t *value;
  if (ok) json_object_foreach(want, key, value) ok = ok && member_fits(key, value, got);
  if (!ok) printf("# %s: answer %u\n#   expected %s\n#   found    %s\n", path, step, expected, actual);
  json_decref(want);
  json_decref(got);
  return ok;
}

static bool compare(const char *path, const script *s, char *text, int status) {
  if (s->fails) {
    bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 1 && strstr(text, s->fails);
    if (!ok) printf("# %s: expected a failed start with \"%s\", found\n# %s\n", path, s->fails, text);
    return ok;
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    printf("# %s: ended with %d\n# %s\n", path, WIFEXITED(status) ? WEXITSTATUS(status) : -1, text);
    return false;
  }
  char *next = NULL, *line = strtok_r(text, "\n", &next);
  for (unsigned i = 0; i < s->nexpected; i++, line = strtok_r(NULL, "\n", &next))
    if (!same(path, i, s->expected[i], line ? line : "nothing")) return false;
  return true;
}

static bool run_chart(const char *binary, const char *path) {
  script s;
  if (!load(path, &s)) {
    printf("# %s: needs one #< more than it has #>\n", path);
    free(s.text);
    return false;
  }
  FILE *in = tmpfile();
  for (unsigned i = 0; in && i < s.ninput; i++) fprintf(in, "%s\n", s.input[i]);
  if (in) rewind(in);
  int status = 0;
  char *text = in ? run(binary, path, in, &status) : NULL;
  bool ok = text && compare(path, &s, text, status);
  if (in) fclose(in);
  free(text);
  free(s.text);
  return ok;
}

static int is_chart(const struct dirent *d) {
  size_t n = strlen(d->d_name);
  return n > 5 && strcmp(d->d_name + n - 5, ".yaml") == 0;
}

int main(int argc, char **argv) {
  struct dirent **v;
  int n = argc == 3 ? scandir(argv[2], &v, is_chart, alphasort) : -1;
  if (n <= 0) {
    fprintf(stderr, "usage: conformance SPRAWA FOLDER (with charts)\n");
    return 2;
  }
  unsigned failed = 0;
  for (int i = 0; i < n; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", argv[2], v[i]->d_name);
    bool ok = run_chart(argv[1], path);
    printf("%sok %d - %s\n", ok ? "" : "not ", i + 1, v[i]->d_name);
    failed += !ok;
    free(v[i]);
  }
  free(v);
  printf("%d passed, %u failed\n", n - (int)failed, failed);
  return failed != 0;
}
