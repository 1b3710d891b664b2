/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/known.h"

#include "cases/nearest.h"

typedef enum want_kind { PACKAGE, MUNICIPALITY, WORKFLOW, STATE, INSTITUTION, FIELD, VALUE } want_kind;

/* A name that was asked for. */
typedef struct want {
  want_kind kind;
  spr_nearest name;
  spr_str field; /* VALUE: of this one */
  bool is_role;  /* INSTITUTION: somebody plays it, and is not it */
} want;

enum { MAX_WANTS = 4 + 2 + 2 * SPR_MAX_WISHES + 1 };

typedef struct knowing {
  spr_desk *desk;
  spr_store *store;
  const spr_question *q;
  want v[MAX_WANTS];
  uint32_t n;
  spr_buf names;  /* of the deployed definitions, each with NUL behind it */
  spr_buf hashes; /* of those under which cases began */
} knowing;

static void add(knowing *k, want_kind kind, spr_str name, spr_str field) {
  if (name.n == 0) return;
  want *w = &k->v[k->n++];
  *w = (want){.kind = kind, .field = field};
  spr_nearest_begin(&w->name, name);
}

static void ask(knowing *k, const spr_question *q) {
  spr_str none = SPR_STR("");
  add(k, PACKAGE, q->package, none);
  add(k, MUNICIPALITY, q->municipality, none);
  add(k, WORKFLOW, q->workflow, none);
  add(k, STATE, q->state, none);
  for (size_t i = 0; i < sizeof q->institutions / sizeof *q->institutions; i++)
    add(k, INSTITUTION, q->institutions[i], none);
  for (uint32_t i = 0; i < q->nwishes; i++) {
    add(k, FIELD, q->wishes[i].field, none);
    add(k, VALUE, q->wishes[i].text, q->wishes[i].field);
  }
  bool twice = q->nwishes == 1 && spr_str_eq(q->wishes[0].field, q->sort);
  if (!twice) add(k, FIELD, q->sort, none);
}

static bool is_open(const knowing *k, want_kind kind) {
  for (uint32_t i = 0; i < k->n; i++)
    if (k->v[i].kind == kind && !k->v[i].name.known) return true;
  return false;
}

static bool any_open(const knowing *k) {
  for (uint32_t i = 0; i < k->n; i++)
    if (!k->v[i].name.known) return true;
  return false;
}

static void offer(knowing *k, want_kind kind, spr_str name) {
  for (uint32_t i = 0; i < k->n; i++)
    if (k->v[i].kind == kind) spr_nearest_offer(&k->v[i].name, name);
}

/* -- what a definition knows ---------------------------------------------------------------------------- */

static void offer_institutions(knowing *k, const spr_model *m) {
  for (uint32_t i = 0; m->site && i < m->site->ncities; i++)
    for (uint32_t j = 0; j < m->site->cities[i].ninstitutions; j++)
      offer(k, INSTITUTION, m->site->cities[i].institutions[j].id);
  for (uint32_t i = 0; i < k->n; i++)
    if (k->v[i].kind == INSTITUTION && spr_model_role(m, k->v[i].name.near.name) != SPR_NONE)
      k->v[i].is_role = true;
}

/* What is no name is not held against the asker: no case has it. */
static void offer_values(want *w, const spr_model *m, const spr_field *f) {
  const spr_type *t = f->type;
  switch (t->kind) {
    case SPR_T_CHOICE:
      for (uint32_t i = 0; i < t->nchoices; i++) spr_nearest_offer(&w->name, t->choices[i]);
      return;
    case SPR_T_BOOLEAN:
      spr_nearest_offer(&w->name, SPR_STR("true"));
      spr_nearest_offer(&w->name, SPR_STR("false"));
      return;
    case SPR_T_MUNICIPALITY:
      for (uint32_t i = 0; m->site && i < m->site->ncities; i++)
        spr_nearest_offer(&w->name, m->site->cities[i].id);
      if (m->site && spr_site_knows_municipality(m->site, w->name.near.name)) w->name.known = true;
      return;
    case SPR_T_INSTITUTION:
      for (uint32_t i = 0; m->site && i < m->site->ncities; i++)
        for (uint32_t j = 0; j < m->site->cities[i].ninstitutions; j++)
          spr_nearest_offer(&w->name, m->site->cities[i].institutions[j].id);
      return;
    default: w->name.known = true;
  }
}

