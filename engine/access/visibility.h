/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_ACCESS_VISIBILITY_H
#define SPR_ACCESS_VISIBILITY_H

#include "chart/step.h"
#include "store/row.h"

/* What a view sees of a case, as the case stands now: what any of its institutions sees. Everything is hidden
 * but what is said here: from an institution without a part, an unknown one, nobody in particular, a role
 * that nobody plays. Every list, report and answer asks the functions below, and nothing else; none of them
 * asks a rule.
 *
 *                                      where it    fields    sensitive  with         words of a
 *                                      stands                fields     visible_to   failed rule
 *   responsible, decides (in a state
 *   that is active)                    yes         yes       yes        if named     no
 *   provides (likewise)                yes         yes       no         if named     no
 *   monitors, informed (likewise)      yes         no        no         if named     no
 *   plays a role, has an open task,
 *   gives a place                      yes         no        no         if named     no
 *   nobody of these                    no          no        no         no           no
 *   whoever has opened the case for
 *   an emergency                       yes         yes       yes        no           no
 *   the operator                       yes         yes       yes        yes          yes
 *
 * A view may be bound to municipalities. Then a case of another one does not exist for it, whatever part an
 * institution of it has there, and for the operator as well.
 *
 * Where it stands: that the case exists; its states and who is responsible in each; deadlines and open tasks
 * (which are deadlines with somebody's name), how they are counted; links to cases that are seen as well;
 * incidents; the skeleton of its journal, but for who was at the door (see below); what may happen next, and
 * why not. Names in all this are those of the definition: what a rule made up, and may have put a value into,
 * is told to who sees every field.
 *
 * Fields end with the state. Who was responsible, decided or provided in a state that was left sees the
 * fields no longer: what is needed to act is seen by those who act, and a house in which a person lived a
 * year ago has no business with how that person lives now. What must be seen for longer names a role in
 * `visible_to`, for as long as that role is played.
 *
 * A role lasts. An institution keeps the role that it plays (language: "the parts that institutions play in a
 * case") until another one plays it, also after the state that needed it was left, and after the end: who has
 * decided must find its case, its entries in the journal and how it ended when somebody appeals against the
 * decision; an appeal that needs the fields is a state of the workflow, in which the office is responsible or
 * decides again. An institution that a state names by itself, and not by a role, has its part while that
 * state is active; so have those who are only asked for a task or a place, until the task or the stay is
 * over.
 *
 * Who pays plays a role, and so is as one who is informed: it sees which house is responsible (it must know
 * whom it pays), where the case stands and until when, and no field. The address of a house is a field.
 *
 * An entry's actor is who was at the door: a clerk, by name. An institution sees that of the entries that
 * were made in its own name, as it must know which of its people did what; who works elsewhere is not its
 * concern. Of an entry by which the case was opened for an emergency, whoever was responsible then or is
 * now is told the actor, too, and the reason: that is whose trust was used.
 *
 * Who opens a case for an emergency needs to know what a house needs to know to help: all fields, in whatever
 * state the case is, also after its end. But what is shown to named roles alone, such as the address of a
 * house that somebody flees to, was promised to nobody else; not even then. Nothing is opened by the case:
 * the view says which one it is, and whoever makes the view answers for that (cases/emergency.c).
 *
 * A refusal changes nothing. It is told, with its reasons and the rule's place, to those who see the case, to
 * the institutions that the workflow names for what they tried (its guards' reasons are written for them),
 * and to whoever opens a case, which holds nothing yet but what the opener has said. Whoever else tries
 * something by a door is told that there is no such case, as of one that does not exist. */

/* Whose eyes; zero: nobody in particular, who sees nothing. What it points to is borrowed. */
typedef struct spr_view {
  const spr_str *as; /* institutions */
  uint32_t nas;
  const spr_str *municipalities; /* none: all */
  uint32_t nmunicipalities;
  spr_str opened;  /* id of the case that was opened for an emergency, or empty */
  bool everything; /* whoever holds database and keys: the operator */
} spr_view;

/* Is it one of the view's institutions? */
bool spr_view_is(const spr_view *v, spr_str institution);
/* Is the municipality one of the view's? Where it is not, nothing else needs to be asked: no case exists. */
bool spr_view_within(const spr_view *v, spr_str municipality);
/* May it know that the case exists, and where it stands? The id is that of the case: an emergency opens one
 * by that. */
bool spr_view_case(const spr_view *v, spr_str id, const spr_case *c);
/* The same of what the store keeps beside the case (store/row.h: where it lies, and `seen`), before anything
 * of the case is opened: no key, no rule and no definition is needed, so a failure of these is nothing that
 * tells a stranger of the case. */
bool spr_view_beside(const spr_view *v, spr_str id, spr_str municipality, spr_str seen);
/* The same as a question to the store, so that lists and counts are of what the view sees, and others are not
 * looked at. It borrows from the view. */
spr_audience spr_view_audience(const spr_view *v);
void spr_view_narrow(const spr_view *v, spr_case_filter *f);
/* May an administrator of that view be told who has looked at a case, and when? Who sees nothing of the cases
 * may look after that, but for the cases of others: it is bound to the view's municipalities, and to the
 * cases that its institutions may know of, where there are any. Of what the store keeps beside the case. */
bool spr_view_oversees(const spr_view *v, spr_str municipality, spr_str seen);
/* Of all of them? */
bool spr_view_oversees_all(const spr_view *v);
/* As a question to the store. */
void spr_view_narrow_overseen(const spr_view *v, spr_case_filter *f);
/* A message that a case has for an institution is told to that one, whether it may know of the case or not;
 * the case lies in one of the view's municipalities. As a question to the store. */
void spr_view_narrow_notices(const spr_view *v, spr_notice_filter *f);
/* A field by its number, of a case that it may know of. */
bool spr_view_field(const spr_view *v, spr_str id, const spr_case *c, int32_t field);
/* Is it told the task's name whoever made that up? If it is its own task, or it sees every field; others are
 * told the task's id in place of a name that is not of the definition. */
bool spr_view_task(const spr_view *v, spr_str id, const spr_case *c, const spr_open_task *t);

/* Who was at the door, for an entry that was made in the name of `by`. */
bool spr_view_actor(const spr_view *v, spr_str by);
/* Does it answer for the case: as `responsible`, who did so at some time, as whoever is responsible in a
 * state that is active now, or as the operator? c NULL: it is not asked how it stands now. */
bool spr_view_answers(const spr_view *v, const spr_case *c, spr_str responsible);
/* Who opened the case for an emergency in the name of `by`, and why, while `responsible` was responsible:
 * told to these, and to whoever is responsible for the case now. c NULL: it was erased. */
bool spr_view_emergency(const spr_view *v, const spr_case *c, spr_str by, spr_str responsible);

/* That it was refused, and why: of this input, by the case that has refused it. */
bool spr_view_refusal(const spr_view *v, spr_str id, const spr_case *c, const spr_input *in,
                      const spr_result *r);
/* The words of one of them. What a rule says that fails may quote any field ("attempt to compare ... "), so
 * only who sees everything is told; its place is told to all who are told reasons. */
spr_str spr_view_words(const spr_view *v, const spr_reason *r);

#endif
