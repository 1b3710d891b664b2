/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/place.h"

#include <sys/stat.h>

bool spr_place_is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_site(spr_cli *cli, spr_str folder) {
  return spr_place_is_folder(spr_str_printf(&cli->arena, "%.*s/workflows", SPR_FMT(folder)).p) ||
         spr_place_is_folder(spr_str_printf(&cli->arena, "%.*s/scripts", SPR_FMT(folder)).p);
}

const char *spr_place_site(spr_cli *cli, const char *path) {
  spr_str at = spr_str_of(path);
  while (at.n > 1 && at.p[at.n - 1] == '/') at.n--;
  while (at.n > 0) {
    if (is_site(cli, at)) return spr_str_dup(&cli->arena, at).p;
    while (at.n > 0 && at.p[at.n - 1] != '/') at.n--;
    while (at.n > 1 && at.p[at.n - 1] == '/') at.n--;
    if (at.n == 1 && at.p[0] == '/') return is_site(cli, SPR_STR("/")) ? "/" : NULL;
  }
  return path[0] != '/' && is_site(cli, SPR_STR(".")) ? "." : NULL;
}
