/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_DOORS_SITE_JSON_H
#define SPR_DOORS_SITE_JSON_H

#include "base/str.h"
#include "sprawa/sprawa.h"

/* What is deployed, for programs.
 * A package in a municipality: {"package", "title", "version", "municipality", "municipality_title",
 * "definition", "workflows": [{"name", "title", "main"}]} */
void spr_package_json(const sprawa_site_package *p, spr_buf *out);
/* A workflow as a municipality has it: {"package", "version", "municipality", "municipality_title",
 * "definition", "workflow", "title", "composed", "states": [{"path", "title", "depth", "atomic", "final",
 * "file", "line", "open", "more"}], "files": [{"path", "text"}]}; `more`: there are more open cases. */
void spr_workflow_json(const sprawa_workflow *w, spr_buf *out);
/* Who is competent where: {"workflow", "title", "states": [{"state", "title", "missing", "differs":
 * [COMPETENCY], "municipalities": {ID: {"there", COMPETENCY: [{"role", "institution", "title"}]}}}]} */
void spr_competencies_json(const sprawa_matrix *m, spr_buf *out);

#endif
