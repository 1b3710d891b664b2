/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/expect.h"
#include "lab/literal.h"

/* The case file: its values, and who sees them. */

static bool field_named(const expectation *e, spr_str name, spr_span at, int32_t *out) {
  *out = spr_model_field(e->m, name);
  if (*out != SPR_NONE) return true;
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < e->m->nfields; i++) spr_near_offer(&near, e->m->fields[i].name);
  spr_story_fault *f =
      story_fault(e->r, SPR_D_UNKNOWN_FIELD, at, SPR_STR(""), "no field \"%.*s\"", SPR_FMT(name));
  expect_help(e, f, &near);
  return false;
}

void expect_case(expectation *e, const spr_node *n) {
  for (uint32_t i = 0; spr_node_is_map(n) && i < n->n; i++) {
    const spr_member *want = &n->members[i];
    int32_t field = SPR_NONE;
    if (!field_named(e, want->key, want->key_at, &field)) continue;
    spr_value v = spr_literal_read(e->r->scratch, e->m->zone, e->m->fields[field].type, want->value);
    spr_value found = spr_case_field(e->c, field);
    if (spr_v_equal(v, found)) continue;
    spr_literal_show(e->m->zone, v, &e->r->text);
    spr_str wanted = story_text(e->r);
    spr_literal_show(e->m->zone, found, &e->r->text);
    story_fault(e->r, SPR_D_NOT_AS_EXPECTED, want->value->at, story_text(e->r), "expected %.*s to be %.*s",
                SPR_FMT(want->key), SPR_FMT(wanted));
  }
}

/* Institutions with fields, all of which they see, or none. */
static void check_visible(expectation *e, const spr_node *n, bool want) {
  for (uint32_t i = 0; spr_node_is_map(n) && i < n->n; i++) {
    spr_str who = {0};
    const spr_member *m = &n->members[i];
    spr_node name = {.kind = SPR_NODE_SCALAR, .text = m->key, .at = m->key_at};
    if (!story_who(e->r, e->c, &name, &who)) continue;
    for (uint32_t k = 0; k < story_count(m->value); k++) {
      const spr_node *f = story_nth(m->value, k);
      int32_t field = SPR_NONE;
      if (!field_named(e, spr_node_text(f), f->at, &field) || spr_case_sees(e->c, field, who) == want)
        continue;
      story_fault(e->r, SPR_D_NOT_AS_EXPECTED, f->at, want ? SPR_STR("hidden") : SPR_STR("visible"),
                  "expected %.*s %s %.*s", SPR_FMT(who), want ? "to see" : "not to see",
                  SPR_FMT(spr_node_text(f)));
    }
  }
}

void expect_sees(expectation *e, const spr_node *n) {
  check_visible(e, n, true);
}
void expect_hidden(expectation *e, const spr_node *n) {
  check_visible(e, n, false);
}
