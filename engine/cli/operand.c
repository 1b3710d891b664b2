/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/operand.h"

#include <sys/stat.h>

bool spr_operand_is_file(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool spr_operand_is_of_package(spr_cli *cli, const char *path) {
  const char *slash = strrchr(path, '/');
  spr_str folder = slash ? spr_str_n(path, (size_t)(slash - path) + 1) : SPR_STR("");
  return spr_operand_is_file(spr_str_printf(&cli->arena, "%.*spackage.yaml", SPR_FMT(folder)).p);
}

bool spr_operand_is_alone(spr_cli *cli, const char *operand) {
  return spr_str_ends(spr_str_of(operand), SPR_STR(".yaml")) && spr_operand_is_file(operand) &&
         !spr_operand_is_of_package(cli, operand);
}

void spr_operand_split(spr_str path, spr_str *folder, spr_str *name) {
  if (spr_str_ends(path, SPR_STR(".yaml"))) path.n -= 5;
  while (path.n > 0 && path.p[path.n - 1] == '/') path.n--;
  uint32_t slash = path.n;
  while (slash > 0 && path.p[slash - 1] != '/') slash--;
  *name = spr_str_sub(path, slash, path.n);
  uint32_t end = slash ? slash - 1 : 0, from = end;
  while (from > 0 && path.p[from - 1] != '/') from--;
  *folder = spr_str_sub(path, from, end);
}
