/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_SPRAWA_H
#define SPRAWA_SPRAWA_H

#include "sprawa/export.h"

/* sprawa: a case and workflow engine that a program can embed. This is the one header to include.
 *
 * The library keeps no state of its own: whatever it needs to remember hangs on a handle that the caller
 * holds. Before version 1.0 neither functions nor structures are promised to stay as they are. */

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that is running, for example "0.1.0". Never NULL; valid for ever; not to be
 * freed. */
SPRAWA_API const char *sprawa_version(void);

#ifdef __cplusplus
}
#endif

#endif
