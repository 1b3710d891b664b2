/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_API_API_H
#define SPR_API_API_H

#include "base/limits.h"
#include "base/value.h"
#include "calendar/zone.h"
#include "chart/step.h"
#include "sprawa/sprawa.h"

/* What the parts of the public library share. A public function looks at what it is given, does its work by
 * the modules below, and puts what went wrong into the caller's error: nothing else happens here. */

/* -- error.c -------------------------------------------------------------------------------------------- */
/* Each fills *e (which may be NULL) and gives the code, for `return spr_api_fail(...)`. name NULL: that of
 * the code. */
sprawa_code spr_api_ok(sprawa_error *e);
sprawa_code spr_api_fail(sprawa_error *e, sprawa_code code, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* what: is put before the status in words; or NULL. */
sprawa_code spr_api_status(sprawa_error *e, spr_status s, const char *what);
/* A refused step. */
sprawa_why spr_api_why(spr_why why);
sprawa_code spr_api_refused(sprawa_error *e, spr_refusal r, spr_str reasons, spr_str file, uint32_t line);
void spr_api_place(sprawa_error *e, spr_str file, uint32_t line, uint32_t column);

/* -- given.c: what a caller gives ----------------------------------------------------------------------- */
spr_alloc spr_api_alloc(const sprawa_host *host);
sprawa_host spr_api_host(const sprawa_host *host);
/* A text: NULL is empty. SPRAWA_INVALID where it is needed and empty, is no clean UTF-8, or too long. */
sprawa_code spr_api_text(sprawa_error *e, const char *what, const char *z, bool needed, spr_str *out);
/* The name of something that may be there or not: any UTF-8, for what is not there is refused by that. */
sprawa_code spr_api_name(sprawa_error *e, const char *what, const char *z, spr_str *out);
/* Whose action: NULL and "" are nobody in particular; SPRAWA_OPERATOR sets *everything. */
sprawa_code spr_api_by(sprawa_error *e, const char *by, spr_str *out, bool *everything);

/* -- value.c, convert.c --------------------------------------------------------------------------------- */
/* A reference for the caller, in memory of alloc; datetimes as text with the zone's offset. *work (may be
 * NULL) is lowered by the number of parts. A fault where memory runs out. */
sprawa_value *spr_api_from(const spr_alloc *alloc, spr_value v, const spr_zone *zone, int64_t *work);
/* Whose titles, and in which language; else in the other one (titles.c). */
typedef struct spr_titler {
  const spr_site *site;
  spr_str language, otherwise;
} spr_titler;
/* The same as people are told: the word of a choice, a municipality and an institution by what they are
 * called, and so the members of records. */
sprawa_value *spr_api_from_titled(const spr_alloc *alloc, spr_value v, const spr_zone *zone,
                                  const spr_titler *titler, const spr_type *t);
/* What a text of that type is called; without a title the text itself. */
spr_str spr_api_called(const spr_titler *titler, const spr_type *t, spr_str text);
/* What a member of a record is called; its name where it has no title, or shares it with another member. */
spr_str spr_api_member_called(const spr_titler *titler, const spr_type *t, const spr_field *f);
/* A record of any size; takes over the references in values. */
sprawa_value *spr_api_record(const spr_alloc *alloc, size_t n, const spr_str *names,
                             sprawa_value *const *values);
sprawa_value *spr_api_fault(sprawa_code why);
/* How large it is, its parts counted each time they are met. */
size_t spr_api_parts(const sprawa_value *v);
/* Owned by the caller, in a pool or for a step. NULL is nil. SPRAWA_INVALID: a fault; SPRAWA_LIMIT;
 * SPRAWA_NO_MEMORY. */
sprawa_code spr_api_to(spr_heap *h, const sprawa_value *v, spr_value *out);
/* The same with the error filled in. */
sprawa_code spr_api_data(sprawa_error *e, const char *what, spr_heap *h, const sprawa_value *v,
                         spr_value *out);

/* -- texts.c: texts for the caller ------------------------------------------------------------------------
 */
/* As much of a text as there is room for, with a NUL behind; out NULL: nothing. Gives how long all of it is;
 * 0: there was no memory for it. */
size_t spr_texts_give(const spr_buf *b, char *out, size_t size);
/* Texts that are lent, by number. */
typedef struct spr_texts {
  spr_buf bytes, ends;
} spr_texts;
void spr_texts_init(spr_texts *t, const spr_alloc *alloc);
void spr_texts_release(spr_texts *t);
void spr_texts_clear(spr_texts *t);
/* false: no memory. */
bool spr_texts_add(spr_texts *t, spr_str s);
size_t spr_texts_count(const spr_texts *t);
const char *spr_texts_get(const spr_texts *t, size_t i); /* NULL beyond the last */

#endif
