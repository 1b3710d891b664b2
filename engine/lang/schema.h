/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SCHEMA_H
#define SPR_LANG_SCHEMA_H

#include "base/diag.h"
#include "lang/node.h"

/* The form of every file: schema.def as a table, and the walk that checks a source tree against it.
 *
 *     spr_checker c = {.d = diags, .mode = SPR_MODE_PACKAGE, .languages = langs, .nlanguages = n};
 *     spr_schema_check(&c, SPR_SHAPE_WORKFLOW, tree);
 *
 * What is wrong is reported at its own token and marked `poisoned` in the tree: a scalar or list that has the
 * wrong form, a map that lacks something or says two things. Whoever reads the tree later passes over what is
 * poisoned in silence, and over keys that the shape does not have. Members and entries of a poisoned map are
 * checked on their own. */

typedef enum spr_shape {
  SPR_SHAPE_NONE,
#define SHAPE(id, parent, words, doc) SPR_SHAPE_##id,
#define CHOICE(id, words)
#define KEY(shape, key, container, keys, form, arg, flags, doc)
#define RULE(shape, key, kind, others)
#include "lang/schema_lists.def"
  SPR_SHAPE_COUNT
} spr_shape;

typedef enum spr_choice {
  SPR_CHOICE_NONE,
#define SHAPE(id, parent, words, doc)
#define CHOICE(id, words) SPR_CHOICE_##id,
#define KEY(shape, key, container, keys, form, arg, flags, doc)
#define RULE(shape, key, kind, others)
#include "lang/schema_lists.def"
  SPR_CHOICE_COUNT
} spr_choice;

typedef enum spr_container { SPR_C_ONE, SPR_C_LIST, SPR_C_MANY, SPR_C_MAP } spr_container;

/* The forms of values (and of keys), with the words that a message uses. */
#define SPR_FORM_MAP(X)                                                                                      \
  X(0, "")                                                                                                   \
  X(TEXT, "a text")                                                                                          \
  X(TITLE, "a text, or a map with one for each language")                                                    \
  X(NAME, "a name")   /* of states, tasks, fields, hooks, parameters */                                      \
  X(REF, "a name")    /* of something that such a name was given to elsewhere */                             \
  X(DASHED, "a name") /* of packages, cities, institutions, services, kinds: also with '-' */                \
  X(WORD, "a word")   /* ids and outcomes: as DASHED */                                                      \
  X(WHO, "the name of a role, a kind or an institution")                                                     \
  X(WHO_WHERE, "the name of a role, a kind or an institution, or a map of such, by state")                   \
  X(EVENT, "the name of an event")                                                                           \
  X(DESCRIPTOR, "the name of an event, `x.*` or `*`")                                                        \
  X(PATH, "a name or a path of names")                                                                       \
  X(LANG, "the code of a language, such as pl")                                                              \
  X(CALENDAR, "the name of a calendar, such as PL")                                                          \
  X(LAW, "the name of a calendar, such as PL, or a map in the form of its file")                             \
  X(ZONE, "a time zone, such as Europe/Warsaw")                                                              \
  X(LANGUAGE, "the version of the language, 1")                                                              \
  X(VERSION, "a version such as 1.2.0")                                                                      \
  X(BOOLEAN, "true or false")                                                                                \
  X(COUNT, "a whole number, 0 or more")                                                                      \
  X(DATE, "a date such as 2026-04-01")                                                                       \
  X(DATETIME, "a time such as 2026-04-01 10:00")                                                             \
  X(DURATION, "a duration such as 14 days")                                                                  \
  X(SPAN, "a duration such as 14 days, `param.NAME` or `=EXPRESSION`")                                       \
  X(MOMENT, "a duration such as 14 days, `param.NAME`, `=EXPRESSION` or `at EXPRESSION`")                    \
  X(EXPR, "an expression")                                                                                   \
  X(BLOCK, "a block of Lua")                                                                                 \
  X(VALUE, "a value")                                                                                        \
  X(VALUES, "a map of values") /* or null, or a list of such */                                              \
  X(NAMES, "a list of names")                                                                                \
  X(WITH, "a map of values or a list of names")                                                              \
  X(CHOICE, "one of its words")                                                                              \
  X(TYPE, "the name of a type, or a map with `type`")                                                        \
  X(OF, "a type, or the words of a choice")                                                                  \
  X(SHAPE, "a map")                                                                                          \
  X(TRANSITION, "the name of a state, a map, or a list of maps")                                             \
  X(INITIAL, "the name of a state, a list of such, or a map with `to`")                                      \
  X(SETTING, "a value, or a map with `value`")                                                               \
  X(PATCH, "a map of changes, or null")

typedef enum spr_form {
#define X(id, words) SPR_FORM_##id,
  SPR_FORM_MAP(X)
#undef X
} spr_form;

enum {
  SPR_KEY_REQUIRED = 1,
  SPR_KEY_IN_PACKAGE = 2,
  SPR_KEY_ALONE = 4,
  SPR_KEY_VERB = 8,
  SPR_KEY_NOT_YET = 16,
  SPR_KEY_NOT_EMPTY = 32
};

typedef struct spr_key_def {
  spr_shape shape;
  const char *key;
  uint32_t length; /* of the key */
  spr_container container;
  spr_form keys; /* of a MAP */
  spr_form form;
  int arg; /* spr_shape or spr_choice */
  unsigned flags;
  const char *doc;
} spr_key_def;

typedef enum spr_rule_sense { SPR_RULE_NEEDS, SPR_RULE_EXCLUDES } spr_rule_sense;

typedef struct spr_rule_def {
  spr_shape shape;
  const char *key;
  spr_rule_sense sense;
  const char *others; /* separated by spaces */
} spr_rule_def;

typedef enum spr_mode {
  SPR_MODE_PACKAGE, /* files of a package */
  SPR_MODE_CITY,    /* files of a city, and stories: names may begin with x- */
  SPR_MODE_ALONE    /* a workflow that stands alone: any letters in names */
} spr_mode;

/* -- the table ------------------------------------------------------------------------------------------ */
spr_shape spr_shape_parent(spr_shape s);
const char *spr_shape_words(spr_shape s); /* "a state" */
const char *spr_shape_doc(spr_shape s);
const char *spr_choice_words(spr_choice c);
const char *spr_form_words(spr_form f);
/* The shape's own keys, without those of its parents, in the order of schema.def. */
const spr_key_def *spr_schema_keys(spr_shape s, uint32_t *n);
const spr_rule_def *spr_schema_rules(uint32_t *n);
/* The key of a shape or of one of its parents, or NULL. */
const spr_key_def *spr_schema_key(spr_shape s, spr_str key);
/* The key of the shape that is nearest to one that it has not, or an empty text. */
spr_str spr_schema_near(spr_mode mode, spr_shape s, spr_str key);
/* Is s the shape t, or made from it? */
bool spr_shape_is(spr_shape s, spr_shape t);
/* Is the word one of those, which are separated by spaces? */
bool spr_word_among(spr_str word, const char *words);

/* -- the walk ------------------------------------------------------------------------------------------- */
typedef struct spr_checker {
  spr_diags *d;
  spr_mode mode;
  const spr_str *languages; /* in which every text must exist; none: not checked */
  uint32_t nlanguages;
} spr_checker;

void spr_schema_check(const spr_checker *c, spr_shape shape, spr_node *root);
/* Is the text a name of that form? NAME, REF, DASHED, WORD, WHO, EVENT, DESCRIPTOR, PATH, LANG, CALENDAR. */
bool spr_name_ok(spr_mode mode, spr_form form, spr_str text);

#endif
