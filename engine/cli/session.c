/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/session.h"

#include "base/near.h"
#include "cli/place.h"
#include "cli/report.h"

void spr_session_init(spr_session *s, spr_cli *cli) {
  *s = (spr_session){.cli = cli};
  spr_sources_init(&s->sources, &cli->arena);
  spr_diags_init(&s->diags, &cli->arena, &s->sources);
}

int spr_session_load(spr_session *s, const char *folder) {
  if (!spr_place_is_folder(folder)) {
    spr_complain(s->cli, "no folder \"%s\"", folder);
    return SPR_EXIT_MISSING;
  }
  spr_status st = spr_site_load(&s->cli->arena, &s->sources, &s->diags, folder, &s->site);
  if (st == SPR_OK && s->site) return SPR_EXIT_DONE;
  if (s->diags.errors)
    spr_report_faults(s->cli, &s->diags);
  else
    spr_complain(s->cli, "%s: %s", folder, spr_status_text(st));
  return st == SPR_OK ? SPR_EXIT_FAULT : spr_exit_of(st);
}

int spr_session_file(spr_session *s, const char *path, size_t max, uint32_t *file) {
  spr_str text = {0};
  if (spr_place_is_folder(path)) {
    spr_complain(s->cli, "%s is a folder, not a file", path);
    return SPR_EXIT_USAGE;
  }
  spr_status st = spr_file_read(&s->cli->arena, path, max, &text);
  if (st == SPR_ENOTFOUND) {
    spr_complain(s->cli, "no file \"%s\"", path);
    return SPR_EXIT_MISSING;
  }
  if (st != SPR_OK) {
    spr_complain(s->cli, "%s: %s", path,
                 st == SPR_ELIMIT ? "the file is too large" : "the file cannot be read");
    return spr_exit_of(st);
  }
  *file = spr_sources_add(&s->sources, spr_str_of(path), text);
  return SPR_EXIT_DONE;
}

static void complain_name(spr_cli *cli, const char *what, const char *name, const spr_near *near) {
  spr_str best = spr_near_best(near);
  if (best.n > 0) {
    spr_complain(cli, "no %s \"%s\", did you mean \"%.*s\"?", what, name, SPR_FMT(best));
  } else {
    spr_complain(cli, "no %s \"%s\"", what, name);
  }
}

const spr_city *spr_session_city(spr_session *s, const char *name) {
  const spr_city *city = spr_site_city(s->site, spr_str_of(name));
  if (city) return city;
  spr_near near;
  spr_near_init(&near, spr_str_of(name));
  for (uint32_t i = 0; i < s->site->ncities; i++) spr_near_offer(&near, s->site->cities[i].id);
  complain_name(s->cli, "municipality", name, &near);
  return NULL;
}

const spr_package *spr_session_package(spr_session *s, const char *name) {
  const spr_package *p = spr_site_package(s->site, spr_str_of(name));
  if (p) return p;
  spr_near near;
  spr_near_init(&near, spr_str_of(name));
  for (uint32_t i = 0; i < s->site->npackages; i++) spr_near_offer(&near, s->site->packages[i].name);
  complain_name(s->cli, "package", name, &near);
  return NULL;
}
