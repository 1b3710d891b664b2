/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/expect.h"
#include "lab/trace.h"
#include "lang/scalar.h"

void expect_help(const expectation *e, spr_story_fault *f, const spr_near *near) {
  spr_str best = spr_near_best(near);
  if (best.n > 0) f->help = spr_str_printf(e->r->keep, "did you mean \"%.*s\"?", SPR_FMT(best));
}

bool expect_path_ends(spr_str path, spr_str name) {
  if (!spr_str_ends(path, name)) return false;
  return path.n == name.n || (name.n > 0 && path.p[path.n - name.n - 1] == '.');
}

static spr_str states_found(const expectation *e) {
  spr_trace_states(&e->r->text, e->c);
  return story_text(e->r);
}

/* -- states --------------------------------------------------------------------------------------------- */

static bool state_named(const expectation *e, const spr_node *n, int32_t *out) {
  spr_str path = spr_node_text(n);
  *out = spr_model_state(e->m, path);
  if (*out != SPR_NONE) return true;
  spr_near near;
  spr_near_init(&near, path);
  for (uint32_t i = 0; i < e->m->nstates; i++) spr_near_offer(&near, e->m->states[i].path);
  spr_story_fault *f =
      story_fault(e->r, SPR_D_UNKNOWN_STATE, n->at, SPR_STR(""), "no state \"%.*s\"", SPR_FMT(path));
  expect_help(e, f, &near);
  return false;
}

/* Also of a case that has ended, of the states in which it did. */
static bool in_state(const expectation *e, int32_t state) {
  if (spr_case_active(e->c, state)) return true;
  int32_t states[SPR_MAX_SHOWN_STATES];
  uint32_t n = spr_case_configuration(e->c, states, SPR_MAX_SHOWN_STATES);
  for (uint32_t i = 0; i < n && i < SPR_MAX_SHOWN_STATES; i++)
    if (spr_state_inside(e->m, states[i], state)) return true;
  return false;
}

void expect_state(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    int32_t state = SPR_NONE;
    const spr_node *name = story_nth(n, i);
    if (!state_named(e, name, &state) || in_state(e, state)) continue;
    story_fault(e->r, SPR_D_NOT_AS_EXPECTED, name->at, states_found(e), "expected state %.*s",
                SPR_FMT(spr_node_text(name)));
  }
}

void expect_no_state(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; i < story_count(n); i++) {
    int32_t state = SPR_NONE;
    const spr_node *name = story_nth(n, i);
    if (!state_named(e, name, &state) || !in_state(e, state)) continue;
    story_fault(e->r, SPR_D_NOT_AS_EXPECTED, name->at, states_found(e), "expected not to be in state %.*s",
                SPR_FMT(spr_node_text(name)));
  }
}

void expect_only_state(expectation *e, const spr_node *n) {
  int32_t active[SPR_MAX_SHOWN_STATES];
  uint32_t nactive = spr_case_configuration(e->c, active, SPR_MAX_SHOWN_STATES);
  bool same = nactive == story_count(n);
  for (uint32_t i = 0; i < story_count(n); i++) {
    int32_t state = SPR_NONE;
    if (!state_named(e, story_nth(n, i), &state)) return;
    bool found = false;
    for (uint32_t k = 0; k < nactive && k < SPR_MAX_SHOWN_STATES; k++) found = found || active[k] == state;
    same = same && found;
  }
  if (same) return;
  for (uint32_t i = 0; i < story_count(n); i++)
    spr_buf_printf(&e->r->text, "%s%.*s", i > 0 ? ", " : "", SPR_FMT(spr_node_text(story_nth(n, i))));
  spr_str want = story_text(e->r);
  story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, states_found(e), "expected exactly the states %.*s",
              SPR_FMT(want));
}

void expect_ended(expectation *e, const spr_node *n) {
  bool want = false;
  if (!spr_scalar_boolean(n, &want) || want == spr_case_ended(e->c)) return;
  story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, states_found(e),
              want ? "expected the case to have ended" : "expected the case to be open");
}

void expect_outcome(expectation *e, const spr_node *n) {
  spr_str want = spr_node_text(n), found = e->at->row.outcome;
  if (spr_case_ended(e->c) && spr_str_eq(want, found)) return;
  if (!spr_case_ended(e->c)) found = states_found(e);
  story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, found, "expected the case to have ended with outcome %.*s",
              SPR_FMT(want));
}

