/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_SERVING_H
#define SPR_CLI_SERVING_H

#include "cli/database.h"
#include "server/listen.h"
#include "server/transport.h"

/* What `sprawa serve` was asked for. Faults are told; functions give the exit code. */
typedef struct spr_serving {
  spr_cli *cli;
  spr_listener listener;
  spr_transport_options options;
  const char *certificate, *key; /* the files; NULL: no TLS */
} spr_serving;

/* Finds certificate, key and names, and the socket; it does not listen beyond this machine without TLS, or a
 * proxy that sees to it. */
int spr_serving_prepare(spr_serving *s, spr_cli *cli, const spr_args *args);
/* Reads certificate and key anew, and has the transport show them. false: the former ones stay, and *fault, a
 * constant, says why. */
bool spr_serving_renew(const spr_serving *s, spr_transport *t, const char **fault);
void spr_serving_release(spr_serving *s);

#endif
