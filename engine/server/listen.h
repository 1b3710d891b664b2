/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_LISTEN_H
#define SPR_SERVER_LISTEN_H

#include <stdbool.h>

#include "base/status.h"
#include "base/str.h"

/* The socket that the server listens on, and what it tells the service manager (systemd's protocols, without
 * its library). */
typedef struct spr_listener {
  int fd;
  bool local;    /* only this machine reaches it: loopback, or a Unix socket */
  char name[64]; /* "127.0.0.1:8080", with the port that it got */
} spr_listener;

/* Listens on "ADDRESS:PORT", "[V6]:PORT" or "NAME:PORT". Else *fault says why not: SPR_EINVAL: that is no
 * address; SPR_EBUSY: it is taken; SPR_EIO. */
spr_status spr_listen_open(const char *address, spr_listener *out, const char **fault);
/* Takes the socket that the service manager has made for us (LISTEN_FDS). false: it has made none, *fault is
 * NULL; or what it has made cannot be served, and *fault says why not. */
bool spr_listen_inherited(spr_listener *out, const char **fault);

/* "READY=1", "STOPPING=1", "WATCHDOG=1" to whoever waits for it (NOTIFY_SOCKET), if anybody does. */
void spr_notify_manager(const char *what);

#endif
