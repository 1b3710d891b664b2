/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "crowd.h"

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "make") == 0) crowd_make(argv[2], bench_setting("BENCH_CASES", 10000));
  if (argc > 2 && strcmp(argv[1], "read") == 0) crowd_read(argv[2], bench_setting("BENCH_LEAST", 20));
  return 0;
}
