/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_SITE_SCAN_H
#define SPR_LANG_SITE_SCAN_H

#include "lang/site.h"

/* The files of a site, found by their names alone and read. Private to site*.c, package.c and municipality.c.
 */

typedef enum spr_file_role {
  SPR_FILE_CALENDAR,   /* workflows/calendars/NAME.yaml */
  SPR_FILE_PACKAGE,    /* workflows/OWNER/package.yaml */
  SPR_FILE_WORKFLOW,   /* workflows/OWNER/NAME.yaml */
  SPR_FILE_STANDARD,   /* workflows/OWNER/standard.lua */
  SPR_FILE_GAZETTEER,  /* workflows/OWNER/gazetteer.yaml */
  SPR_FILE_STORY,      /* workflows/OWNER/stories/NAME.yaml */
  SPR_FILE_CITY,       /* scripts/OWNER/municipality.yaml */
  SPR_FILE_ADAPTATION, /* scripts/OWNER/NAME.yaml */
  SPR_FILE_CITY_LUA,   /* scripts/OWNER/NAME.lua */
  SPR_FILE_CITY_STORY, /* scripts/OWNER/stories/NAME.yaml */
  SPR_FILE_MISSING,    /* a package.yaml or municipality.yaml that should be there */
  SPR_FILE_UNEXPECTED, /* nothing that a site has */
  SPR_FILE_LINK        /* a symbolic link: not followed */
} spr_file_role;

typedef struct spr_site_file {
  spr_file_role role;
  spr_str path; /* relative to the site */
  spr_str owner, name;
  uint32_t file;  /* its number among the sources */
  bool usable;    /* it could be read, and its bytes are in order */
  spr_node *tree; /* of a YAML file, NULL after a fault */
} spr_site_file;

typedef struct spr_site_files {
  spr_site_file *v; /* sorted by path */
  uint32_t n, cap;
} spr_site_files;

/* Finds and reads the files. What is wrong with them is reported. YAML is not parsed yet. SPR_ENOTFOUND
 * (reported): no folder that is a site. */
spr_status spr_site_scan(spr_site *s, spr_site_files *out);
/* The same for the calendars of a site alone; none is no fault. */
void spr_site_scan_calendars(spr_site *s, spr_site_files *out);
/* Files that are given instead: by their paths alone. */
void spr_site_take(spr_site *s, const spr_given *v, uint32_t n, spr_site_files *out);

#endif
