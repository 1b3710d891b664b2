/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

/* U+00C0..U+017F (Latin-1 letters and Latin Extended-A), 32 to a line; a blank is folded to itself. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"  /* U+00C0 */
                            "aaaaaaaceeeeiiiidnooooo ouuuuyty"  /* U+00E0 */
                            "aaaaaaccccccccddddeeeeeeeeeegggg"  /* U+0100 */
                            "gggghhhhiiiiiiiiiiiijjkkklllllll"  /* U+0120 */
                            "lllnnnnnnnnnoooooooorrrrrrssssss"  /* U+0140 */
                            "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs"; /* U+0160 */

int32_t spr_utf8_fold(int32_t cp) {
  if (cp < 0x80) return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
  if (cp >= 0xC0 && cp <= 0x17F) return latin[cp - 0xC0] == ' ' ? cp : latin[cp - 0xC0];
  switch (cp) {
    case 0x218:
    case 0x219:
    case 0x1E9E: return 's';
    case 0x21A:
    case 0x21B: return 't';
    default: return cp;
  }
}
