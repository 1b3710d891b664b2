/* SPDX-License-Identifier: Apache-2.0 */
#include "server/server.h"

void spr_server_handle(spr_server *s, const spr_http *h, spr_answer *a) {
  (void)s;
  (void)h;
  a->status = 404;
  a->type = "application/problem+json";
  spr_buf_puts(&a->body, "{\"type\":\"urn:sprawa:problem:not-found\",\"title\":\"there is no such thing\","
                         "\"status\":404,\"code\":\"not-found\"}\n");
}
