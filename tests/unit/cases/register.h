/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_CASES_REGISTER_H
#define TESTS_UNIT_CASES_REGISTER_H

#include "town_desk.h"

/* The site tests/data/register on a file: fields of all types, in a package in clear and a sealed one. */

static inline int open_register(void **state) {
  static town_desk t;
  t = (town_desk){.now = AT(2026, 1, 7, 9), .seed = 1};
  town_on_file(&t, "../../data/register");
  *state = &t;
  return 0;
}

static inline int close_register(void **state) {
  town_close(*state);
  return 0;
}

static inline spr_pair text(spr_heap *h, const char *key, const char *value) {
  return (spr_pair){spr_v_text(h, spr_str_of(key)), spr_v_text(h, spr_str_of(value))};
}

#endif
