/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_YAML_REFUSE_H
#define SPR_LANG_YAML_REFUSE_H

#include "base/diag.h"

/* What YAML has and files here may not use, found in the raw text. Used by yaml.c alone. */

typedef struct spr_yaml_text {
  spr_diags *d;
  uint32_t file;
  spr_str text;
} spr_yaml_text;

void spr_yaml_report_alias(const spr_yaml_text *t, spr_span at);
/* Reports the properties (`&anchor`, `!tag`) before a token, each at most once, and gives the offset of the
 * token itself. */
uint32_t spr_yaml_refuse_properties(const spr_yaml_text *t, uint32_t i);
/* Escapes can make what the raw bytes may not hold. The span is a scalar in double quotes in which libyaml
 * has found every escape whole. */
bool spr_yaml_check_escapes(const spr_yaml_text *t, spr_span at);
/* No line may begin with `%`: it would be a directive, and libyaml takes quadratic time over many of them. */
bool spr_yaml_check_directives(const spr_yaml_text *t);
/* The offset behind the word that begins at i. */
uint32_t spr_yaml_word_end(spr_str t, uint32_t i);

#endif
