/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/engine_impl.h"
#include "cases/recount.h"

/* What is more than one request, or one of its own kind: the clock, upkeep, deploying. */

/* -- the clock ------------------------------------------------------------------------------------------ */

typedef struct confirming {
  spr_engine *e;
  spr_str actor;
} confirming;

static spr_status confirm_clock(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const confirming *k = ud;
  (void)desk;
  (void)now; /* the clock's is meant */
  return spr_watch_confirm(&k->e->alloc, store, spr_engine_now(k->e), k->actor);
}

spr_status spr_engine_confirm_clock(spr_engine *e, spr_str actor) {
  confirming k = {e, actor};
  return spr_engine_write(e, confirm_clock, &k);
}

/* -- upkeep --------------------------------------------------------------------------------------------- */

typedef struct upkeep_work {
  const spr_upkeep *u;
  spr_engine_reply *reply;
} upkeep_work;

static spr_status upkeep(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const upkeep_work *w = ud;
  spr_told told;
  (void)store;
  spr_status st = spr_desk_upkeep(desk, w->u, now, &told);
  if (st == SPR_OK) spr_engine_keep_reply(&told, w->reply);
  return st;
}

spr_status spr_engine_upkeep(spr_engine *e, const spr_upkeep *u, spr_engine_reply *reply) {
  upkeep_work w = {u, reply};
  *reply = (spr_engine_reply){.told.kind = SPR_TOLD_REFUSED};
  spr_buf_init(&reply->reasons, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_buf_init(&reply->each, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_status st = spr_engine_write(e, upkeep, &w);
  if (st != SPR_OK) reply->told.kind = SPR_TOLD_REFUSED; /* the batch was not kept */
  if (st != SPR_OK || u->kind != SPR_UPKEEP_ERASE || reply->told.kind != SPR_TOLD_DONE) return st;
  spr_request r = {.kind = SPR_REQUEST_ALONE, .work = spr_engine_finish_erasing, .ud = &reply->lingers};
  spr_engine_put_through(e, &r);
  return r.status;
}

/* -- deploying ------------------------------------------------------------------------------------------ */

typedef struct deploy_work {
  spr_library *library;
  spr_str actor;
  spr_deploy_report *report;
  spr_buf *why;
} deploy_work;

static spr_status deploy(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  const deploy_work *w = ud;
  (void)store;
  return spr_deploy(desk, w->library, now, w->actor, w->report, w->why);
}

static spr_status recount(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)store;
  return spr_desk_recount(desk, now, ud);
}

spr_status spr_engine_deploy(spr_engine *e, spr_library *library, spr_str actor, spr_deploy_report *report,
                             spr_buf *why) {
  deploy_work w = {library, actor, report, why};
  spr_recounted r = {.more = true};
  spr_status st = spr_engine_write(e, deploy, &w);
  while (st == SPR_OK && r.more) {
    st = spr_engine_write_sealing(e, recount, &r, true);
    report->cases += r.moved;
    report->passed = r.passed;
  }
  return st;
}
