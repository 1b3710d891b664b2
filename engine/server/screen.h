/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_SCREEN_H
#define SPR_SERVER_SCREEN_H

#include "server/html.h"
#include "server/route.h"

/* A page of the console: the frame around each of them, and what pages have in common.
 *
 *   static void show(spr_visit *v) {
 *     spr_screen p;
 *     spr_screen_begin(&p, v, SPR_AT_SYSTEM, spr_screen_said(v, SPR_SAY_system));
 *     spr_html *h = &p.html;
 *     spr_html_open(h, "section", NULL); ... spr_html_close(h, "section");
 *     spr_screen_end(&p);
 *   }
 *
 * begin writes everything up to <main> and its <h1>; end closes, sets status (200 where none is set), type
 * and the headers that a page must have. A page whose tags do not fit together is a fault of ours, and is
 * answered as one.
 *
 * Style: the sheets in web/; no other style is let in. Anything with columns is a table with the
 * class "cards", which a phone shows as cards; for it each <td> says its column in data-label
 * (spr_screen_cell). Headings go down by one; the page's own is the only <h1>. */

/* Where one is in the menu. */
typedef enum spr_section {
  SPR_AT_NOWHERE,
  SPR_AT_OVERVIEW,
  SPR_AT_CASES,
  SPR_AT_WORKFLOWS,
  SPR_AT_MATRIX,
  SPR_AT_INDICATORS,
  SPR_AT_ACCESS,
  SPR_AT_SYSTEM
} spr_section;

typedef struct spr_screen {
  spr_html html;
  spr_visit *visit;
  const spr_phrases *phrases;
  spr_arena *arena;
} spr_screen;

/* title: also the heading. */
void spr_screen_begin(spr_screen *p, spr_visit *v, spr_section here, spr_str title);
void spr_screen_end(spr_screen *p);

/* The language of whoever asks: their choice, else what the browser wants. */
const spr_phrases *spr_screen_phrases(const spr_visit *v);
/* A phrase as a text of its own, for titles. */
spr_str spr_screen_said(const spr_visit *v, spr_phrase key);
spr_str spr_screen_said_with(const spr_visit *v, spr_phrase key, spr_with with);
/* A buffer for a line of text, in the request's arena: it needs no release. */
void spr_screen_scratch(const spr_visit *v, spr_buf *text);
/* The address of the page that was asked for, to come back to; of what was posted "/". */
spr_str spr_screen_here(const spr_visit *v);

/* -- answers that are no page of their own --------------------------------------------------------------- */
/* What went wrong, and the cure; sets the status. */
void spr_screen_wrong(spr_visit *v, uint16_t status, spr_phrase title, spr_phrase cure);
void spr_screen_wrong_with(spr_visit *v, uint16_t status, spr_phrase title, spr_phrase cure, spr_with with);
/* The same for a status that says all there is to say (404, 403, 429, 503 ...). */
void spr_screen_status(spr_visit *v, uint16_t status);
/* The same for what the library said. */
void spr_screen_failed(spr_visit *v, const sprawa_error *e);
/* 303: the browser asks for another page of ours. */
void spr_screen_go(spr_visit *v, spr_str url);

/* -- pieces ---------------------------------------------------------------------------------------------- */
/* A form that posts, with what proves that it is ours. Close it with spr_html_close(h, "form"). */
void spr_screen_form(spr_screen *p, const char *class_names, spr_str action);
/* <input type=hidden>. */
void spr_screen_hidden(spr_screen *p, const char *name, spr_str value);
/* A field with its label in which one of several is chosen. id: of the element. chosen: its value; another
 * one or empty: the first. */
typedef struct spr_choice {
  spr_str value, text;
} spr_choice;
void spr_screen_select(spr_screen *p, spr_str id, const char *name, spr_phrase label, const spr_choice *v,
                       size_t n, spr_str chosen);
/* Where words are typed that are sought in cases, and a button; its label is the caller's. hint: the id of
 * what explains it, or empty. */
void spr_screen_search(spr_screen *p, spr_str id, spr_str hint, spr_str value);
/* <button type=submit>. */
void spr_screen_submit(spr_screen *p, const char *class_names, spr_phrase key);
/* <a href>. */
void spr_screen_link(spr_screen *p, const char *class_names, spr_str url, spr_str text);

/* <table class="cards"> and its caption; a row of headings; close with spr_html_close(h, "table"). */
void spr_screen_table(spr_screen *p, spr_str caption);
void spr_screen_columns(spr_screen *p, const spr_phrase *keys, uint32_t n);
void spr_screen_cell(spr_screen *p, const char *class_names, spr_phrase column); /* close with "td" */

/* A moment on the clocks of a place (NULL: UTC), as <time> with what machines read. */
void spr_screen_time(spr_screen *p, const sprawa_zone *zone, int64_t time);
/* The same, and a day ("2026-04-01"), as words to be put into a phrase. */
spr_str spr_screen_moment(spr_screen *p, const sprawa_zone *zone, int64_t time);
spr_str spr_screen_day(spr_screen *p, const char *day);
/* A last day ("2026-04-01"), or the moment where a deadline ends with none; and how far away that is from
 * now. */
void spr_screen_due(spr_screen *p, const sprawa_zone *zone, int64_t ends, const char *last_day, bool overdue);
/* The same without how far away it is: of the past. */
void spr_screen_end_of(spr_screen *p, const sprawa_zone *zone, int64_t ends, const char *last_day);

#endif
