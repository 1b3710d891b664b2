/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/encoding.h"

#include "base/utf8.h"

bool spr_source_forbidden(int32_t cp) {
  if (spr_utf8_forbidden(cp)) return true;
  switch (cp) {
    case 0x7F:   /* delete */
    case 0xAD:   /* soft hyphen */
    case 0x61C:  /* Arabic letter mark: bidirectional */
    case 0x180E: /* Mongolian vowel separator: no width */
    case 0x2028: /* line and paragraph separator: line ends for some programs only */
    case 0x2029: return true;
    default:
      return (cp >= 0x2060 && cp <= 0x206F) || (cp >= 0xE0000 && cp <= 0xE007F) || (cp & 0xFFFE) == 0xFFFE;
  }
}

static bool starts(spr_str s, const char *bytes, uint32_t n) {
  return s.n >= n && memcmp(s.p, bytes, n) == 0;
}

/* The name of an encoding that is not ours, as the first bytes show it; NULL if they look right. */
static const char *foreign_encoding(spr_str s) {
  if (starts(s, "\xFF\xFE\0\0", 4) || starts(s, "\0\0\xFE\xFF", 4)) return "UTF-32";
  if (starts(s, "\xFF\xFE", 2) || starts(s, "\xFE\xFF", 2)) return "UTF-16";
  if (s.n < 4) return NULL;
  bool little = s.p[0] && !s.p[1] && s.p[2] && !s.p[3];
  bool big = !s.p[0] && s.p[1] && !s.p[2] && s.p[3];
  return little || big ? "UTF-16" : NULL;
}

static bool report_encoding(spr_diags *d, uint32_t file, spr_str s) {
  const char *foreign = foreign_encoding(s);
  if (foreign) {
    spr_diag *e =
        spr_diag_add(d, SPR_D_ENCODING, spr_span_make(file, 0, 0), "the file is written in %s", foreign);
    spr_diag_help(d, e, "save it as UTF-8");
    return false;
  }
  if (starts(s, "\xEF\xBB\xBF", 3)) {
    spr_diag *e =
        spr_diag_add(d, SPR_D_ENCODING, spr_span_make(file, 0, 3), "the file begins with a byte order mark");
    spr_diag_help(d, e, "save it as UTF-8 without a byte order mark");
    return false;
  }
  int64_t bad = spr_utf8_invalid(s);
  if (bad < 0) return true;
  spr_span at = spr_span_make(file, (uint32_t)bad, (uint32_t)bad + 1);
  spr_diag *e = spr_diag_add(d, SPR_D_ENCODING, at, "the byte 0x%02X is not UTF-8", (unsigned char)s.p[bad]);
  spr_diag_help(d, e, "save the file as UTF-8");
  return false;
}

bool spr_source_check(spr_diags *d, uint32_t file) {
  spr_str s = spr_sources_get(d->sources, file)->text;
  if (!report_encoding(d, file, s)) return false;
  bool clean = true, reported = false;
  for (uint32_t i = 0; i < s.n;) {
    uint32_t from = i;
    if ((unsigned char)s.p[i] >= 0x20 && (unsigned char)s.p[i] < 0x7F) {
      i++;
      continue;
    }
    int32_t cp = spr_utf8_next(s, &i);
    if (cp == '\n') reported = false;
    bool line_end = cp == '\r' && i < s.n && s.p[i] == '\n';
    if (line_end || reported || !spr_source_forbidden(cp)) continue;
    spr_diag *e = spr_diag_add(d, SPR_D_FORBIDDEN_CHARACTER, spr_span_make(file, from, i),
                               "the character U+%04X may not stand in a file", (unsigned)cp);
    spr_diag_help(d, e, "remove it");
    clean = false;
    reported = true;
  }
  return clean;
}
