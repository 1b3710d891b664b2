/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_MACHINE_H
#define SPR_BENCH_MACHINE_H

#include "bench.h"

/* The same machines as workflows in this engine's own language, run through the whole step. */
typedef struct machine machine;

/* text: a workflow that stands alone; the events are sent in turn, over and over. */
machine *machine_new(const char *name, const char *text, const char *const *events, unsigned nevents);
void machine_free(machine *m);
/* Rules decide simple expressions in C where that gives what Lua would; off: every expression runs in Lua. */
void machine_native(machine *m, int on);
/* Reads a field that holds a whole number after the last long run. */
int64_t machine_field(machine *m, const char *name);

double machine_long(void *m, uint64_t events);
/* A new case of the compiled definition, six events, thrown away. */
double machine_many(void *m, uint64_t instances);

#endif
