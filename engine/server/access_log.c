/* SPDX-License-Identifier: Apache-2.0 */
#include "server/access_log.h"

#include "base/limits.h"
#include "server/screen.h"

#define ROUNDS 20 /* pages of the log that are looked through for one that is shown */

typedef struct reading {
  spr_visit *v;
  spr_access_row *rows; /* that were read last */
  uint32_t n;
  bool one_case, failed;
} reading;

const char *spr_access_institution(spr_arena *a, spr_str *joined) {
  uint32_t n = 0;
  if (joined->n == 0) return NULL;
  while (n < joined->n && joined->p[n] != ',') n++;
  const char *id = spr_arena_strdup(a, joined->p, n);
  *joined = spr_str_sub(*joined, n < joined->n ? n + 1 : n, joined->n);
  return id;
}

/* -- rows ------------------------------------------------------------------------------------------------ */

static void copy_ids(spr_arena *a, const spr_read *r, spr_access_row *to) {
  size_t bytes = 0;
  for (uint32_t i = 0; i < r->nids; i++) bytes += (size_t)r->ids[i].n + 1;
  char *text = spr_arena_alloc(a, bytes + 1);
  spr_str *ids = SPR_NEW_N(a, spr_str, r->nids + 1);
  to->ids = SPR_NEW_N(a, const char *, r->nids + 1);
  for (uint32_t i = 0; i < r->nids; i++) {
    memcpy(text, r->ids[i].p, r->ids[i].n);
    ids[i] = spr_str_n(text, r->ids[i].n);
    to->ids[i] = text;
    text += r->ids[i].n + 1;
  }
  to->read.ids = ids;
}

/* A row is lent for this call, out of which nothing may jump. */
static bool keep_row(void *ud, const spr_read *r) {
  reading *k = ud;
  spr_arena *a = k->v->http->arena;
  jmp_buf *outer = a->escape, env;
  if (spr_arena_guard(a, &env)) {
    spr_arena_unguard(a, outer);
    k->failed = true;
    return false;
  }
  spr_access_row *to = &k->rows[k->n++];
  to->read = *r;
  to->read.who = spr_str_dup(a, r->who);
  to->read.institution = spr_str_dup(a, r->institution);
  to->read.route = spr_str_dup(a, r->route);
  if (k->one_case) to->read.nids = 0;
  copy_ids(a, &to->read, to);
  spr_arena_unguard(a, outer);
  return true;
}

/* -- which of them may be told ----------------------------------------------------------------------------
 */

/* Of a search that has found nothing: is whoever searched one of those whom the visitor looks after? */
static bool is_ours(const spr_visit *v, const sprawa_directory *d, spr_str joined) {
  const spr_principal *who = v->who;
  spr_arena *a = v->http->arena;
  if (who->ninstitutions == 0 && who->nmunicipalities == 0) return true;
  const char *id = spr_access_institution(a, &joined);
  for (; id; id = spr_access_institution(a, &joined)) {
    bool here = who->nmunicipalities == 0 || sprawa_directory_find(d, id);
    if (here && (who->ninstitutions == 0 || spr_principal_acts(who, spr_str_of(id)))) return true;
  }
  return false;
}

/* Leaves the ids that may be told. false: it could not be found out, and that is answered. */
static bool leave_told(spr_visit *v, spr_access_row *row) {
  spr_read *r = &row->read;
  bool *told = SPR_NEW_N(v->http->arena, bool, r->nids + 1);
  spr_str *ids = SPR_NEW_N(v->http->arena, spr_str, r->nids + 1);
  uint32_t kept = 0;
  sprawa_error e;
  if (sprawa_engine_oversees(v->server->engine, &v->view, row->ids, r->nids, told, &e) != SPRAWA_OK) {
    spr_screen_failed(v, &e);
    return false;
  }
  for (uint32_t i = 0; i < r->nids; i++) {
    if (!told[i]) continue;
    ids[kept] = r->ids[i];
    row->ids[kept++] = row->ids[i];
  }
  r->ids = ids;
  r->nids = kept;
  return true;
}

/* Puts what may be told behind what is there, until the page is full. */
static bool add_told(reading *k, const spr_reads_filter *f, spr_access_log *out) {
  for (uint32_t i = 0; i < k->n && out->n < f->limit; i++) {
    spr_access_row *row = &k->rows[i];
    bool names = row->read.nids > 0;
    if (!k->one_case && !leave_told(k->v, row)) return false;
    bool told = names ? row->read.nids > 0 : is_ours(k->v, out->directory, row->read.institution);
    if (k->one_case || told) out->rows[out->n++] = *row;
    out->next = row->read.pos;
  }
  return true;
}

static bool may_ask(spr_visit *v, const spr_reads_filter *f, bool one_case, bool *out) {
  sprawa_error e;
  const char *id = f->id.n ? spr_arena_strdup(v->http->arena, f->id.p, f->id.n) : "";
  *out = one_case || !f->id.n;
  if (*out || sprawa_engine_oversees(v->server->engine, &v->view, &id, 1, out, &e) == SPRAWA_OK) return true;
  spr_screen_failed(v, &e);
  return false;
}

bool spr_access_log_read(spr_visit *v, const spr_reads_filter *f, bool one_case, spr_access_log *out) {
  spr_arena *a = v->http->arena;
  spr_reads_filter from = *f;
  reading k = {.v = v, .one_case = one_case, .rows = SPR_NEW_N(a, spr_access_row, f->limit)};
  bool may = false;
  *out = (spr_access_log){.rows = SPR_NEW_N(a, spr_access_row, f->limit),
                          .directory = spr_console_directory(v, NULL)};
  if (!may_ask(v, f, one_case, &may)) return false;
  for (int i = 0; may && i < ROUNDS && out->n < f->limit; i++) {
    k.n = 0;
    if (spr_reads_page(v->server->reads, &from, keep_row, &k) != SPR_OK || k.failed) {
      spr_answer_blame(v->answer, "access-log");
      spr_screen_status(v, 503);
      return false;
    }
    if (!add_told(&k, f, out)) return false;
    from.before = out->next;
    if (k.n == f->limit) continue;
    if (out->n < f->limit) out->next = 0;
    break;
  }
  return true;
}
