/* SPDX-License-Identifier: Apache-2.0 */
#include "server/access_log.h"

#include "base/limits.h"
#include "server/screen.h"
#include "store/chain.h"
#include "store/token.h"

typedef struct reading {
  spr_visit *v;
  const spr_access_asked *asked;
  spr_access_row *rows; /* of this round, in its memory */
  uint32_t n;
  spr_arena *round;
  spr_names ids; /* that they name, each once */
  uint64_t last; /* position of the last row that was looked at */
  bool failed;
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
  spr_arena *a = k->round;
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
  if (k->asked->one_case) to->read.nids = 0;
  copy_ids(a, &to->read, to);
  for (uint32_t i = 0; i < to->read.nids; i++) (void)spr_names_add(&k->ids, to->read.ids[i], NULL);
  spr_arena_unguard(a, outer);
  return true;
}

/* -- which of them may be told ----------------------------------------------------------------------------
 */

/* Of a search that has found nothing: is whoever searched one of those whom the visitor looks after? */
static bool is_ours(const spr_visit *v, const sprawa_directory *d, spr_str joined) {
  const spr_principal *who = v->who;
  spr_arena *a = v->http->arena;
  if (spr_principal_unbound(who)) return true;
  const char *id = spr_access_institution(a, &joined);
  for (; id; id = spr_access_institution(a, &joined)) {
    bool here = who->nmunicipalities == 0 || sprawa_directory_find(d, id);
    if (here && (who->ninstitutions == 0 || spr_principal_acts(who, spr_str_of(id)))) return true;
  }
  return false;
}

/* Of the cases of this round, which may be told. NULL: it could not be found out, and that is answered. */
static const bool *find_told(reading *k) {
  const char **ids = SPR_NEW_N(k->round, const char *, k->ids.n + 1);
  bool *told = SPR_NEW_N(k->round, bool, k->ids.n + 1);
  sprawa_error e;
  for (uint32_t i = 0; i < k->ids.n; i++) ids[i] = k->ids.v[i].p;
  if (sprawa_engine_oversees(k->v->server->engine, &k->v->view, ids, k->ids.n, told, &e) == SPRAWA_OK)
    return told;
  spr_screen_failed(k->v, &e);
  return NULL;
}

/* Leaves the ids that may be told. */
static void leave_told(const reading *k, const bool *told, spr_access_row *row) {
  spr_read *r = &row->read;
  spr_str *ids = SPR_NEW_N(k->round, spr_str, r->nids + 1);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r->nids; i++)
    if (told[spr_names_find(&k->ids, r->ids[i])]) ids[kept++] = r->ids[i];
  r->ids = ids;
  r->nids = kept;
}

static void add_row(const reading *k, const spr_access_row *row, spr_access_log *out) {
  spr_arena *a = k->v->http->arena;
  spr_access_row *to = &out->rows[out->n++];
  to->read = row->read;
  to->read.who = spr_str_dup(a, row->read.who);
  to->read.institution = spr_str_dup(a, row->read.institution);
  to->read.route = spr_str_dup(a, row->read.route);
  copy_ids(a, &row->read, to);
}

/* Puts what may be told behind what is there, until the page is full. */
static bool add_told(reading *k, uint32_t limit, spr_access_log *out) {
  bool one_case = k->asked->one_case;
  const bool *told = one_case ? NULL : find_told(k);
  if (!one_case && !told) return false;
  for (uint32_t i = 0; i < k->n && out->n < limit; i++) {
    spr_access_row *row = &k->rows[i];
    bool names = row->read.nids > 0;
    if (!one_case) leave_told(k, told, row);
    k->last = row->read.pos;
    if (one_case || (names ? row->read.nids > 0 : is_ours(k->v, out->directory, row->read.institution)))
      add_row(k, row, out);
  }
  return true;
}

static bool may_ask(spr_visit *v, const spr_access_asked *asked, bool *out) {
  sprawa_error e;
  const char *id = asked->id.n ? spr_arena_strdup(v->http->arena, asked->id.p, asked->id.n) : "";
  *out = asked->one_case || !asked->id.n;
  if (*out || sprawa_engine_oversees(v->server->engine, &v->view, &id, 1, out, &e) == SPRAWA_OK) return true;
  spr_screen_failed(v, &e);
  return false;
}

