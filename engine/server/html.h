/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_HTML_H
#define SPR_SERVER_HTML_H

#include "server/phrases.h"

/* A writer of HTML that cannot forget to escape: there is no function that takes markup but one, for drawings
 * of our own.
 *
 *   spr_html_open(h, "p", "lead");                    <p class="lead">
 *   spr_html_say(h, SPR_SAY_overdue);                 words of the catalogue (phrases.h)
 *   spr_html_text(h, name);                           what comes from data
 *   spr_html_close(h, "p");                           </p>
 *
 *   spr_html_open(h, "a", NULL);
 *   spr_html_url(h, "href", url);                     attributes stand directly behind the open
 *   spr_html_label(h, "aria-label", SPR_SAY_next);
 *   spr_html_flag(h, "hidden");
 *
 *   spr_html_element(h, "td", NULL, text);            open, text and close; spr_html_said(h, "th", NULL, key)
 *
 * Names of tags, attributes and classes are the program's own. A close must name the tag that is open;
 * elements without content (input, br, ...) are not closed. A mistake of the program (tags crossed or left
 * open, an attribute after content, an address in spr_html_attr) is kept as the first word about it in
 * `mistake`, and nothing that could do harm is written; spr_html_whole tells at the end. A whole page costs
 * no memory but the buffer's, which has its own bound. */

#define SPR_HTML_DEPTH 32 /* elements within elements; a table in a page is at ten */

typedef struct spr_html {
  spr_buf *out;
  const spr_phrases *phrases;
  const char *stack[SPR_HTML_DEPTH];
  uint32_t depth;
  bool in_tag; /* attributes may follow */
  const char *mistake;
} spr_html;

void spr_html_init(spr_html *h, spr_buf *out, const spr_phrases *phrases);
/* Everything is closed, there was no mistake, and all of it found room. Closes the last tag: call it once. */
bool spr_html_whole(spr_html *h);

void spr_html_open(spr_html *h, const char *tag, const char *class_names); /* NULL: no class */
void spr_html_close(spr_html *h, const char *tag);
void spr_html_element(spr_html *h, const char *tag, const char *class_names, spr_str text);
void spr_html_said(spr_html *h, const char *tag, const char *class_names, spr_phrase key);
/* Opens a section that is named by its heading, which is written. */
void spr_html_section(spr_html *h, const char *id, spr_phrase title);

void spr_html_attr(spr_html *h, const char *name, spr_str value);
void spr_html_flag(spr_html *h, const char *name);
void spr_html_label(spr_html *h, const char *name,
                    spr_phrase key); /* an attribute that people read or hear */
void spr_html_label_with(spr_html *h, const char *name, spr_phrase key, spr_with with);
/* href, src, action, formaction: a path of this server ("/cases?state=..."), or a place in the page
 * ("#main"). Anything else is a mistake, so no address from data leads elsewhere or runs a script. */
void spr_html_url(spr_html *h, const char *name, spr_str url);

/* Code points that no text may hold (utf8.h) and broken UTF-8 are shown as U+FFFD. */
void spr_html_text(spr_html *h, spr_str text);
void spr_html_say(spr_html *h, spr_phrase key);
void spr_html_say_with(spr_html *h, spr_phrase key, spr_with with);
void spr_html_number(spr_html *h, int64_t n);
/* Markup as it is: a drawing that the engine has made, which has escaped what is in it. */
void spr_html_drawing(spr_html *h, spr_str svg);

/* -- addresses ------------------------------------------------------------------------------------------- */
/* Of this server, in an arena:
 *   spr_url u = spr_url_begin(arena, "/cases");   spr_url_segment(&u, id);   spr_url_query(&u, "state",
 * state); Whatever is put in is percent-encoded, so it stays one segment or one value. An empty value leaves
 * the parameter out; so does NULL in .p. */
typedef struct spr_url {
  spr_arena *arena;
  spr_str text;
  bool asked; /* it has a query already */
} spr_url;

spr_url spr_url_begin(spr_arena *arena, const char *path);
void spr_url_segment(spr_url *u, spr_str segment);
void spr_url_query(spr_url *u, const char *name, spr_str value);
void spr_url_place(spr_url *u, spr_str id); /* "#id", last of all */
/* A path of this server, or a place or query of the page, written so that no browser reads it otherwise. */
bool spr_url_is_own(spr_str url);

#endif
