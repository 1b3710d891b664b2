/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_SESSION_H
#define SPR_CLI_SESSION_H

#include "cli/cli.h"
#include "lang/site.h"

/* The sources, diagnostics and site of one command. Everything lives in the command line's arena. */
typedef struct spr_session {
  spr_cli *cli;
  spr_sources sources;
  spr_diags diags;
  spr_site *site; /* NULL until loaded */
} spr_session;

void spr_session_init(spr_session *s, spr_cli *cli);
/* Loads the site in a folder. SPR_EXIT_MISSING if there is no such folder (told); faults of the site are in
 * the diagnostics. */
int spr_session_load(spr_session *s, const char *folder);
/* Adds a source file. The fault is told. */
int spr_session_file(spr_session *s, const char *path, size_t max, uint32_t *file);
/* A city or package by name; NULL with a complaint and the nearest name. */
const spr_city *spr_session_city(spr_session *s, const char *name);
const spr_package *spr_session_package(spr_session *s, const char *name);

#endif