static void offer_fields(knowing *k, const spr_model *m) {
  for (uint32_t i = 0; i < m->nfields; i++) {
    const spr_field *f = &m->fields[i];
    if (!f->listed) continue;
    offer(k, FIELD, f->name);
    for (uint32_t j = 0; j < k->n; j++)
      if (k->v[j].kind == VALUE && spr_str_eq(k->v[j].field, f->name)) offer_values(&k->v[j], m, f);
  }
}

static void offer_states(knowing *k, const spr_model *m) {
  for (uint32_t i = 0; i < m->nstates; i++)
    if (!m->states[i].hidden && m->states[i].path.n) offer(k, STATE, m->states[i].path);
}

/* A workflow that others use alone may not stand by itself: then no case is of it. */
static spr_status offer_workflows(knowing *k, const spr_volume *v) {
  const spr_package *p = v->package;
  spr_status s = SPR_OK;
  for (uint32_t i = 0; p && i < p->nworkflows && s == SPR_OK; i++) {
    spr_str name = p->workflows[i].name;
    spr_definition *d = NULL;
    offer(k, WORKFLOW, name);
    if (!is_open(k, STATE) || (k->q->workflow.n && !spr_str_eq(name, k->q->workflow))) continue;
    s = spr_library_get(v->library, p, v->city, name, &d);
    if (s == SPR_OK) offer_states(k, d->model);
    if (s == SPR_EINVAL) s = SPR_OK;
  }
  return s;
}

static bool is_asked(spr_str asked, spr_str name) {
  return asked.n == 0 || spr_str_eq(asked, name);
}

static spr_status offer_volume(knowing *k, const spr_volume *v) {
  spr_definition *d = NULL;
  if (!v->package || !v->city) return SPR_OK;
  offer(k, PACKAGE, v->package->name);
  offer(k, MUNICIPALITY, v->city->id);
  spr_status s = spr_library_get(v->library, v->package, v->city, SPR_STR(""), &d);
  if (s == SPR_EINVAL) return SPR_OK;
  if (s != SPR_OK) return s;
  offer_institutions(k, d->model);
  if (!is_asked(k->q->package, v->package->name) || !is_asked(k->q->municipality, v->city->id)) return SPR_OK;
  offer_fields(k, d->model);
  return offer_workflows(k, v);
}

/* -- which definitions there are ------------------------------------------------------------------------ */

static bool on_current(void *ud, spr_str name) {
  knowing *k = ud;
  spr_str package, city;
  if (!spr_current_parts(name, &package, &city)) return true;
  offer(k, PACKAGE, package);
  offer(k, MUNICIPALITY, city);
  spr_buf_str(&k->names, package);
  spr_buf_char(&k->names, '\0');
  spr_buf_str(&k->names, city);
  spr_buf_char(&k->names, '\0');
  return !k->names.failed;
}

static bool on_pinned(void *ud, const spr_hash *h) {
  knowing *k = ud;
  spr_buf_add(&k->hashes, h->b, sizeof h->b);
  return !k->hashes.failed;
}

/* What cannot be read knows nothing. */
static spr_status look_into(knowing *k, spr_status found, const spr_volume *v) {
  spr_status s = found == SPR_OK ? offer_volume(k, v) : found;
  spr_shelf_trim(spr_desk_shelf(k->desk));
  return s == SPR_ENOTFOUND || s == SPR_ECORRUPT ? SPR_OK : s;
}

