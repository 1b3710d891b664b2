/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "rules/fake_step.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any text as an expression, a block or a file: it is refused with a place inside of its source, or it runs,
 * within the limits, to the same end each time. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char answers[2][65536];
  if (size < 1 || size > 4000) return 0;
  for (int round = 0; round < 2; round++) {
    fake f;
    int32_t x;
    fake_open(&f, data[0] & 4);
    char *text = spr_arena_strdup(&f.arena, (const char *)data + 1, size - 1);
    if (memchr(text, '\0', size - 1)) text[strlen(text)] = '\0';
    if (data[0] % 4 == 3) {
      fake_file(&f, data[0] & 8, text);
      x = fake_expr(&f, SPR_X_VALUE, "hook.give()");
    } else {
      x = fake_expr(&f, data[0] % 4 == 0 ? SPR_X_GUARD : data[0] % 4 == 1 ? SPR_X_VALUE : SPR_X_RUN, text);
    }
    const char *faults = fake_faults(&f);
    if (!faults[0]) {
      spr_rules_free(f.rules);
      f.rules = NULL;
      fake_make(&f);
      faults = fake_ask(&f, x);
    }
    for (uint32_t i = 0; i < f.diags.n; i++) {
      const spr_source *s = spr_sources_get(&f.sources, f.diags.v[i].at.file);
      if (s && f.diags.v[i].at.to > s->text.n) abort();
    }
    snprintf(answers[round], sizeof answers[round], "%s", faults);
    fake_close(&f);
  }
  if (strcmp(answers[0], answers[1]) != 0) abort();
  return 0;
}
