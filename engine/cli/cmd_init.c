/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/embedded.h"

/* The site is written beside its place and moved there when it is whole, so that a failure leaves nothing
 * half done. */
typedef struct site {
  spr_cli *cli;
  const char *part; /* the folder that is being written */
} site;

static bool is_free(const char *dir) {
  DIR *d = opendir(dir);
  if (!d) return errno == ENOENT;
  bool empty = true;
  for (struct dirent *e = readdir(d); e; e = readdir(d))
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) empty = false;
  closedir(d);
  return empty;
}

static const char *inside(const site *s, const char *name, size_t n) {
  return spr_str_printf(&s->cli->arena, "%s/%.*s", s->part, (int)n, name).p;
}

static bool make_folders(const site *s, const char *name) {
  for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/'))
    if (mkdir(inside(s, name, (size_t)(slash - name)), 0777) != 0 && errno != EEXIST) return false;
  return true;
}

static bool write_file(const site *s, const spr_embedded *e) {
  if (!make_folders(s, e->name)) return false;
  FILE *f = fopen(inside(s, e->name, strlen(e->name)), "w");
  if (!f) return false;
  bool ok = fwrite(e->bytes, 1, e->size, f) == e->size;
  return fclose(f) == 0 && ok;
}

/* Takes away what write_file made: the files, then the folders from the innermost. */
static void undo(const site *s) {
  for (const spr_embedded *e = spr_site_template; e->name; e++)
    (void)unlink(inside(s, e->name, strlen(e->name)));
  for (const spr_embedded *e = spr_site_template; e->name; e++)
    for (size_t n = strlen(e->name); n > 0; n--)
      if (e->name[n] == '/') (void)rmdir(inside(s, e->name, n));
  (void)rmdir(s->part);
}

static int run(spr_cli *cli, const spr_args *args) {
  const char *dir = args->operands[0];
  spr_str path = spr_str_of(dir);
  while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
  dir = spr_str_dup(&cli->arena, path).p;
  site s = {cli, spr_str_printf(&cli->arena, "%s.part", dir).p};
  if (!is_free(dir)) {
    spr_complain(cli, "\"%s\" exists and is not an empty folder; name a new one", dir);
    return SPR_EXIT_FAULT;
  }
  bool ok = mkdir(s.part, 0777) == 0;
  if (!ok) {
    if (errno == EEXIST)
      spr_complain(cli, "\"%s\" is in the way, perhaps left from before: remove it", s.part);
    else
      spr_complain(cli, "cannot make the folder \"%s\": %s", s.part, strerror(errno));
    return SPR_EXIT_ENVIRONMENT;
  }
  for (const spr_embedded *e = spr_site_template; ok && e->name; e++) ok = write_file(&s, e);
  ok = ok && rename(s.part, dir) == 0;
  if (!ok) {
    int why = errno;
    undo(&s);
    spr_complain(cli, "cannot write the site to \"%s\": %s", dir, strerror(why));
    return SPR_EXIT_ENVIRONMENT;
  }
  fprintf(cli->out,
          "%s: a site with one package and one invented city; try\n  sprawa check %s\n  sprawa test %s\n",
          dir, dir, dir);
  return SPR_EXIT_DONE;
}

const spr_command spr_cmd_init = {
    .name = "init",
    .operands = "DIR",
    .least = 1,
    .most = 1,
    .summary = "a new site from a template",
    .about = "Writes a small site that runs: a package with one workflow, a city with its own rules, "
             "stories, and the\n"
             "calendars. DIR must be new or empty.",
    .example = "  sprawa init my-site\n",
    .options = NULL,
    .run = run,
};
