/* SPDX-License-Identifier: Apache-2.0 */
#include "api/machine_impl.h"

/* How a machine stands. */

int64_t sprawa_machine_time(const sprawa_machine *m) {
  return m ? spr_world_now(m->world) : SPRAWA_NO_TIME;
}

const char *sprawa_machine_state(const sprawa_machine *m, size_t i) {
  return m ? spr_texts_get(&m->states, i) : NULL;
}

bool sprawa_machine_is_in(const sprawa_machine *m, const char *state) {
  if (!m || !m->at || !state) return false;
  int32_t s = spr_model_state(m->def->model, spr_str_of(state));
  return s != SPR_NONE && spr_case_active(m->at->c, s);
}

bool sprawa_machine_final(const sprawa_machine *m) {
  return m && m->at && spr_case_ended(m->at->c);
}

const char *sprawa_machine_outcome(const sprawa_machine *m) {
  return m && m->at ? m->at->row.outcome.p : "";
}

/* What a machine without its case can tell of it. */
static sprawa_value *nothing(const sprawa_machine *m) {
  return spr_api_fault(m ? SPRAWA_NO_MEMORY : SPRAWA_INVALID);
}

static sprawa_value *out_of(const sprawa_machine *m, spr_value v) {
  return spr_api_from(&m->d->alloc, v, m->def->model->zone, NULL);
}

sprawa_value *sprawa_machine_field(const sprawa_machine *m, const char *field) {
  spr_str extra;
  spr_value v;
  if (!m || !m->at) return nothing(m);
  if (!field) return spr_api_fault(SPRAWA_INVALID);
  spr_str name = spr_str_of(field);
  int32_t f = spr_model_field(m->def->model, name);
  if (f != SPR_NONE) return out_of(m, spr_case_field(m->at->c, f));
  for (uint32_t i = 0; spr_case_extra(m->at->c, i, &extra, &v); i++)
    if (spr_str_eq(extra, name)) return out_of(m, v);
  return out_of(m, SPR_V_NIL);
}

sprawa_value *sprawa_machine_fields(const sprawa_machine *m) {
  spr_str names[2 * SPR_MAX_FIELDS];
  sprawa_value *values[2 * SPR_MAX_FIELDS];
  size_t n = 0;
  spr_str extra;
  spr_value v;
  if (!m || !m->at) return nothing(m);
  const spr_model *model = m->def->model;
  for (uint32_t i = 0; i < model->nfields && n < SPR_MAX_FIELDS; i++, n++) {
    names[n] = model->fields[i].name;
    values[n] = out_of(m, spr_case_field(m->at->c, (int32_t)i));
  }
  for (uint32_t i = 0; n < 2 * SPR_MAX_FIELDS && spr_case_extra(m->at->c, i, &extra, &v); i++, n++) {
    names[n] = extra;
    values[n] = out_of(m, v);
  }
  return spr_api_record(&m->d->alloc, n, names, values);
}

const sprawa_reason *sprawa_machine_reason(const sprawa_machine *m, size_t i) {
  return m && i < spr_texts_count(&m->reasons) ? &m->shown[i] : NULL;
}

const char *sprawa_machine_log(const sprawa_machine *m, size_t i) {
  return m ? spr_texts_get(&m->logs, i) : NULL;
}

const char *sprawa_machine_incident(const sprawa_machine *m, size_t i) {
  return m ? spr_texts_get(&m->incidents, i) : NULL;
}
