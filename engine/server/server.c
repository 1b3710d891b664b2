/* SPDX-License-Identifier: Apache-2.0 */
#include "server/server.h"

#include "server/transport.h"

void spr_server_ring(spr_server *s) {
  if (s->transport) spr_transport_ring(s->transport);
}
