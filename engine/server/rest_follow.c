/* SPDX-License-Identifier: Apache-2.0 */
#include "access/people.h"
#include "base/limits.h"
#include "server/rest_routes.h"
#include "server/stream.h"

/* Following along: GET /api/v1/stream. */

static bool look_up(spr_server *s, spr_str secret, spr_instant now, spr_arena *a) {
  spr_principal who;
  uint32_t retry;
  jmp_buf env;
  if (spr_arena_guard(a, &env)) return false;
  spr_status status = spr_people_token(s->people, secret, now, a, &who, &retry);
  /* That it has asked too often elsewhere is no reason to send it away. */
  return status == SPR_ELIMIT || (status == SPR_OK && spr_principal_may(&who, SPR_SCOPE_STREAM));
}

static bool is_still_there(spr_server *s, spr_str secret, spr_instant now) {
  spr_arena a;
  spr_arena_init(&a, &spr_alloc_default, SPR_MAX_FOLLOWER_BYTES);
  bool there = look_up(s, secret, now, &a);
  spr_arena_release(&a);
  return there;
}

void spr_rest_follow(spr_visit *v) {
  spr_stream_follow(v, is_still_there, spr_rest_secret(v));
}
