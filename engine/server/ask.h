/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_ASK_H
#define SPR_SERVER_ASK_H

#include "server/form.h"
#include "server/screen.h"
#include "sprawa/explain.h"

/* The data of an event as a form, and back: each datum is asked for by what fits its kind, and what is typed
 * becomes a value. Names of inputs are "data.NAME", of members of records "data.NAME.MEMBER"; ids of elements
 * begin with what tells the forms of a page apart.
 *
 *   spr_ask_write(p, "e3", o->data, o->ndata, NULL);
 *   spr_ask_read(v, &form, o->data, o->ndata, &value, &faults)     of what was posted
 *   spr_ask_write(p, "e3", o->data, o->ndata, &back);              once more, with what was typed */

/* What is wrong with what was typed. */
typedef struct spr_ask_fault {
  spr_str input; /* its name */
  spr_str label;
  spr_phrase what;
} spr_ask_fault;

typedef struct spr_asked {
  spr_form form; /* what was typed */
  spr_ask_fault faults[SPR_MAX_FORM_FIELDS];
  uint32_t n;
} spr_asked;

/* Once more with a fault. */
void spr_ask_blame(spr_asked *a, spr_str input, spr_str label, spr_phrase what);
/* What was typed there; .p NULL: nothing, or the form does not come back. */
spr_str spr_ask_typed(const spr_asked *a, spr_str input);
/* The id of an input's element. */
spr_str spr_ask_id(spr_arena *arena, spr_str prefix, spr_str input);

/* back: NULL where the form is empty. */
void spr_ask_write(spr_screen *p, spr_str prefix, const sprawa_datum *data, size_t n, const spr_asked *back);
/* One line of text, or several, that is no datum: a reason, a note. */
void spr_ask_text(spr_screen *p, spr_str prefix, const char *name, spr_phrase label, bool lines,
                  const spr_asked *back);
/* In whose name (`by`): of several institutions one is chosen, the first until then; a single one goes
 * without saying. */
void spr_ask_by(spr_screen *p, spr_str prefix, const char *const *ids, const char *const *titles, size_t n,
                const spr_asked *back);
/* What to say of a value that does not fit. */
spr_phrase spr_ask_misfit(sprawa_kind kind);

/* -- ask_words.c ----------------------------------------------------------------------------------------- */
/* What it is called for people: its title, else its name with blanks. */
spr_str spr_ask_label(spr_arena *arena, const sprawa_datum *d);
/* The i-th member of a record; the parts of a person are called in the reader's language. */
sprawa_datum spr_ask_member(const spr_visit *v, const sprawa_datum *d, size_t i);
/* SPR_PHRASES: that is no part of a person. */
spr_phrase spr_ask_person(const char *member);
/* Is a list of such typed with one on each line? */
bool spr_ask_simple(sprawa_kind kind);
/* A value of that kind as JSON. */
spr_str spr_ask_example(spr_visit *v, const sprawa_datum *d);

/* -- ask_places.c ---------------------------------------------------------------------------------------- */
/* Makes of a municipality or institution one of those that are known, by what they are called: the reader's
 * own first, then those of the same municipalities. false: they are too many to choose from, or the reader
 * is not told of all. */
bool spr_ask_places(spr_visit *v, sprawa_datum *d);

/* A record of what the form says, held by the visit; faults are put into a. Of the faults of values only
 * those are found here that a form can make; the engine judges the rest. */
const sprawa_value *spr_ask_read(spr_visit *v, const sprawa_datum *data, size_t n, spr_asked *a);

/* The same where it is not known what is asked for: whatever was typed, as texts by the names of the inputs,
 * so that nothing is sent without it. NULL: nothing was. */
const sprawa_value *spr_ask_texts(spr_visit *v, const spr_asked *a);

#endif
