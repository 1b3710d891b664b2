/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_BUILD_H
#define SPR_LANG_BUILD_H

#include "lang/site.h"

/* From source trees to a model: expand short forms, adapt (RFC 7396 merge patch of the city), compose (`use`,
 * `stages`), then type and resolve every part. Faults go to the diagnostics, a fault in a package once, not
 * once for each city. A model with faults is given all the same, so that further checks see the rest; its
 * `faulty` is set, and it must not be run. NULL only where there is nothing to build: no such workflow, or no
 * tree.
 *
 * The model lives in the arena and points into the trees, the site and the sources. */

/* A workflow of a package as a city has it. city NULL: the standard, unadapted. */
spr_model *spr_build(spr_arena *a, spr_diags *d, const spr_site *site, const spr_package *p,
                     const spr_city *city, spr_str workflow);
/* A workflow file that stands alone: parses it and checks its form, too. lua_file: rules for its hooks, or 0.
 */
spr_model *spr_build_alone(spr_arena *a, spr_diags *d, uint32_t file, uint32_t lua_file);
/* The same for a file that lies in the folder of a site, from which it may name a calendar. site may be NULL.
 */
spr_model *spr_build_alone_in(spr_arena *a, spr_sources *src, spr_diags *d, const char *site, uint32_t file,
                              uint32_t lua_file);

#endif
