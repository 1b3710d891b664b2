/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/target.h"

#include "base/near.h"
#include "cli/operand.h"
#include "cli/place.h"

static bool has_workflow(const spr_package *p, spr_str name) {
  for (uint32_t i = 0; i < p->nworkflows; i++)
    if (spr_str_eq(p->workflows[i].name, name)) return true;
  return false;
}

static int no_workflow(spr_session *s, spr_str name) {
  spr_near near;
  spr_near_init(&near, name);
  for (uint32_t i = 0; i < s->site->npackages; i++) {
    spr_near_offer(&near, s->site->packages[i].name);
    for (uint32_t k = 0; k < s->site->packages[i].nworkflows; k++)
      spr_near_offer(&near, s->site->packages[i].workflows[k].name);
  }
  spr_str best = spr_near_best(&near);
  if (best.n)
    spr_complain(s->cli, "no workflow \"%.*s\", did you mean \"%.*s\"?", SPR_FMT(name), SPR_FMT(best));
  else
    spr_complain(s->cli, "no workflow \"%.*s\"", SPR_FMT(name));
  return SPR_EXIT_MISSING;
}

static int by_name_alone(spr_session *s, spr_str name, const spr_package **package, spr_str *workflow) {
  *package = spr_site_package(s->site, name);
  *workflow = *package ? (*package)->main : name;
  if (*package) return SPR_EXIT_DONE;
  for (uint32_t i = 0; i < s->site->npackages; i++) {
    const spr_package *p = &s->site->packages[i];
    if (!has_workflow(p, name)) continue;
    if (*package) {
      spr_complain(s->cli, "several packages have a workflow \"%.*s\": write %.*s/%.*s or %.*s/%.*s",
                   SPR_FMT(name), SPR_FMT((*package)->name), SPR_FMT(name), SPR_FMT(p->name), SPR_FMT(name));
      return SPR_EXIT_USAGE;
    }
    *package = p;
  }
  return *package ? SPR_EXIT_DONE : no_workflow(s, name);
}

int spr_target_find(spr_session *s, const char *operand, const spr_package **package, spr_str *workflow) {
  spr_str folder, name;
  const char *site = spr_place_site(s->cli, operand);
  *package = NULL;
  spr_operand_split(spr_str_of(operand), &folder, &name);
  if (!site) {
    spr_complain(s->cli,
                 "\"%s\" lies in no site: neither here nor above it is a folder with workflows or scripts",
                 operand);
    return SPR_EXIT_MISSING;
  }
  int code = spr_session_load(s, site);
  if (code != SPR_EXIT_DONE) return code;
  if (folder.n == 0) return by_name_alone(s, name, package, workflow);
  *package = spr_session_package(s, spr_str_dup(&s->cli->arena, folder).p);
  *workflow = spr_str_dup(&s->cli->arena, name);
  if (!*package) return SPR_EXIT_MISSING;
  return has_workflow(*package, name) ? SPR_EXIT_DONE : no_workflow(s, name);
}
