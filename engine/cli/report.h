/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_REPORT_H
#define SPR_CLI_REPORT_H

#include "base/diag.h"
#include "cli/cli.h"

/* Diagnostics for people and for programs. */

/* Where they are why a command fails: sorted, as text, on standard error, with a last line that counts them;
 * nothing where there are none. With --json the document of the command, unless there is one already. */
void spr_report_faults(spr_cli *cli, spr_diags *d);
/* The same on standard output, where the diagnostics are what was asked for. Gives the exit code. */
int spr_report_result(spr_cli *cli, spr_diags *d);
/* {"diagnostics": [{"file", "line", "column", "end_column", "severity", "code", "message", "help",
 * "related": [{"file", "line", "column", "end_column", "message"}]}], "errors", "warnings"} on standard
 * output, as one line. Gives the exit code. */
int spr_report_json(spr_cli *cli, spr_diags *d);
/* The members of the object of one diagnostic, without the braces. */
void spr_report_json_members(spr_buf *out, const spr_sources *src, const spr_diag *e);
const char *spr_severity_name(spr_severity s);

/* A buffer for output of any length, in ordinary memory. */
void spr_report_buf(spr_buf *b);
/* Writes a buffer and releases it; a buffer that failed becomes a complaint. Gives the exit code. */
int spr_report_write(spr_cli *cli, FILE *f, spr_buf *b);

#endif
