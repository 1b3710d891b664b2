/* SPDX-License-Identifier: Apache-2.0 */
/* A door that opens to whoever knows the code: one C function as guard and one as action. */
#include <sprawa/sprawa.h>
#include <stdio.h>

static const char *const door = "initial: closed\n"
                                "hooks: {knows: {takes: [code], returns: boolean}, greet: {takes: [code]}}\n"
                                "states:\n"
                                "  closed: {on: {open: {when: hook.knows(event.data.code), to: open, do: "
                                "[{call: hook.greet(event.data.code)}]}}}\n"
                                "  open: {after: {10 seconds: closed}}\n";

static void knows(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)n;
  if (sprawa_value_as_integer(arguments[0]) == *(int *)data)
    sprawa_step_answer(step, sprawa_value_boolean(NULL, true));
  else
    sprawa_step_deny(step, "that is not the code");
}

static void greet(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)data, (void)n;
  sprawa_step_set(step, "last_code", sprawa_value_retain(arguments[0]));
  sprawa_step_log(step, "come in");
}

static void try_code(sprawa_machine *m, int64_t code) {
  sprawa_error e;
  const char *name = "code";
  sprawa_value *value = sprawa_value_integer(NULL, code), *data = sprawa_value_record(NULL, 1, &name, &value);
  if (sprawa_machine_send(m, "open", data, NULL, &e) == SPRAWA_OK)
    printf("%s: %s\n", sprawa_machine_state(m, 0), sprawa_machine_log(m, 0));
  else
    printf("%s: %s\n", sprawa_machine_state(m, 0), e.message);
  sprawa_value_release(data);
}

int main(void) {
  int code = 1234;
  sprawa_error e;
  sprawa_definitions *d = NULL;
  sprawa_machine *m = NULL;
  if (sprawa_definitions_text(NULL, "door.yaml", door, NULL, NULL, NULL, &d, &e) == SPRAWA_OK &&
      sprawa_definitions_hook(d, "knows", knows, &code, &e) == SPRAWA_OK &&
      sprawa_definitions_hook(d, "greet", greet, NULL, &e) == SPRAWA_OK &&
      sprawa_machine_start(d, NULL, &m, &e) == SPRAWA_OK) {
    try_code(m, 1);
    try_code(m, 1234);
    sprawa_machine_advance(m, "10 seconds", &e);
    printf("%s\n", sprawa_machine_state(m, 0));
  }
  if (e.code != SPRAWA_OK) fprintf(stderr, "%s:%u: %s\n", e.file, e.line, e.message);
  sprawa_machine_free(m);
  sprawa_definitions_free(d);
  return e.code;
}