static spr_status look_at_deployed(knowing *k) {
  spr_status s = spr_store_currents(k->store, on_current, k);
  if (s == SPR_OK && k->names.failed) s = SPR_ENOMEM;
  const char *end = k->names.p + k->names.n;
  for (const char *p = k->names.p, *city; s == SPR_OK && p < end && any_open(k);
       p = city + strlen(city) + 1) {
    spr_volume *v = NULL;
    city = p + strlen(p) + 1;
    spr_status found = spr_shelf_current(spr_desk_shelf(k->desk), spr_str_of(p), spr_str_of(city), &v);
    s = look_into(k, found, v);
  }
  return s;
}

static spr_status look_at_pinned(knowing *k) {
  spr_case_filter seen = {.limit = 0};
  if (!any_open(k)) return SPR_OK;
  spr_view_narrow(k->q->view, &seen);
  spr_status s = spr_store_pinned(k->store, &seen, on_pinned, k);
  if (s == SPR_OK && k->hashes.failed) s = SPR_ENOMEM;
  for (size_t i = 0; s == SPR_OK && i < k->hashes.n && any_open(k); i += sizeof(spr_hash)) {
    spr_volume *v = NULL;
    spr_hash h;
    memcpy(&h, k->hashes.p + i, sizeof h);
    spr_status found = spr_shelf_pinned(spr_desk_shelf(k->desk), &h, &v);
    s = look_into(k, found, v);
  }
  return s;
}

/* -- what is told --------------------------------------------------------------------------------------- */

/* Where package or municipality are none, nothing else can be known. */
static bool is_told(const knowing *k, const want *w) {
  bool nowhere = is_open(k, PACKAGE) || is_open(k, MUNICIPALITY);
  if (w->name.known || (nowhere && w->kind != PACKAGE && w->kind != MUNICIPALITY)) return false;
  if (w->kind == STATE) return !is_open(k, WORKFLOW);
  if (w->kind != VALUE) return true;
  for (uint32_t i = 0; i < k->n; i++)
    if (k->v[i].kind == FIELD && spr_str_eq(k->v[i].name.near.name, w->field)) return k->v[i].name.known;
  return true;
}

static void tell(const want *w, spr_buf *out) {
  static const char *const words[] = {
      [PACKAGE] = "package", [MUNICIPALITY] = "municipality", [WORKFLOW] = "workflow",
      [STATE] = "state",     [INSTITUTION] = "institution",   [FIELD] = "listed field",
      [VALUE] = "value"};
  const char *before = out->n == 0 ? "" : out->p[out->n - 1] == '?' ? " " : "; ";
  spr_buf_printf(out, "%sno %s \"%.*s\"", before, words[w->kind], SPR_FMT(w->name.near.name));
  if (w->kind == VALUE) spr_buf_printf(out, " of \"%.*s\"", SPR_FMT(w->field));
  if (w->is_role)
    spr_buf_puts(out, ": that is a role or a kind, and it takes an institution that plays it");
  else
    spr_nearest_say(out, "", spr_near_best(&w->name.near));
}

spr_status spr_known_missing(spr_desk *desk, spr_store *store, const spr_question *q, spr_buf *out) {
  knowing k = {.desk = desk, .store = store, .q = q};
  ask(&k, q);
  if (k.n == 0) return SPR_OK;
  spr_buf_init(&k.names, &out->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_buf_init(&k.hashes, &out->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_status s = look_at_deployed(&k);
  if (s == SPR_OK) s = look_at_pinned(&k);
  spr_buf_release(&k.names);
  spr_buf_release(&k.hashes);
  for (uint32_t i = 0; s == SPR_OK && i < k.n; i++)
    if (is_told(&k, &k.v[i])) tell(&k.v[i], out);
  return s == SPR_OK && out->failed ? SPR_ENOMEM : s;
}
