/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_DIAGRAM_H
#define SPRAWA_DIAGRAM_H

#include "sprawa/engine.h"
#include "sprawa/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The statechart of a workflow as a picture (SVG), and as rows that say the same in words.
 *
 * The picture is made of classes alone: no colour, no font and no style stands in it, so that the page around
 * it rules, in light and dark, in forced colours and in print. sprawa_diagram_style() is a style sheet for
 * it; boxes are measured for the letters that it names. The same workflow gives the same bytes everywhere. */

typedef struct sprawa_diagram sprawa_diagram;

/* What is drawn: a case, or a deployed workflow. Zero and NULL are what most want. */
typedef struct sprawa_draw {
  /* A case as it stands: active states have the class "active", those in which it was before "visited". Or as
   * it stood after the entry `at_seq`. */
  const char *id;
  uint64_t at_seq;       /* 0: the last one */
  const sprawa_view *as; /* whose view; needed for a case */
  /* Else a workflow as it is deployed in a municipality; workflow NULL: the package's main one. */
  const char *package, *municipality, *workflow;
  const char *language; /* of titles and words; NULL: the view's, else the engine's */
  /* Begins every id of the picture (that of the whole is "diagram-picture"), so that several stand in one
   * page; a letter, then letters, digits, "-" and "_", 64 at most. NULL: "diagram". */
  const char *prefix;
  /* Each state leads there: this text, then the state's path. Such a picture is no single image for who
   * listens to it (role "group", each state a link). NULL: nowhere (role "img"). */
  const char *link;
  bool alone; /* a document of its own, with its style; else a part of a page, for whose style sheet it is */
} sprawa_draw;

/* On SPRAWA_OK *out belongs to the caller (sprawa_diagram_free), else it is NULL. SPRAWA_NOT_FOUND: no such
 * case, or not for that view; no such entry, package, municipality or workflow; SPRAWA_LIMIT: too many states
 * or transitions for one picture; SPRAWA_NOT_DONE; SPRAWA_INVALID; SPRAWA_NO_MEMORY. */
SPRAWA_API sprawa_code sprawa_engine_draw(sprawa_engine *e, const sprawa_draw *what, sprawa_diagram **out,
                                          sprawa_error *error);
SPRAWA_API void sprawa_diagram_free(sprawa_diagram *d); /* NULL is ignored */

/* What is lent below lives as long as the diagram. */

/* One <svg> element (alone: with the XML declaration before it), UTF-8, ending with NUL; its length to *size,
 * which may be NULL. */
SPRAWA_API const char *sprawa_diagram_svg(const sprawa_diagram *d, size_t *size);
/* What it is called, as in its <title>. */
SPRAWA_API const char *sprawa_diagram_title(const sprawa_diagram *d);
/* How large it is, in units of its viewBox, which begins at -1, -1. */
SPRAWA_API void sprawa_diagram_size(const sprawa_diagram *d, int32_t *width, int32_t *height);
/* The language of its words: "pl". */
SPRAWA_API const char *sprawa_diagram_language(const sprawa_diagram *d);

/* One arrow of the picture, or a transition that stays where it is. Texts are in the picture's language. */
typedef struct sprawa_diagram_row {
  const char *from;       /* the state's path; empty: the whole workflow */
  const char *from_title; /* for people: its title, else its path; and what the picture shows by its form,
                             whether the way begins or ends here or goes back: "Lit (final state)" */
  const char *event;      /* what starts it: the event's title or name, "after 14 days"; empty: it goes by
                             itself */
  const char *guard;      /* as it is written; empty: none */
  const char *to;         /* path; empty, where to_title is not: the whole workflow */
  const char *to_title;   /* empty: it leads nowhere else */
  bool active, visited;   /* is `from` so, in the picture of a case? */
} sprawa_diagram_row;

/* The i-th, from 0, in the order of the definition; NULL beyond the last. A condition that is too long for
 * the picture is named there by the number of its row, from 1: "[condition 12]" is the guard of row 11. One
 * that stands alone has these conditions written below it. */
SPRAWA_API const sprawa_diagram_row *sprawa_diagram_at(const sprawa_diagram *d, size_t i);

/* The style sheet, for a page that holds diagrams: everything in it is inside of ".sprawa-diagram", and its
 * colours are custom properties (--sprawa-...) that a page may set. Never NULL; valid for ever. */
SPRAWA_API const char *sprawa_diagram_style(void);

#ifdef __cplusplus
}
#endif

#endif
