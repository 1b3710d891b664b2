/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

/* The sanitizers' search for leaks has to look into the process. */
#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif

void spr_forbid_dumps(void) {
  const struct rlimit none = {0, 0};
  (void)setrlimit(RLIMIT_CORE, &none);
#ifndef WATCHED
  (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
