/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <fcntl.h>
#include <unistd.h>

/* -- at work ------------------------------------------------------------------------------------------------
 */
static spr_status backup(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  (void)desk;
  (void)now;
  return spr_store_backup(store, ud);
}

void house_back_up(place *p, uint32_t round, uint32_t n) {
  char path[128];
  snprintf(path, sizeof path, "%s/backup.%u.%u", p->folder, round, n);
  spr_status st = spr_engine_inspect(p->engine, backup, path);
  CHECK(st == SPR_OK, "%s: backup: %s", p->folder, spr_status_text(st));
}

/* One line of the log: before the erasure is asked for, and after its answer. */
typedef struct erased {
  char id[SPR_CASE_ID_CHARS + 1];
  uint8_t done;
} erased;

static void log_path(const place *p, char out[128], uint32_t round) {
  snprintf(out, 128, "%s/erased.%u", p->folder, round);
}

static void write_down(const place *p, uint32_t round, const erased *r) {
  char path[128];
  log_path(p, path, round);
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  CHECK(fd >= 0 && write(fd, r, sizeof *r) == (ssize_t)sizeof *r, "cannot write the log");
  CHECK(fdatasync(fd) == 0, "cannot sync the log");
  close(fd);
}

static void ask(place *p, const char *key, crash_ask what, char id[SPR_CASE_ID_CHARS + 1]) {
  spr_engine_reply reply;
  spr_status st = request_ask(p, key, what, id, &reply);
  CHECK(st == SPR_OK && reply.told.kind == SPR_TOLD_DONE, "%s %s: %s, answer %d", p->folder, key,
        spr_status_text(st), (int)reply.told.kind);
  memcpy(id, reply.told.id, SPR_CASE_ID_CHARS + 1);
  spr_engine_reply_release(&reply);
}

void house_erase(place *p, uint32_t round, uint32_t n) {
  char key[KEY_BYTES];
  erased r = {.done = 0};
  spr_engine_reply reply;
  snprintf(key, sizeof key, "house.%u.%u", round, n);
  ask(p, key, ASK_OPEN, r.id);
  snprintf(key, sizeof key, "house.%u.%u.note", round, n);
  ask(p, key, ASK_NOTE, r.id);
  write_down(p, round, &r);
  spr_upkeep u = {.kind = SPR_UPKEEP_ERASE, .id = spr_str_of(r.id), .reason = SPR_STR("over"), .force = true};
  spr_status st = spr_engine_upkeep(p->engine, &u, &reply);
  /* The other program reads at this moment: then what is left of it is for the next one. */
  bool left = st == SPR_EBUSY && reply.told.kind == SPR_TOLD_DONE;
  CHECK((st == SPR_OK || left) && reply.told.kind == SPR_TOLD_DONE, "%s: erasing: %s, answer %d", p->folder,
        spr_status_text(st), (int)reply.told.kind);
  spr_engine_reply_release(&reply);
  r.done = 1;
  write_down(p, round, &r);
}

/* -- afterwards ---------------------------------------------------------------------------------------------
 */
typedef struct looking {
  const place *p;
  const erased *r;
  uint64_t n;
  bool copy; /* a backup, which may be of a time before the case */
} looking;

static bool on_erasing(void *ud, const spr_case_row *row) {
  const place *p = ud;
  crash_fail("%s: %.*s is erased by half", p->folder, SPR_FMT(row->id));
}

static spr_status look(void *ud, spr_desk *desk, spr_store *store, spr_instant now) {
  looking *l = ud;
  spr_case_row row;
  spr_loaded c;
  (void)now;
  spr_status st = spr_store_erasing(store, 0, on_erasing, (void *)(uintptr_t)l->p);
  if (st == SPR_OK) st = spr_store_case(store, spr_str_of(l->r->id), &row);
  if (st == SPR_ENOTFOUND && l->copy) return SPR_OK;
  if (st != SPR_OK) return st;
  bool gone = row.state == SPR_CASE_IS_ERASED;
  CHECK(gone || !l->r->done, "%s: %s was erased, and is there", l->p->folder, l->r->id);
  l->n += gone;
  if (!gone) return SPR_OK;
  st = spr_desk_load(desk, spr_str_of(l->r->id), &c);
  if (st != SPR_OK) return st;
  CHECK(!c.c, "%s: %s was erased, and can be read", l->p->folder, l->r->id);
  spr_loaded_release(&c);
  return SPR_OK;
}

static uint64_t look_at_all(place *p, spr_engine *e, uint32_t rounds, bool copy) {
  erased r;
  looking l = {.p = p, .r = &r, .copy = copy};
  char path[128];
  for (uint32_t round = 0; round < rounds; round++) {
    log_path(p, path, round);
    FILE *f = fopen(path, "rb");
    while (f && fread(&r, sizeof r, 1, f) == 1) {
      spr_status st = spr_engine_inspect(e, look, &l);
      CHECK(st == SPR_OK, "%s: %s: %s", p->folder, r.id, spr_status_text(st));
    }
    if (f) fclose(f);
  }
  return l.n;
}

uint64_t house_examine(place *p, spr_engine *e, uint32_t rounds) {
  return look_at_all(p, e, rounds, false);
}

void house_restore(place *p, const char *path, uint32_t rounds) {
  place copy = *p;
  snprintf(copy.database, sizeof copy.database, "%s", path);
  place_start(&copy, false);
  (void)look_at_all(p, copy.engine, rounds, true);
  place_stop(&copy);
}
