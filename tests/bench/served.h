/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BENCH_SERVED_H
#define SPR_BENCH_SERVED_H

#include <stddef.h>
#include <stdint.h>

/* `sprawa serve` as a process of its own, on loopback. */

/* Runs a line of shell; what it prints, without the end of its first line, and its status. */
int served_shell(char *out, size_t size, const char *line);
/* On FOLDER/a.db, with its log in FOLDER/log; gives the port on which it listens. */
uint16_t served_start(const char *sprawa, const char *folder, int *pid);
int served_stop(int pid);
/* Its time on processors so far, in seconds; and its memory that is resident, in megabytes. */
double served_spent(int pid);
double served_memory(int pid);
/* Sends a request on a connection of its own and gives what comes first: the head at least. The connection
 * stays open. */
int served_ask(uint16_t port, const char *request, char *out, size_t size);
/* The cookie of whoever uses the one-time link (its path). */
void served_enter(uint16_t port, const char *link, char *cookie, size_t size);

#endif
