/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* one_document FILE CODE: does the file hold one JSON document on one line that says of a failure what
 * programs need? CODE: the stable name of the error; "diagnostics": a list of faults in its place. Says what
 * is wrong on standard output. */

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

static const char *wrong_error(const json_t *error, const char *code) {
  const char *found = text_of(error, "code"), *message = text_of(error, "message");
  if (!found || !message || !text_of(error, "help")) return "error without code, message or help";
  if (!*message) return "error without words";
  if (strchr(message, '\n')) return "more than one line of words";
  return strcmp(found, code) == 0 ? NULL : found;
}

static const char *wrong_list(const json_t *document) {
  static const char *const texts[] = {"file", "severity", "code", "message", "help"};
  static const char *const numbers[] = {"line", "column", "end_column"};
  const json_t *list = json_object_get(document, "diagnostics");
  if (json_array_size(list) == 0) return "no diagnostics";
  if (json_integer_value(json_object_get(document, "errors")) < 1) return "no errors are counted";
  if (!json_is_integer(json_object_get(document, "warnings"))) return "warnings are not counted";
  for (size_t i = 0; i < json_array_size(list); i++) {
    const json_t *d = json_array_get(list, i);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
      if (!text_of(d, texts[k])) return texts[k];
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
      if (!json_is_integer(json_object_get(d, numbers[k]))) return numbers[k];
  }
  return NULL;
}

static const char *wrong(const json_t *document, const char *code) {
  if (strcmp(code, "diagnostics") == 0) return wrong_list(document);
  return wrong_error(json_object_get(document, "error"), code);
}

int main(int argc, char **argv) {
  json_error_t why;
  FILE *f = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!f) return 2;
  json_t *document = json_loadf(f, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &why);
  const char *fault = document ? wrong(document, argv[2]) : why.text;
  if (!fault && (fgetc(f) != '\n' || fgetc(f) != EOF)) fault = "more than one line";
  if (fault) printf("%s\n", fault);
  json_decref(document);
  fclose(f);
  return fault != NULL;
}
