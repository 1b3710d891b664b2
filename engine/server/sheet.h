/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_SHEET_H
#define SPR_SERVER_SHEET_H

#include "server/ask.h"
#include "server/console.h"

/* The page of a case, made of parts that stand in files of their own. Whatever it tells it has of the public
 * library, in the visitor's view; it decides nothing. */

/* What somebody has tried and what became of it: the form comes back, with what was typed. */
typedef struct spr_tried {
  const char *what;   /* "event", "done", "sign", "waive", "note", "reopen" */
  spr_str name;       /* of the event or task */
  spr_phrase outcome; /* what went wrong */
  const sprawa_reason *reasons;
  uint32_t nreasons;
  spr_str detail; /* in the words of the engine, where there are no others; may be empty */
  spr_asked asked;
} spr_tried;

typedef struct spr_sheet {
  spr_screen page;
  spr_visit *visit;
  const sprawa_case *c;
  const sprawa_case_row *row;
  const sprawa_explanation *x;       /* NULL: it is told as it was, or is erased */
  const sprawa_directory *directory; /* institutions of the case's municipality; may be NULL */
  bool past;                         /* it is told as it was: nobody can do anything there */
  const spr_tried *tried;            /* NULL: the page was asked for */
} spr_sheet;

/* Reads the case and notes that it is read. tried: or NULL. */
void spr_sheet_show(spr_visit *v, const spr_tried *tried);

/* -- what parts share (sheet_words.c) ----------------------------------------------------------------------
 */
/* The name of an institution, else its id; with a NUL behind. */
spr_str spr_sheet_institution(const spr_sheet *k, const char *id);
/* Who was at the door: a name, or the operator in words. */
spr_str spr_sheet_actor(const spr_sheet *k, const char *actor);
/* Several, as a list in words: "A, B". */
void spr_sheet_institutions(spr_sheet *k, const char *const *ids, size_t n);
/* Titles as one text: "A, B". */
spr_str spr_sheet_joined(const spr_sheet *k, const char *const *titles, size_t n);
/* The institutions of the list in whose name the visitor may act; ids in the arena. anyone: all of the
 * visitor's. */
size_t spr_sheet_acting(const spr_sheet *k, bool anyone, const char *const *by, size_t nby,
                        const char *const **out);
/* Those whose notes are taken: who has a part in the case as it stands. (sheet_file.c) */
size_t spr_sheet_noting(const spr_sheet *k, const char *const **out);
/* Those who may waive the task of that id, if it is open. (sheet_duties.c) */
size_t spr_sheet_waiving(const spr_sheet *k, spr_str task, const char *const **out);
/* A section with its heading; close with "section". */
void spr_sheet_section(spr_sheet *k, const char *id, spr_phrase title);
/* The end of a term: when, and how far away; standing still. */
void spr_sheet_end(spr_sheet *k, int64_t ends, const char *last_day, bool suspended, bool overdue);
/* The address of the case as it stood after an entry. */
spr_str spr_sheet_at_url(const spr_sheet *k, uint64_t seq);
/* Why not; looks: conditions that look at the data, and may yet say no. (sheet_reasons.c) */
void spr_sheet_reasons(spr_sheet *k, const sprawa_reason *v, size_t n, bool looks);
/* "FILE:LINE" of a rule, as a link to its source. */
void spr_sheet_rule(spr_sheet *k, const char *place);

/* -- forms (sheet_forms.c) ---------------------------------------------------------------------------------
 */
/* A form that posts to the case: /cases/ID/WHAT[/NAME]. It carries where the case stands, in whose name it is
 * sent (acting: one or more), and a key by which a form that is sent twice happens once. */
void spr_sheet_form(spr_sheet *k, const char *what, spr_str name, spr_str prefix, const char *const *acting,
                    size_t n);
/* Its button; about: put into the words. */
void spr_sheet_submit(spr_sheet *k, const char *class_names, spr_phrase key, spr_str about);
/* What was typed into this form, if it is the one that comes back; else NULL. */
const spr_asked *spr_sheet_back(const spr_sheet *k, const char *what, const char *name);
/* The prefix of the ids of a form's elements. */
spr_str spr_sheet_prefix(const spr_sheet *k, const char *what, const char *name);
/* What became of what was tried, above all else on the page, with links to the fields; or what was done. */
void spr_sheet_told(spr_sheet *k);

/* -- parts ------------------------------------------------------------------------------------------------
 */
void spr_sheet_head(spr_sheet *k);                          /* page_case.c */
void spr_sheet_next(spr_sheet *k);                          /* sheet_next.c: what can happen */
void spr_sheet_deadlines(spr_sheet *k);                     /* sheet_duties.c */
void spr_sheet_count(spr_sheet *k, const sprawa_coming *c); /* sheet_count.c: how its end was counted */
void spr_sheet_tasks(spr_sheet *k);
void spr_sheet_competency(spr_sheet *k); /* sheet_competency.c */
void spr_sheet_fields(spr_sheet *k);     /* sheet_file.c */
void spr_sheet_links(spr_sheet *k);
void spr_sheet_opened(spr_sheet *k);
void spr_sheet_emergencies(spr_sheet *k);
void spr_sheet_incidents(spr_sheet *k);
void spr_sheet_notes(spr_sheet *k);
void spr_sheet_history(spr_sheet *k); /* sheet_history.c */

/* -- values (value_html.c) --------------------------------------------------------------------------------
 */
void spr_value_show(spr_screen *p, const sprawa_value *value);

#endif
