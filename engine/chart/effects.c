/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "chart/machine.h"

/* What a step tells: effects, reasons, and on which facts an answer rests. */

spr_effect *spr_effect_add(spr_step *st, spr_effect_kind kind) {
  spr_effect *e = SPR_VEC_PUSH(st, st->effects);
  if (e) *e = (spr_effect){.kind = kind, .index = SPR_NONE, .at = SPR_NO_INSTANT};
  return e;
}

void spr_effect_index(spr_step *st, spr_effect_kind kind, int32_t index) {
  spr_effect *e = SPR_VEC_PUSH(st, st->effects);
  if (e) *e = (spr_effect){.kind = kind, .index = index, .at = SPR_NO_INSTANT};
}

void spr_effect_text(spr_step *st, spr_effect_kind kind, spr_str text) {
  spr_effect *e = spr_effect_add(st, kind);
  if (e) e->text = text;
}

void spr_reason_add(spr_step *st, spr_str file, uint32_t line, const char *fmt, ...) {
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  va_list ap;
  va_start(ap, fmt);
  spr_buf_vprintf(&b, fmt, ap);
  va_end(ap);
  spr_buf clean;
  spr_buf_init(&clean, &st->mem, SPR_MAX_REASON_BYTES + 1);
  spr_utf8_clean(&clean, spr_buf_view(&b), SPR_MAX_REASON_BYTES);
  spr_str text = spr_scratch_str(st, spr_buf_view(&clean));
  spr_buf_release(&b);
  spr_buf_release(&clean);
  spr_str path = spr_scratch_str(st, file);
  spr_reason *r = SPR_VEC_PUSH(st, st->reasons);
  if (r) *r = (spr_reason){text, path, line};
}

void spr_place_of(const spr_step *st, spr_span at, spr_str *file, uint32_t *line) {
  const spr_sources *src = st->env->sources;
  if (!src && st->env->site) src = st->env->site->sources;
  const spr_source *s = src ? spr_sources_get(src, at.file) : NULL;
  *file = s ? s->path : SPR_STR("");
  *line = 0;
  uint32_t column = 0;
  if (s) spr_source_place(s, at.from, line, &column);
}

void spr_abort(spr_step *st, spr_refusal code) {
  if (st->abort == SPR_R_NONE) st->abort = code;
}

void spr_reads_clear(spr_step *st) {
  st->reads.flags = 0;
  if (st->chart->field_words) memset(st->reads.fields, 0, st->chart->field_words * sizeof(uint64_t));
}

spr_str spr_facts_text(spr_step *st) {
  static const char *const flags[] = {"event", "now", "states", "roles", "observed", "city", "param", "case.*"};
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  int32_t f = spr_bit_next(st->reads.fields, st->chart->field_words, 0);
  while (f != SPR_NONE) {
    spr_buf_printf(&b, "%scase.%.*s", b.n ? ", " : "", SPR_FMT(st->m->fields[f].name));
    f = spr_bit_next(st->reads.fields, st->chart->field_words, f + 1);
  }
  for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
    if (st->reads.flags >> i & 1) spr_buf_printf(&b, "%s%s", b.n ? ", " : "", flags[i]);
  }
  spr_str text = spr_scratch_str(st, spr_buf_view(&b));
  spr_buf_release(&b);
  return text;
}
