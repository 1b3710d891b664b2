/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "base/utf8.h"
#include "base/value.h"

static void write_escaped(spr_buf *out, int32_t cp) {
  static const char short_forms[] = "btn?fr"; /* U+0008..U+000D; there is none for U+000B */
  if (cp >= 0x08 && cp <= 0x0D && cp != 0x0B) {
    spr_buf_char(out, '\\');
    spr_buf_char(out, short_forms[cp - 0x08]);
  } else if (cp < 0x20) {
    spr_buf_printf(out, "\\u%04x", (unsigned)cp);
  } else {
    spr_buf_char(out, '\\');
    spr_buf_char(out, (char)cp);
  }
}

/* Bytes from i on that stand in JSON as they are, all of them ASCII. */
static uint32_t unescaped_from(spr_str s, uint32_t i) {
  uint32_t n = spr_utf8_plain(s, i), k = 0;
  while (k < n && s.p[i + k] != '"' && s.p[i + k] != '\\') k++;
  return k;
}

/* Only what RFC 8259 demands is escaped, as RFC 8785 does it. */
void spr_json_string(spr_buf *out, spr_str s) {
  spr_buf_char(out, '"');
  for (uint32_t i = 0; i < s.n;) {
    uint32_t start = i, n = unescaped_from(s, i);
    spr_buf_add(out, s.p + i, n);
    i = start += n;
    if (i == s.n) break;
    int32_t cp = spr_utf8_next(s, &i);
    if (cp < 0)
      spr_utf8_put(out, 0xFFFD);
    else if (cp == '"' || cp == '\\' || cp < 0x20)
      write_escaped(out, cp);
    else
      spr_buf_str(out, spr_str_sub(s, start, i));
  }
  spr_buf_char(out, '"');
}

typedef struct writer {
  spr_buf *out;
  spr_offset_fn offset;
  void *ud;
} writer;

static void write_value(const writer *w, spr_value v);

static void write_number(const writer *w, double n) {
  char text[32];
  spr_num_format(n, text);
  spr_buf_puts(w->out, text);
}

static void write_datetime(const writer *w, spr_instant t) {
  bool as_utc = true;
  int64_t offset = w->offset ? w->offset(w->ud, t, &as_utc) : 0;
  char text[36];
  spr_instant_format(t, offset, as_utc, text);
  spr_json_string(w->out, spr_str_of(text));
}

static void write_duration(const writer *w, spr_duration d) {
  char text[64];
  spr_duration_format(d, text);
  spr_json_string(w->out, spr_str_of(text));
}

static void write_list(const writer *w, const spr_vlist *l) {
  spr_buf_char(w->out, '[');
  for (uint32_t i = 0; i < l->n; i++) {
    if (i > 0) spr_buf_char(w->out, ',');
    write_value(w, l->v[i]);
  }
  spr_buf_char(w->out, ']');
}

static void write_record(const writer *w, const spr_vrecord *r) {
  spr_buf_char(w->out, '{');
  for (uint32_t i = 0; i < r->n; i++) {
    if (i > 0) spr_buf_char(w->out, ',');
    spr_json_string(w->out, spr_v_str(r->v[i].key));
    spr_buf_char(w->out, ':');
    write_value(w, r->v[i].value);
  }
  spr_buf_char(w->out, '}');
}

static void write_value(const writer *w, spr_value v) {
  /* A full buffer stays full: the rest of the value need not be walked. */
  if (w->out->failed) return;
  switch ((spr_vtype)v.type) {
    case SPR_NIL: spr_buf_puts(w->out, "null"); break;
    case SPR_BOOL: spr_buf_puts(w->out, v.u.b ? "true" : "false"); break;
    case SPR_INT: spr_buf_printf(w->out, "%" PRId64, v.u.i); break;
    case SPR_NUM: write_number(w, v.u.n); break;
    case SPR_TEXT: spr_json_string(w->out, spr_v_str(v)); break;
    case SPR_DATETIME: write_datetime(w, v.u.i); break;
    case SPR_DURATION: write_duration(w, v.u.d->d); break;
    case SPR_LIST: write_list(w, v.u.l); break;
    case SPR_RECORD: write_record(w, v.u.r); break;
  }
}

void spr_v_json(spr_buf *out, spr_value v, spr_offset_fn offset, void *ud) {
  writer w = {out, offset, ud};
  write_value(&w, v);
}

void spr_pointer_add(spr_buf *pointer, spr_str name) {
  spr_buf_char(pointer, '/');
  for (uint32_t i = 0; i < name.n; i++) {
    if (name.p[i] == '~')
      spr_buf_puts(pointer, "~0");
    else if (name.p[i] == '/')
      spr_buf_puts(pointer, "~1");
    else
      spr_buf_char(pointer, name.p[i]);
  }
}
