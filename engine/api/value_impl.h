/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_VALUE_IMPL_H
#define SPR_API_VALUE_IMPL_H

#include <stdatomic.h>

#include "api/api.h"

/* A public value; private to value.c, value_read.c and convert.c. It is a tree of its own, counted by
 * atomics, because a value of the engine belongs to one machine and one thread. Behind the head stand the
 * bytes of a text and its NUL, the elements of a list, or the members of a record and their names. */
struct sprawa_value {
  spr_alloc alloc;
  atomic_uint refs;
  uint8_t type;
  bool declared;  /* a record whose members stand as they are declared, not by name */
  bool hidden;    /* a text in it holds a control or invisible character but tab and line feed */
  uint32_t depth; /* 1 + that of the deepest part */
  size_t n;       /* bytes, elements or members behind the head */
  size_t size;    /* of the whole block */
  size_t parts;   /* with those of its parts, however shared; a text's bytes are no parts */
  size_t bytes;   /* of all texts and names in it */
  union {
    bool b;
    int64_t i;
    double n;
    sprawa_code fault;
  } u;
};

typedef struct spr_api_member {
  const char *name;
  sprawa_value *value;
} spr_api_member;

static inline const char *spr_api_bytes(const sprawa_value *v) {
  return (const char *)(v + 1);
}
static inline sprawa_value **spr_api_items(const sprawa_value *v) {
  return (sprawa_value **)(uintptr_t)(v + 1);
}
static inline spr_api_member *spr_api_members(const sprawa_value *v) {
  return (spr_api_member *)(uintptr_t)(v + 1);
}

#endif