static void responsible(expectation *e, const spr_node *n, spr_str found, spr_str where) {
  spr_str want = {0};
  if (!story_who(e->r, e->c, n, &want) || spr_str_eq(want, found)) return;
  story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, found.n > 0 ? found : SPR_STR("nobody"),
              "expected %.*s to be responsible%s%.*s", SPR_FMT(want), where.n > 0 ? " in " : "",
              SPR_FMT(where));
}

/* Of several regions in a state the first one counts, as for the whole case. */
static void responsible_in(expectation *e, const spr_member *m) {
  int32_t state = SPR_NONE, active[SPR_MAX_SHOWN_STATES];
  spr_node name = {.kind = SPR_NODE_SCALAR, .text = m->key, .at = m->key_at};
  if (!state_named(e, &name, &state)) return;
  uint32_t n = spr_case_configuration(e->c, active, SPR_MAX_SHOWN_STATES), i = 0;
  while (i < n && i < SPR_MAX_SHOWN_STATES && !spr_state_inside(e->m, active[i], state)) i++;
  if (i < n && i < SPR_MAX_SHOWN_STATES)
    responsible(e, m->value, spr_case_responsible(e->c, active[i]), m->key);
  else
    story_fault(e->r, SPR_D_NOT_AS_EXPECTED, m->key_at, states_found(e), "expected state %.*s",
                SPR_FMT(m->key));
}

void expect_responsible(expectation *e, const spr_node *n) {
  if (!spr_node_is_map(n)) responsible(e, n, e->at->row.responsible, SPR_STR(""));
  for (uint32_t i = 0; spr_node_is_map(n) && i < n->n; i++) responsible_in(e, &n->members[i]);
}

/* -- the world ------------------------------------------------------------------------------------------ */

void expect_links(expectation *e, const spr_node *n) {
  uint32_t opened = 0;
  bool same = true;
  for (uint32_t i = 0; i < spr_world_cases(e->r->world); i++) {
    spr_str link;
    if (spr_world_opener(e->r->world, (spr_case_ref)i, &link) != e->ref) continue;
    bool among = false;
    for (uint32_t k = 0; k < story_count(n); k++)
      among = among || spr_str_eq(spr_node_text(story_nth(n, k)), link);
    same = same && among;
    spr_buf_printf(&e->r->text, "%s%.*s", opened++ > 0 ? ", " : "", SPR_FMT(link));
  }
  for (uint32_t k = 0; k < story_count(n); k++)
    same = same && spr_world_link(e->r->world, e->ref, spr_node_text(story_nth(n, k))) >= 0;
  if (opened == 0) spr_buf_puts(&e->r->text, "none");
  spr_str found = story_text(e->r);
  if (!same) story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, found, "expected exactly these linked cases");
}

void expect_incident_count(expectation *e, const spr_node *n) {
  int64_t want = 0;
  uint32_t found = spr_world_incidents(e->r->world);
  if (!spr_scalar_integer(n, &want) || want == (int64_t)found) return;
  spr_buf_printf(&e->r->text, "%u", found);
  for (uint32_t i = 0; i < found && i < SPR_MAX_INCIDENTS_SHOWN; i++)
    spr_buf_printf(&e->r->text, "; %.*s", SPR_FMT(spr_world_incident(e->r->world, i)));
  story_fault(e->r, SPR_D_NOT_AS_EXPECTED, n->at, story_text(e->r), "expected %d incidents", (int)want);
}

static const struct {
  const char *key;
  expect_check *check;
} checks[] = {
    {"state", expect_state},
    {"only_state", expect_only_state},
    {"no_state", expect_no_state},
    {"responsible", expect_responsible},
    {"outcome", expect_outcome},
    {"ended", expect_ended},
    {"due", expect_due},
    {"no_due", expect_no_due},
    {"overdue", expect_overdue},
    {"tasks", expect_tasks},
    {"has_tasks", expect_has_tasks},
    {"no_tasks", expect_no_tasks},
    {"case", expect_case},
    {"sees", expect_sees},
    {"hidden", expect_hidden},
    {"links", expect_links},
    {"incidents", expect_incident_count},
};

spr_status story_expect(story_run *r, spr_case_ref c, const spr_node *expect) {
  const spr_loaded *at = NULL;
  spr_status s = spr_world_look(r->world, c, &at);
  if (s != SPR_OK) return s;
  expectation e = {r, c, at, at->c, at->definition->model};
  for (uint32_t i = 0; spr_node_is_map(expect) && i < expect->n; i++)
    for (size_t k = 0; k < sizeof checks / sizeof *checks; k++)
      if (spr_str_is(expect->members[i].key, checks[k].key)) checks[k].check(&e, expect->members[i].value);
  return SPR_OK;
}
