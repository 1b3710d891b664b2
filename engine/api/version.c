/* SPDX-License-Identifier: Apache-2.0 */
#include "sprawa/sprawa.h"

const char *sprawa_version(void) {
  return SPRAWA_VERSION;
}
