/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "server/rest_routes.h"
#include "server/stream.h"

/* Following along: GET /api/v1/stream. */

static spr_status look_up(spr_server *s, spr_str secret, spr_instant now, spr_arena *a, spr_principal *who) {
  uint32_t retry;
  spr_status status = spr_people_token(s->people, secret, now, SPR_SEEN, a, who, &retry);
  return status == SPR_OK && !spr_principal_may(who, SPR_SCOPE_STREAM) ? SPR_EREFUSED : status;
}

void spr_rest_follow(spr_visit *v) {
  spr_stream_follow(v, &(spr_follow){.who = look_up, .secret = spr_rest_secret(v)});
}
