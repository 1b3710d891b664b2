/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_FAULTS_H
#define SPR_CLI_FAULTS_H

#include "cli/cli.h"
#include "sprawa/sprawa.h"

/* What the library has found wrong with definitions, kept until it is told: as text on standard error, or as
 * the document of interfaces for programs.
 *
 *   spr_faults f;
 *   spr_faults_init(&f, cli);
 *   sprawa_definitions_site(NULL, folder, spr_faults_take, &f, &d, &e);
 *   spr_faults_tell(&f);
 *   spr_faults_release(&f); */
typedef struct spr_faults {
  spr_cli *cli;
  spr_buf text, json; /* json: objects with commas between */
  uint32_t errors, warnings;
} spr_faults;

void spr_faults_init(spr_faults *f, spr_cli *cli);
void spr_faults_release(spr_faults *f);
/* A sprawa_diagnostic_fn; data: spr_faults. */
void spr_faults_take(void *data, const sprawa_diagnostic *d);
/* All of them and their number, on standard error; then they are forgotten. Nothing where there are none. */
void spr_faults_tell(spr_faults *f);
/* The members "diagnostics", "errors" and "warnings", as spr_report_json has them. */
void spr_faults_members(const spr_faults *f, spr_buf *out);
/* Where they are why the command fails: spr_faults_tell, or with --json the document. */
void spr_faults_answer(spr_faults *f);

#endif
