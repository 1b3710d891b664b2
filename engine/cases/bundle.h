/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CASES_BUNDLE_H
#define SPR_CASES_BUNDLE_H

#include "lang/site.h"

/* What is kept for ever of a site, as canonical bytes whose hash is their name.
 *
 * The *definition* of a package in a city: the files of the package but its stories and gazetteer, what the
 * city has for it, and as the file `city` its name. A case finishes under the one with which it began. The
 * *environment* of a site: its calendars, municipalities, gazetteers and the time-zone data of its cities. It
 * is always the deployed one.
 *
 * Bytes: "sprawa files 1" and a NUL, the number of files, then each path and its content, sorted by path;
 * numbers and lengths as in base/pack.h. */

/* Appended to out. SPR_ENOMEM, SPR_ELIMIT; SPR_EIO where a zone that was there a moment ago cannot be read.
 */
spr_status spr_bundle_definition(const spr_site *s, const spr_package *p, const spr_city *c, spr_buf *out);
spr_status spr_bundle_environment(const spr_site *s, spr_buf *out);
/* The files of such bytes, which are borrowed; the list lives in the arena. SPR_EINVAL for any other bytes.
 */
spr_status spr_bundle_read(spr_arena *a, spr_str bytes, spr_given **v, uint32_t *n);

#endif
