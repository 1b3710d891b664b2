/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"

typedef struct keeping {
  spr_upkeep u;
  const char *id, *other, *name, *reason, *actor;
} keeping;

static sprawa_code read_keeping(keeping *k, sprawa_error *e) {
  spr_upkeep *u = &k->u;
  bool links = u->kind == SPR_UPKEEP_LINK;
  sprawa_code code = spr_api_text(e, "the case", k->id, true, &u->id);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the other case", k->other, links, &u->other);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the link's name", k->name, links, &u->name);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the reason", k->reason, false, &u->reason);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the actor", k->actor, false, &u->actor);
  return code;
}

/* What was done is kept though something after it failed. */
static sprawa_code tell(sprawa_engine *e, spr_status s, const spr_told *told, sprawa_error *error) {
  if (s == SPR_OK) return spr_api_told(told, error);
  if (told->kind != SPR_TOLD_DONE) return spr_api_failed(e, s, error);
  return spr_api_fail(
      error, SPRAWA_NOT_DONE, "unfinished",
      "the case is erased, but not everything of it is gone yet, perhaps not even its key: the next "
      "command finishes it");
}

static sprawa_code keep_told(sprawa_engine *e, keeping *k, sprawa_reply *told, sprawa_error *error) {
  spr_engine_reply r;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = read_keeping(k, error);
  if (code != SPRAWA_OK) return code;
  spr_status s = spr_engine_upkeep(e->engine, &k->u, &r);
  code = tell(e, s, &r.told, error);
  memcpy(told->id, r.told.id, sizeof told->id);
  told->seq = r.told.seq;
  told->lingers = r.lingers;
  spr_engine_reply_release(&r);
  return code;
}

/* The reply is written at the end: the id may be that of the reply before. */
static sprawa_code keep(sprawa_engine *e, keeping *k, sprawa_reply *reply, sprawa_error *error) {
  sprawa_reply told = {.seq = 0};
  sprawa_code code = keep_told(e, k, &told, error);
  if (reply) *reply = told;
  return code;
}

sprawa_code sprawa_engine_hold(sprawa_engine *e, const char *id, const char *reason, const char *actor,
                               sprawa_reply *reply, sprawa_error *error) {
  keeping k = {.u = {.kind = SPR_UPKEEP_HOLD}, .id = id, .reason = reason, .actor = actor};
  return keep(e, &k, reply, error);
}

sprawa_code sprawa_engine_release(sprawa_engine *e, const char *id, const char *reason, const char *actor,
                                  sprawa_reply *reply, sprawa_error *error) {
  keeping k = {.u = {.kind = SPR_UPKEEP_RELEASE}, .id = id, .reason = reason, .actor = actor};
  return keep(e, &k, reply, error);
}

sprawa_code sprawa_engine_retry(sprawa_engine *e, const char *id, const char *actor, sprawa_reply *reply,
                                sprawa_error *error) {
  keeping k = {.u = {.kind = SPR_UPKEEP_RETRY}, .id = id, .actor = actor};
  return keep(e, &k, reply, error);
}

sprawa_code sprawa_engine_link(sprawa_engine *e, const char *id, const char *other, const char *name,
                               const char *actor, sprawa_reply *reply, sprawa_error *error) {
  keeping k = {.u = {.kind = SPR_UPKEEP_LINK}, .id = id, .other = other, .name = name, .actor = actor};
  return keep(e, &k, reply, error);
}

sprawa_code sprawa_engine_erase(sprawa_engine *e, const char *id, const char *reason, bool force,
                                const char *actor, sprawa_reply *reply, sprawa_error *error) {
  keeping k = {.u = {.kind = SPR_UPKEEP_ERASE, .force = force}, .id = id, .reason = reason, .actor = actor};
  return keep(e, &k, reply, error);
}
