/* SPDX-License-Identifier: Apache-2.0 */
#include <sprawa/sprawa.h>
#include <stdio.h>

int main(void) {
  puts(sprawa_version());
  return 0;
}
