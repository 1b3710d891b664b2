/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_LANG_YAML_FAULT_H
#define SPR_LANG_YAML_FAULT_H

#include "base/diag.h"
#include "lang/node.h"

/* libyaml's syntax errors as sentences that name the place and the cure. Used by yaml.c alone. */

/* One error of libyaml; its marks as byte offsets. */
typedef struct spr_yaml_fault {
  uint32_t file;
  const char *problem; /* libyaml's words, maybe NULL */
  uint32_t at;
  const char *context; /* what it was reading, maybe NULL */
  uint32_t context_at;
  /* The last scalar that was read, NULL if there is none, and the key that it is the value of (else empty).
   */
  const spr_node *last;
  spr_str last_key;
} spr_yaml_fault;

void spr_yaml_report(spr_diags *d, const spr_yaml_fault *f);
/* Where the line that holds the offset is indented with a tab before the offset: the tab's place, and true.
 */
bool spr_yaml_tab_before(spr_str text, uint32_t at, uint32_t *tab);
void spr_yaml_report_tab(spr_diags *d, uint32_t file, uint32_t tab);

#endif
