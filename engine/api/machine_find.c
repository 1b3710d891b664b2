/* SPDX-License-Identifier: Apache-2.0 */
#include "api/machine_impl.h"
#include "base/near.h"

/* The definition that a machine is to run. */

static sprawa_code no_such(sprawa_error *e, const char *what, const spr_near *near) {
  spr_str best = spr_near_best(near);
  if (best.n == 0)
    return spr_api_fail(e, SPRAWA_NOT_FOUND, NULL, "no %s \"%.*s\"", what, SPR_FMT(near->name));
  return spr_api_fail(e, SPRAWA_NOT_FOUND, NULL, "no %s \"%.*s\", did you mean \"%.*s\"?", what,
                      SPR_FMT(near->name), SPR_FMT(best));
}

static bool has_workflow(const spr_package *p, spr_str name, spr_near *near) {
  for (uint32_t i = 0; i < p->nworkflows; i++) {
    if (spr_str_eq(p->workflows[i].name, name)) return true;
    spr_near_offer(near, p->workflows[i].name);
  }
  return name.n == 0;
}

/* The only package that has the workflow. */
static sprawa_code find_by_workflow(const spr_site *site, spr_str workflow, const spr_package **out,
                                    sprawa_error *e) {
  spr_near near;
  spr_near_init(&near, workflow);
  for (uint32_t i = 0; i < site->npackages; i++) {
    const spr_package *p = &site->packages[i];
    if (!has_workflow(p, workflow, &near)) continue;
    if (*out)
      return spr_api_fail(
          e, SPRAWA_INVALID, NULL, "several packages have a workflow \"%.*s\": say %.*s/%.*s or %.*s/%.*s",
          SPR_FMT(workflow), SPR_FMT((*out)->name), SPR_FMT(workflow), SPR_FMT(p->name), SPR_FMT(workflow));
    *out = p;
  }
  return *out ? SPRAWA_OK : no_such(e, "workflow", &near);
}

static sprawa_code find_package(const spr_site *site, spr_str package, spr_str workflow,
                                const spr_package **out, sprawa_error *e) {
  spr_near near;
  *out = NULL;
  if (package.n == 0 && workflow.n == 0)
    return spr_api_fail(e, SPRAWA_INVALID, NULL, "the package is missing");
  if (package.n == 0) return find_by_workflow(site, workflow, out, e);
  *out = spr_site_package(site, package);
  spr_near_init(&near, package);
  for (uint32_t i = 0; i < site->npackages; i++) spr_near_offer(&near, site->packages[i].name);
  if (!*out) return no_such(e, "package", &near);
  spr_near_init(&near, workflow);
  return has_workflow(*out, workflow, &near) ? SPRAWA_OK : no_such(e, "workflow", &near);
}

static sprawa_code find_city(const spr_site *site, spr_str name, const spr_city **out, sprawa_error *e) {
  spr_near near;
  *out = spr_site_city(site, name);
  if (*out) return SPRAWA_OK;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < site->ncities; i++) spr_near_offer(&near, site->cities[i].id);
  return no_such(e, "municipality", &near);
}

/* Of a draft the faults are found only now. */
static sprawa_code tell_faults(sprawa_definitions *d, const sprawa_start *s, sprawa_error *e) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return spr_api_status(e, SPR_ENOMEM, NULL);
  sprawa_code code = spr_api_faults(d, s->report, s->report_data, e);
  spr_arena_unguard(&d->arena, NULL);
  return code == SPRAWA_OK ? spr_api_status(e, SPR_EINVAL, "the definition") : code;
}

static sprawa_code build(sprawa_definitions *d, const sprawa_start *s, const spr_package *p,
                         const spr_city *city, spr_str workflow, spr_definition **out, sprawa_error *e) {
  spr_status st = spr_library_get(d->library, p, city, workflow, out);
  if (st == SPR_EINVAL) return tell_faults(d, s, e);
  return st == SPR_OK ? SPRAWA_OK : spr_api_status(e, st, "the definition");
}

sprawa_code spr_machine_definition(sprawa_definitions *d, const sprawa_start *s, spr_definition **out,
                                   sprawa_error *e) {
  spr_str package, municipality, workflow;
  const spr_package *p = NULL;
  const spr_city *city = NULL;
  sprawa_code code = spr_api_text(e, "the package", s->package, false, &package);
  if (code == SPRAWA_OK)
    code = spr_api_text(e, "the municipality", s->municipality, d->site != NULL, &municipality);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the workflow", s->workflow, false, &workflow);
  if (code != SPRAWA_OK) return code;
  if (!d->site && (package.n || municipality.n || workflow.n))
    return spr_api_fail(e, SPRAWA_INVALID, NULL,
                        "a workflow that stands alone is of no package and municipality");
  if (!d->site) return build(d, s, NULL, NULL, SPR_STR(""), out, e);
  code = find_package(d->site, package, workflow, &p, e);
  if (code == SPRAWA_OK) code = find_city(d->site, municipality, &city, e);
  return code == SPRAWA_OK ? build(d, s, p, city, workflow, out, e) : code;
}
