/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SITE_LOAD_H
#define SPR_LANG_SITE_LOAD_H

#include "lang/schema.h"
#include "lang/site_scan.h"

/* The parts of loading a site. Private to site*.c, package.c and municipality.c. */

typedef struct spr_loader {
  spr_site *site;
  spr_arena *arena;
  spr_diags *d;
  spr_site_files files;
  /* A file of that kind is not readable: names that are missing then may stand in it, and nothing is said
   * about them. */
  bool calendar_lost, package_lost, city_lost;
  const spr_given *given; /* files in memory; NULL: the site is a folder */
  uint32_t ngiven;
} spr_loader;

/* -- package.c: packages with their workflows, gazetteers and stories */
void spr_load_packages(spr_loader *l);
/* -- municipality.c: cities with their adaptations and stories */
void spr_load_cities(spr_loader *l);
/* -- site_check.c: what only the whole site can tell */
void spr_check_references(spr_loader *l);

/* A title as it is written; empty where it is faulty. */
spr_title spr_title_of(spr_arena *a, const spr_node *n);
/* Reports a name in a file that is not that of its file or folder. */
void spr_check_own_name(spr_loader *l, const spr_node *tree, const char *key, spr_str expected,
                        const char *what);
/* Reports a calendar that the site does not have, and gives the one that it has, or NULL. */
const spr_calendar *spr_find_calendar(spr_loader *l, const spr_node *name);

#endif