/* -- where a page goes on: a position in the log, sealed, for that counts what others have read -------------
 */

static void seal_of(const spr_visit *v, const spr_access_asked *asked, spr_hash *secret, spr_hash *bound) {
  spr_hasher h;
  spr_hasher_begin(&h, "sprawa access log secret 1");
  spr_hasher_str(&h, spr_str_of(v->server->marking));
  spr_hasher_end(&h, secret);
  spr_hasher_begin(&h, "sprawa access log page 1");
  spr_hasher_str(&h, v->who->name);
  spr_hasher_str(&h, asked->who);
  spr_hasher_str(&h, asked->id);
  spr_hasher_u64(&h, asked->one_case);
  spr_hasher_end(&h, bound);
}

/* 0: the newest rows, also where it is none of ours. */
static uint64_t read_before(const spr_visit *v, const spr_access_asked *asked) {
  uint8_t bytes[SPR_MAX_TOKEN_BYTES];
  spr_hash secret, bound;
  uint64_t pos = 0;
  size_t n;
  seal_of(v, asked, &secret, &bound);
  if (spr_token_read(&secret, &bound, asked->before, bytes, &n) && n == sizeof pos)
    memcpy(&pos, bytes, sizeof pos);
  return pos;
}

static void write_next(const spr_visit *v, const spr_access_asked *asked, uint64_t pos, spr_access_log *out) {
  spr_hash secret, bound;
  char *text = spr_arena_alloc(v->http->arena, SPR_TOKEN_CHARS(sizeof pos) + 1);
  seal_of(v, asked, &secret, &bound);
  spr_token_write(&secret, &bound, spr_str_n((const char *)&pos, sizeof pos), text);
  out->next = spr_str_of(text);
}

/* -- a page ---------------------------------------------------------------------------------------------- */

/* One round more of the log; *over: that was its end. */
static bool read_round(reading *k, spr_reads_filter *from, uint32_t limit, spr_access_log *out, bool *over) {
  k->n = 0;
  spr_arena_clear(k->round);
  spr_names_init(&k->ids, k->round);
  k->rows = SPR_NEW_N(k->round, spr_access_row, from->limit);
  if (spr_reads_page(k->v->server->reads, from, keep_row, k) != SPR_OK || k->failed) {
    spr_answer_blame(k->v->answer, "access-log");
    spr_screen_status(k->v, 503);
    return false;
  }
  *over = k->n < from->limit;
  if (!add_told(k, limit, out)) return false;
  from->before = k->last;
  return true;
}

/* Memory for a round, which goes with the visit, however that ends. */
static spr_arena *round_of(spr_visit *v) {
  spr_arena *a = SPR_NEW(v->http->arena, spr_arena);
  spr_arena_init(a, &spr_alloc_default, SPR_MAX_REQUEST_BYTES);
  a->escape = v->http->arena->escape;
  return SPR_HOLD(v, a, spr_arena_release);
}

bool spr_access_log_read(spr_visit *v, const spr_access_asked *asked, spr_access_log *out) {
  reading k = {.v = v, .asked = asked, .round = round_of(v)};
  spr_reads_filter from = {.who = asked->who.n ? asked->who : (spr_str){0},
                           .id = asked->id.n ? asked->id : (spr_str){0},
                           .before = read_before(v, asked),
                           .limit = SPR_ACCESS_ROUND};
  bool may = false, over = false;
  *out = (spr_access_log){.rows = SPR_NEW_N(v->http->arena, spr_access_row, asked->limit),
                          .directory = spr_console_directory(v, NULL),
                          .first = from.before == 0};
  if (!may_ask(v, asked, &may)) return false;
  for (int i = 0; may && !over && i < SPR_ACCESS_ROUNDS && out->n < asked->limit; i++)
    if (!read_round(&k, &from, asked->limit, out, &over)) return false;
  if (may && (!over || out->n == asked->limit)) write_next(v, asked, k.last, out);
  return true;
}
