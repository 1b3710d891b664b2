/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_ADAPT_H
#define SPR_LANG_ADAPT_H

#include "base/duration.h"
#include "lang/compose.h"
#include "lang/lost.h"
#include "lang/site.h"

/* A city's `change`: a merge patch (RFC 7396) onto the expanded workflows of a package, as far as the package
 * allows it.
 *
 * What may change is what the nearest `adaptable` around the place says, and what the package's own says
 * everywhere; below `locked: true` nothing may, in whatever map it stands. The words and the keys that they
 * open:
 *
 *   titles       title, description (also those of tasks and deadlines)
 *   responsible  responsible            matrix  decides, provides, monitors, informed
 *   deadline     deadline, deadlines    tasks   tasks
 *   on           on, after, done, always
 *   entry, exit  the same               states  new states, and removing states
 *
 * Everything else (initial, parallel, use, ...) is the package's alone. A refusal has two places: the line of
 * the patch, and the line that refuses it. */

typedef struct spr_adapter {
  spr_arena *arena;
  spr_diags *diags;
  const spr_node *package; /* package.yaml */
  const spr_node *tree;    /* the city's <package>.yaml */
  spr_flow *flows; /* expanded trees of this build alone: states in them are replaced by adapted ones */
  uint32_t nflows;
  spr_names *lost; /* out: names in what is refused; see lost.h */
  bool faulty;     /* out */
} spr_adapter;

/* `change`, `why` and `written_for`. */
void spr_adapt(spr_adapter *x);
/* The maps of `add.<what>` (events, fields, parameters) with names that a city may add, or NULL; the others
 * are reported. */
const spr_node *spr_adapt_added(spr_adapter *x, const char *what);

/* Adds an error unless one of the same code stands there already: a package is read once for each city and
 * workflow. */
spr_diag *spr_fault(spr_diags *d, bool *faulty, spr_code code, spr_span at, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

#endif
