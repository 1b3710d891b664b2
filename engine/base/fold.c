/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

/* U+00C0..U+017F (Latin-1 letters and Latin Extended-A), 32 to a line; a blank is folded to itself. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"  /* U+00C0 */
                            "aaaaaaaceeeeiiiidnooooo ouuuuyty"  /* U+00E0 */
                            "aaaaaaccccccccddddeeeeeeeeeegggg"  /* U+0100 */
                            "gggghhhhiiiiiiiiiiiijjkkklllllll"  /* U+0120 */
                            "lllnnnnnnnnnoooooooorrrrrrssssss"  /* U+0140 */
                            "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs"; /* U+0160 */

/* U+01A0..U+023F, of Latin Extended-B, and U+1E00..U+1EFF, Latin Extended Additional: alike. */
static const char more_latin[] = "oo             uu               "  /* U+01A0 */
                                 "             aaiioouuuuuuuuuu aa"  /* U+01C0 */
                                 "aaaa  ggkkoooo  j   gg  nnaaaaoo"  /* U+01E0 */
                                 "aaaaeeeeiiiioooorrrruuuusstt  hh"  /* U+0200 */
                                 "      aaeeooooooooyy            "; /* U+0220 */
static const char additional[] = "aabbbbbbccddddddddddeeeeeeeeeeff"  /* U+1E00 */
                                 "gghhhhhhhhhhiiiikkkkkkllllllllmm"  /* U+1E20 */
                                 "mmmmnnnnnnnnoooooooopppprrrrrrrr"  /* U+1E40 */
                                 "ssssssssssttttttttuuuuuuuuuuvvvv"  /* U+1E60 */
                                 "wwwwwwwwwwxxxxyyzzzzzzhtwy    s "  /* U+1E80 */
                                 "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"  /* U+1EA0 */
                                 "eeeeeeeeiiiioooooooooooooooooooo"  /* U+1EC0 */
                                 "oooouuuuuuuuuuuuuuyyyyyyyy      "; /* U+1EE0 */

/* Greek and Cyrillic have no small letters of another form in these ranges but the last sigma, which stays.
 */
static int32_t small(int32_t cp) {
  if (cp >= 0x391 && cp <= 0x3A9 && cp != 0x3A2) return cp + 0x20;
  if (cp >= 0x410 && cp <= 0x42F) return cp + 0x20;
  return cp >= 0x400 && cp <= 0x40F ? cp + 0x50 : cp;
}

static int32_t plain(const char *table, int32_t first, int32_t cp) {
  return table[cp - first] == ' ' ? cp : table[cp - first];
}

int32_t spr_utf8_fold(int32_t cp) {
  if (cp < 0x80) return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
  if (cp >= 0xC0 && cp <= 0x17F) return plain(latin, 0xC0, cp);
  if (cp >= 0x1A0 && cp <= 0x23F) return plain(more_latin, 0x1A0, cp);
  if (cp >= 0x1E00 && cp <= 0x1EFF) return plain(additional, 0x1E00, cp);
  return small(cp);
}
