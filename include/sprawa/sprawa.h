/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_SPRAWA_H
#define SPRAWA_SPRAWA_H

/* sprawa: a case and workflow engine that a program can embed. This is the one header to include.
 *
 *   error.h        codes and sprawa_error
 *   host.h         memory, clock, randomness and log of the program's own
 *   value.h        values of case files and events
 *   definitions.h  workflows as they are written, and hooks in C
 *   machine.h      one case in memory: the statechart alone
 *   engine.h       cases that last, in a database: asking
 *   upkeep.h       the same: what whoever keeps the database does to a case
 *   view.h         whose eyes
 *   case.h         reading: one case, lists of cases
 *   journal.h      reading: what has happened in a case
 *   explain.h      reading: what may happen next, and why not
 *   diagram.h      reading: the picture of a case or a workflow
 *   changes.h      reading: what happens in all cases, as it happens
 *   work.h         reading: open tasks of all cases
 *   overview.h     reading: cases in numbers
 *   indicators.h   reading: how long cases take, and how many deadlines are met
 *   site.h         reading: what is deployed, and who is competent where
 *   outbox.h       reading: what cases want to be told to institutions
 *   time.h         times as people write them
 *
 * The library keeps no state of its own: whatever it needs to remember hangs on a handle that the caller
 * holds, so several of each live side by side in one process. Who frees what stands at each function; texts
 * that are lent are not freed. Before version 1.0 neither functions nor structures are promised to stay as
 * they are. */

#include "sprawa/case.h"
#include "sprawa/changes.h"
#include "sprawa/definitions.h"
#include "sprawa/diagram.h"
#include "sprawa/engine.h"
#include "sprawa/error.h"
#include "sprawa/explain.h"
#include "sprawa/host.h"
#include "sprawa/indicators.h"
#include "sprawa/journal.h"
#include "sprawa/machine.h"
#include "sprawa/outbox.h"
#include "sprawa/overview.h"
#include "sprawa/site.h"
#include "sprawa/time.h"
#include "sprawa/upkeep.h"
#include "sprawa/value.h"
#include "sprawa/view.h"
#include "sprawa/work.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that is running, for example "0.1.0". Never NULL; valid for ever; not to be
 * freed. Any thread. */
SPRAWA_API const char *sprawa_version(void);

/* A library that sprawa stands on, and the version that is running. */
typedef struct sprawa_library {
  const char *name, *version;
} sprawa_library;
/* The i-th, from 0; false: there are no more. Its texts are valid for ever. Any thread. */
SPRAWA_API bool sprawa_library_at(size_t i, sprawa_library *out);

#ifdef __cplusplus
}
#endif

#endif
