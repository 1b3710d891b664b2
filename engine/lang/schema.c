/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/schema.h"

/* The number of each shape's first key: its keys follow it in schema.def. */
#define PASTE(a, b) a##b
#define NUMBER(line) PASTE(KEY_AT_, line)
enum {
#define SHAPE(id, parent, words, doc) FIRST_##id, BEFORE_##id = FIRST_##id - 1,
#define CHOICE(id, words)
#define KEY(shape, key, container, keys, form, arg, flags, doc) NUMBER(__LINE__),
#define RULE(shape, key, kind, others)
#include "lang/schema_lists.def"
  ALL_KEYS
};

typedef struct shape_def {
  spr_shape parent;
  uint32_t first;
  const char *words, *doc;
} shape_def;

static const shape_def shapes[] = {
    [SPR_SHAPE_NONE] = {SPR_SHAPE_NONE, 0, "nothing", ""},
#define SHAPE(id, parent, words, doc) [SPR_SHAPE_##id] = {SPR_SHAPE_##parent, FIRST_##id, words, doc},
#define CHOICE(id, words)
#define KEY(shape, key, container, keys, form, arg, flags, doc)
#define RULE(shape, key, kind, others)
#include "lang/schema_lists.def"
    [SPR_SHAPE_COUNT] = {SPR_SHAPE_NONE, ALL_KEYS, "", ""},
};

static const char *const choices[] = {
    [SPR_CHOICE_NONE] = "",
#define SHAPE(id, parent, words, doc)
#define CHOICE(id, words) [SPR_CHOICE_##id] = words,
#define KEY(shape, key, container, keys, form, arg, flags, doc)
#define RULE(shape, key, kind, others)
#include "lang/schema_lists.def"
};

enum {
  REQUIRED = SPR_KEY_REQUIRED,
  IN_PACKAGE = SPR_KEY_IN_PACKAGE,
  ALONE = SPR_KEY_ALONE,
  VERB = SPR_KEY_VERB,
  NOT_YET = SPR_KEY_NOT_YET,
  NOT_EMPTY = SPR_KEY_NOT_EMPTY
};

static const spr_key_def keys[] = {
#define SHAPE(id, parent, words, doc)
#define CHOICE(id, words)
#define KEY(shape, key, container, keys, form, arg, flags, doc)                                              \
  {SPR_SHAPE_##shape,                                                                                        \
   key,                                                                                                      \
   sizeof(key) - 1,                                                                                          \
   SPR_C_##container,                                                                                        \
   SPR_FORM_##keys,                                                                                          \
   SPR_FORM_##form,                                                                                          \
   arg,                                                                                                      \
   flags,                                                                                                    \
   doc},
#define RULE(shape, key, kind, others)
#include "lang/schema_lists.def"
};

static const spr_rule_def rules[] = {
#define SHAPE(id, parent, words, doc)
#define CHOICE(id, words)
#define KEY(shape, key, container, keys, form, arg, flags, doc)
#define RULE(shape, key, kind, others) {SPR_SHAPE_##shape, key, SPR_RULE_##kind, others},
#include "lang/schema_lists.def"
};

#define COUNT(v) (sizeof(v) / sizeof *(v))

spr_shape spr_shape_parent(spr_shape s) {
  return shapes[s].parent;
}
const char *spr_shape_words(spr_shape s) {
  return shapes[s].words;
}
const char *spr_shape_doc(spr_shape s) {
  return shapes[s].doc;
}
const char *spr_choice_words(spr_choice c) {
  return choices[c];
}

const char *spr_form_words(spr_form f) {
  static const char *const words[] = {
#define X(id, text) text,
      SPR_FORM_MAP(X)
#undef X
  };
  return words[f];
}

const spr_key_def *spr_schema_keys(spr_shape s, uint32_t *n) {
  *n = shapes[s + 1].first - shapes[s].first;
  return &keys[shapes[s].first];
}

const spr_rule_def *spr_schema_rules(uint32_t *n) {
  *n = COUNT(rules);
  return rules;
}

bool spr_shape_is(spr_shape s, spr_shape t) {
  while (s != t && s != SPR_SHAPE_NONE) s = shapes[s].parent;
  return s == t;
}

const spr_key_def *spr_schema_key(spr_shape s, spr_str key) {
  for (; s != SPR_SHAPE_NONE; s = shapes[s].parent)
    for (uint32_t i = shapes[s].first; i < shapes[s + 1].first; i++)
      if (keys[i].length == key.n && memcmp(keys[i].key, key.p, key.n) == 0) return &keys[i];
  return NULL;
}

bool spr_word_among(spr_str word, const char *words) {
  while (*words) {
    size_t n = strcspn(words, " ");
    if (word.n == n && memcmp(word.p, words, n) == 0) return true;
    words += n;
    words += strspn(words, " ");
  }
  return false;
}
