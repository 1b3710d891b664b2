/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit/store/faulty.h"

/* The program `sprawa`, in which the call number SPRAWA_FAULT_AT fails in the way of SPRAWA_FAULT (see arm).
 * Where a fault happened and the program lived on, there is a file SPRAWA_FIRED afterwards. All memory
 * but that of the YAML library comes by way of this file (the linker wraps realloc) or of SQLite's own door.
 */

static bool is_hit(void) {
  return faulty_hits(FAULTY_MEMORY);
}

void *__real_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_realloc(void *p, size_t n) {
  return n > 0 && is_hit() ? NULL : __real_realloc(p, n);
}

static void tell(void) {
  const char *path = getenv("SPRAWA_FIRED");
  if (!faulty_disarm() || !path) return;
  int fd = open(path, O_WRONLY | O_CREAT, 0600);
  if (fd >= 0) close(fd);
}

/* Before main, so that main can be the program's own. */
__attribute__((constructor)) static void arm(void) {
  static const struct {
    const char *name;
    faulty_kind kind;
    faulty_way way;
  } plans[] = {{"files once", FAULTY_FILES, FAULTY_ONCE},   {"files full", FAULTY_FILES, FAULTY_FOR_EVER},
               {"files crash", FAULTY_FILES, FAULTY_CRASH}, {"files torn", FAULTY_FILES, FAULTY_TORN},
               {"memory once", FAULTY_MEMORY, FAULTY_ONCE}, {"memory full", FAULTY_MEMORY, FAULTY_FOR_EVER}};
  const char *plan = getenv("SPRAWA_FAULT"), *at = getenv("SPRAWA_FAULT_AT");
  faulty_start();
  atexit(tell);
  for (size_t i = 0; plan && at && i < sizeof plans / sizeof *plans; i++)
    if (strcmp(plan, plans[i].name) == 0) faulty_arm(plans[i].kind, plans[i].way, strtoul(at, NULL, 10));
}
