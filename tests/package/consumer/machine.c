/* SPDX-License-Identifier: Apache-2.0 */
/* A door that opens to whoever knows the code: one C function as guard and one as action. */
#include <sprawa/sprawa.h>
#include <stdio.h>

static const char door[] = "hooks: {knows: {takes: [code], returns: boolean}, greet: {}}\nstates:\n"
                           "  closed: {on: {open: {when: hook.knows(event.data.code), to: open}}}\n"
                           "  open: {entry: [{call: hook.greet()}]}\n";

static void knows(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)n;
  sprawa_step_decide(step, sprawa_value_as_integer(arguments[0]) == *(int *)data, "that is not the code");
}

static void greet(void *data, sprawa_step *step, const sprawa_value *const *arguments, size_t n) {
  (void)data, (void)arguments, (void)n;
  sprawa_step_log(step, "come in");
}

static void try_code(sprawa_machine *m, int code, sprawa_error *e) {
  sprawa_value *data = sprawa_value_members(NULL, "code", sprawa_value_integer(NULL, code), NULL);
  bool taken = sprawa_machine_send(m, "open", data, NULL, e) == SPRAWA_OK;
  printf("%s: %s\n", sprawa_machine_state(m, 0), taken ? sprawa_machine_log(m, 0) : e->message);
  sprawa_value_release(data);
}

int main(void) {
  int code = 1234;
  const sprawa_hook hooks[] = {{"knows", knows, &code}, {"greet", greet, NULL}, {NULL, NULL, NULL}};
  sprawa_error e;
  sprawa_machine *m;
  if (sprawa_machine_text(NULL, "door.yaml", door, hooks, &m, &e) == SPRAWA_OK) {
    try_code(m, 1, &e);
    try_code(m, 1234, &e);
  }
  if (e.code != SPRAWA_OK) fprintf(stderr, "%s\n", e.message);
  sprawa_machine_free(m);
  return e.code;
}
