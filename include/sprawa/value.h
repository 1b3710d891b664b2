/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_VALUE_H
#define SPRAWA_VALUE_H

#include <stdbool.h>

#include "sprawa/error.h"
#include "sprawa/host.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Values of case files and events: those of JSON. Dates ("2026-04-01"), times ("2026-04-01T10:00:00+02:00")
 * and durations
 * ("3 working days") are text here; where a field has such a type, the engine reads the text as one.
 *
 * A value never changes once it is made. It is counted: each maker gives the caller one reference, which
 * sprawa_value_release gives back. Any thread may read and count it at any time.
 *
 * A maker that fails gives no NULL but a value that says so; whatever is made of such a value is one too, and
 * each function that is given one refuses it. So one look at the end is enough (sprawa_value_check), or none,
 * and a fault can not pass as an absent value. */
typedef struct sprawa_value sprawa_value;

typedef enum sprawa_type {
  SPRAWA_NULL,
  SPRAWA_BOOLEAN,
  SPRAWA_INTEGER,
  SPRAWA_NUMBER,
  SPRAWA_TEXT,
  SPRAWA_LIST,
  SPRAWA_RECORD,
  SPRAWA_FAULT /* its maker failed */
} sprawa_type;

/* -- making --------------------------------------------------------------------------------------------- */
/* host: whose memory, or NULL; it must outlive the value. Any thread. */
SPRAWA_API sprawa_value *sprawa_value_null(const sprawa_host *host);
SPRAWA_API sprawa_value *sprawa_value_boolean(const sprawa_host *host, bool b);
SPRAWA_API sprawa_value *sprawa_value_integer(const sprawa_host *host, int64_t i);
/* A fault unless it is finite. */
SPRAWA_API sprawa_value *sprawa_value_number(const sprawa_host *host, double n);
/* Copies n bytes of UTF-8; a fault for anything else, for a NUL among them, and beyond 64 kB. n SIZE_MAX: up
 * to the NUL. A machine takes also control and invisible characters, as JSON may hold them; an engine does
 * not. */
SPRAWA_API sprawa_value *sprawa_value_text(const sprawa_host *host, const char *text, size_t n);
/* "2026-04-01" for 2026, 4, 1; years 1 to 9999 of the Gregorian calendar. A fault where there is no such day.
 */
SPRAWA_API sprawa_value *sprawa_value_date(const sprawa_host *host, int year, int month, int day);
/* Both take over the references in items and values, also when they fail; the arrays stay the caller's. A
 * fault beyond 5,000 parts, 64 kB of text or 20 levels. NULL in place of a value is a fault. */
SPRAWA_API sprawa_value *sprawa_value_list(const sprawa_host *host, size_t n, sprawa_value *const *items);
/* The names are copied. Of equal names the last one counts; a member that is null is the same as none, and is
 * left out.
 */
SPRAWA_API sprawa_value *sprawa_value_record(const sprawa_host *host, size_t n, const char *const *names,
                                             sprawa_value *const *values);

/* A record of names and values in turn, with NULL in place of the name after the last:
 *   sprawa_value_members(NULL, "code", sprawa_value_integer(NULL, 7), "who", sprawa_value_text(...), NULL)
 * Takes over the references; at most 64 members, more are a fault. */
SPRAWA_API sprawa_value *sprawa_value_members(const sprawa_host *host, ...);

/* -- counting ------------------------------------------------------------------------------------------- */
/* One reference more, on the same value. NULL gives NULL. */
SPRAWA_API sprawa_value *sprawa_value_retain(const sprawa_value *v);
/* One less; the last one frees it. NULL is ignored. */
SPRAWA_API void sprawa_value_release(sprawa_value *v);

/* -- reading -------------------------------------------------------------------------------------------- */
/* What the value lends lives as long as the value. What it is not, and NULL, reads as false, 0, "" or NULL.
 */
SPRAWA_API sprawa_type sprawa_value_type(const sprawa_value *v); /* SPRAWA_NULL for NULL */
/* SPRAWA_OK; of a fault why: SPRAWA_NO_MEMORY, SPRAWA_LIMIT or SPRAWA_INVALID. */
SPRAWA_API sprawa_code sprawa_value_check(const sprawa_value *v);
SPRAWA_API bool sprawa_value_as_boolean(const sprawa_value *v);
/* Of an integer. */
SPRAWA_API int64_t sprawa_value_as_integer(const sprawa_value *v);
/* Of an integer (the nearest number) or a number. */
SPRAWA_API double sprawa_value_as_number(const sprawa_value *v);
/* Ends with NUL and holds none; never NULL. */
SPRAWA_API const char *sprawa_value_as_text(const sprawa_value *v);
/* Elements of a list, members of a record, bytes of a text. */
SPRAWA_API size_t sprawa_value_size(const sprawa_value *v);
/* The i-th element of a list, or member of a record (sorted by name, bytewise; of what is told for people in
 * the order of the declaration), from 0; NULL beyond the end. */
SPRAWA_API const sprawa_value *sprawa_value_at(const sprawa_value *v, size_t i);
/* The name of that member; NULL if there is none. */
SPRAWA_API const char *sprawa_value_name(const sprawa_value *v, size_t i);
/* The member of that name; NULL if there is none. */
SPRAWA_API const sprawa_value *sprawa_value_member(const sprawa_value *v, const char *name);
/* Deep; an integer equals a number of the same size. Faults equal nothing. */
SPRAWA_API bool sprawa_value_equal(const sprawa_value *a, const sprawa_value *b);
/* JSON (RFC 8259) in one form for one value: names in the order of sprawa_value_at, no spaces, the shortest
 * numbers that read back the same, as in RFC 8785. Writes at most size bytes with the NUL, and gives the
 * length of all of it without NUL, as snprintf does: if that is not less than size, it was cut. 0: a fault,
 * or no memory. out may be NULL if size is 0. */
SPRAWA_API size_t sprawa_value_json(const sprawa_value *v, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
