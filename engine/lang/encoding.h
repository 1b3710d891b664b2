/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_ENCODING_H
#define SPR_LANG_ENCODING_H

#include "base/diag.h"

/* What the bytes of a source file may be, YAML and Lua alike: UTF-8 without a byte order mark and without
 * characters that could hide from a reader what the file says. */

/* Checks a file; false after faults, which are in the diagnostics (at most one for each line). */
bool spr_source_check(spr_diags *d, uint32_t file);
/* May the code point not stand in a source file? spr_utf8_forbidden and what else an editor does not show, or
 * shows as a line end where another program sees none. */
bool spr_source_forbidden(int32_t cp);

#endif
