/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "chart/machine.h"

/* What a step tells: effects, reasons, and on which facts an answer rests. Nothing is put into words here
 * that nobody may read. */

spr_effect *spr_effect_add(spr_step *st, spr_effect_kind kind) {
  spr_effect *e = SPR_VEC_PUSH(st, st->effects);
  if (!e) return NULL;
  *e = spr_effect_blank;
  e->kind = kind;
  return e;
}

void spr_effect_index(spr_step *st, spr_effect_kind kind, int32_t index) {
  spr_effect *e = spr_effect_add(st, kind);
  if (e) e->index = index;
}

void spr_effect_text(spr_step *st, spr_effect_kind kind, spr_str text) {
  spr_effect *e = spr_effect_add(st, kind);
  if (e) e->text = text;
}

/* That the reason at `i`, if it found room, is of this kind. */
static void told_why(spr_step *st, uint32_t i, spr_why why) {
  if (st->reasons.n > i) st->reasons.v[i].why = why;
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
  if (r) *r = (spr_reason){.text = text, .file = path, .line = line};
}

void spr_reason_data(spr_step *st, spr_str member, spr_str words, spr_str inner) {
  /* The reason of a part begins with its path inside of the value. */
  const char *join = words.n && words.p[0] == '[' ? "" : ": ";
  uint32_t before = st->reasons.n;
  spr_reason_add(st, SPR_STR(""), 0, "%.*s%s%.*s", SPR_FMT(member), join, SPR_FMT(words));
  spr_buf b;
  spr_buf_init(&b, &st->mem, SPR_MAX_VALUE_BYTES);
  spr_pointer_add(&b, member);
  spr_buf_str(&b, inner);
  if (st->reasons.n > before) st->reasons.v[before].pointer = spr_scratch_str(st, spr_buf_view(&b));
  told_why(st, before, SPR_WHY_DATA);
  spr_buf_release(&b);
}

void spr_reason_missing(spr_step *st, spr_str member) {
  uint32_t before = st->reasons.n;
  spr_reason_data(st, member, SPR_STR("is required"), SPR_STR(""));
  told_why(st, before, SPR_WHY_MISSING);
}

void spr_reason_failed(spr_step *st, spr_str file, uint32_t line, spr_str words) {
  uint32_t before = st->reasons.n;
  spr_reason_add(st, file, line, "%.*s", SPR_FMT(words));
  told_why(st, before, SPR_WHY_FAILED);
}

void spr_place_of(const spr_step *st, spr_span at, spr_str *file, uint32_t *line) {
  const spr_source *s = st->sources ? spr_sources_get(st->sources, at.file) : NULL;
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
  spr_set_empty(st->reads.fields, st->chart->field_words);
}

/* -- receipts, read after the step ---------------------------------------------------------------------- */

void spr_facts_words(uint32_t facts, const char *before, spr_buf *out) {
  static const char *const words[] = {"event",    "now",  "states", "roles",
                                      "observed", "city", "param",  "case.*"};
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
    if (!(facts >> i & 1)) continue;
    spr_buf_printf(out, "%s%s", before, words[i]);
    before = ", ";
  }
}

void spr_effect_facts(const spr_case *c, const spr_effect *e, const char *before, spr_buf *out) {
  const spr_chart *ch = c->chart;
  const char *join = before;
  int32_t f = e->fields ? spr_bit_next(e->fields, ch->field_words, 0) : SPR_NONE;
  for (; f != SPR_NONE; f = spr_bit_next(e->fields, ch->field_words, f + 1), join = ", ") {
    spr_buf_printf(out, "%scase.%.*s", join, SPR_FMT(ch->model->fields[f].name));
  }
  spr_facts_words(e->facts, join, out);
}

void spr_effect_place(const spr_case *c, const spr_effect *e, spr_str *file, uint32_t *line) {
  if (e->kind == SPR_E_DECISION && e->index != SPR_NONE) {
    spr_place_of(&c->step, c->chart->model->exprs[e->index].at, file, line);
  } else {
    *file = e->file;
    *line = e->line;
  }
}
