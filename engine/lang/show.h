/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SHOW_H
#define SPR_LANG_SHOW_H

#include "lang/site.h"

/* Rendering definitions for people and other programs. */

typedef struct spr_show {
  const spr_sources *sources;
  bool origin;      /* say of each part where it comes from */
  spr_arena *arena; /* for what is found out meanwhile; NULL: where nothing is */
} spr_show;

/* A source tree as YAML that reads back as the same tree. With origin, a comment `# FILE:LINE` stands at each
 * entry that comes from another file than what is around it. depth: levels of indentation to begin with. */
void spr_show_yaml(const spr_show *s, const spr_node *n, uint32_t depth, spr_buf *out);

/* The same as JSON: plain scalars as YAML 1.2's core schema reads them, quoted ones as text. One line, keys
 * in the tree's order. */
void spr_show_json(const spr_node *n, spr_buf *out);
/* {"/states/reported": {"file": F, "line": N}, ...}: a JSON pointer (RFC 6901) for each part that comes from
 * another file than what is around it, the whole first. */
void spr_show_json_origins(const spr_show *s, const spr_node *n, spr_buf *out);

/* What starts a transition, in words: "report", "after 30 days", "late decision". Plain text: who draws it
 * escapes what has a meaning there. */
void spr_show_trigger(const spr_model *m, const spr_transition *t, spr_buf *out);

/* The statechart as a picture: Graphviz DOT (compound states as clusters), and a Mermaid state diagram. lang:
 * language of the titles. */
void spr_show_dot(const spr_model *m, spr_str lang, spr_buf *out);
void spr_show_mermaid(const spr_model *m, spr_str lang, spr_buf *out);

#endif
