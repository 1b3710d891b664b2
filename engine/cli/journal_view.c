/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/journal_view.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "cases/body.h"
#include "cli/json_out.h"
#include "cli/report.h"
#include "lab/literal.h"
#include "lab/trace.h"

void spr_journal_view_init(spr_journal_view *v, const spr_look *look, spr_loaded *l, spr_buf *out) {
  *v = (spr_journal_view){.look = look, .l = l, .out = out};
  spr_pool_init(&v->pool, &spr_alloc_default);
  spr_buf_init(&v->body, &spr_alloc_default, SPR_MAX_ENTRY_BYTES);
}

void spr_journal_view_release(spr_journal_view *v) {
  spr_buf_release(&v->body);
  spr_pool_release(&v->pool);
}

static const spr_model *model_of(const spr_journal_view *v) {
  return v->l->definition->model;
}

/* -- the skeleton --------------------------------------------------------------------------------------- */

static const char *kind_word(uint8_t kind) {
  static const char *const words[] = {
      [SPR_JOURNAL_OPENED] = "opened",     [SPR_JOURNAL_EVENT] = "event",
      [SPR_JOURNAL_DUE] = "due",           [SPR_JOURNAL_LINKED] = "linked",
      [SPR_JOURNAL_DONE] = "done",         [SPR_JOURNAL_SIGNED] = "signed",
      [SPR_JOURNAL_WAIVED] = "waived",     [SPR_JOURNAL_NOTE] = "note",
      [SPR_JOURNAL_REOPENED] = "reopened", [SPR_JOURNAL_INCIDENT] = "incident",
      [SPR_JOURNAL_ENVIRONMENT] = "moved", [SPR_JOURNAL_LINK] = "link",
      [SPR_JOURNAL_ERASED] = "erased",     [SPR_JOURNAL_HELD] = "held",
      [SPR_JOURNAL_RELEASED] = "released", [SPR_JOURNAL_RETRIED] = "retried",
  };
  return kind < sizeof words / sizeof *words && words[kind] ? words[kind] : "unknown";
}

static void skeleton_text(spr_journal_view *v, const spr_entry_row *e) {
  spr_buf *out = v->out;
  spr_buf_printf(out, "%4llu  ", (unsigned long long)e->seq);
  spr_trace_instant(out, model_of(v)->zone, e->at);
  spr_buf_printf(out, "  %s", kind_word(e->kind));
  if (e->event.n) spr_buf_printf(out, " %.*s", SPR_FMT(e->event));
  if (e->by.n) spr_buf_printf(out, " by %.*s", SPR_FMT(e->by));
  if (e->actor.n) spr_buf_printf(out, " (%.*s)", SPR_FMT(e->actor));
  if (spr_str_eq(v->before, e->configuration))
    spr_buf_printf(out, ", stays in %.*s", SPR_FMT(e->configuration));
  else
    spr_buf_printf(out, "%s%.*s -> %.*s", v->before.n ? ", " : "", SPR_FMT(v->before),
                   SPR_FMT(e->configuration));
  if (e->place.n) spr_buf_printf(out, "  [%.*s]", SPR_FMT(e->place));
  spr_buf_char(out, '\n');
}

static void hash_line(spr_buf *out, const char *label, const spr_hash *h) {
  spr_buf_printf(out, "      %s ", label);
  for (int i = 0; i < 32; i++) spr_buf_printf(out, "%02x", h->b[i]);
  spr_buf_char(out, '\n');
}

static void hashes_text(spr_buf *out, const spr_entry_row *e) {
  hash_line(out, "definition ", &e->definition);
  hash_line(out, "environment", &e->environment);
  hash_line(out, "hash       ", &e->hash);
}

static void skeleton_json(spr_journal_view *v, const spr_entry_row *e) {
  spr_buf *out = v->out;
  spr_json_number(out, "seq", e->seq);
  spr_json_time(out, "at", model_of(v)->zone, e->at);
  spr_json_text(out, "kind", spr_str_of(kind_word(e->kind)));
  spr_json_text_or_null(out, "event", e->event);
  spr_json_text_or_null(out, "by", e->by);
  spr_json_text_or_null(out, "actor", e->actor);
  spr_json_joined(out, "from", v->before);
  spr_json_joined(out, "to", e->configuration);
  spr_json_text_or_null(out, "responsible", e->responsible);
  spr_json_text_or_null(out, "place", e->place);
  if (!v->whole) return;
  spr_json_number(out, "pos", e->pos);
  spr_json_number(out, "semantics", e->semantics);
  spr_json_bool(out, "sealed", e->sealed);
  spr_json_hash(out, "definition", e->definition.b);
  spr_json_hash(out, "environment", e->environment.b);
  spr_json_hash(out, "previous", e->prev.b);
  spr_json_hash(out, "hash", e->hash.b);
}

/* -- the body ------------------------------------------------------------------------------------------- */

/* A decision's own text and place stand in the definition. */
static spr_effect effect_of(spr_journal_view *v, const spr_body_effect *b) {
  const spr_model *m = model_of(v);
  spr_effect e = {.kind = b->kind,
                  .index = b->index,
                  .text = b->text,
                  .text2 = b->text2,
                  .text3 = b->text3,
                  .value = b->value,
                  .at = b->at,
                  .file = b->file,
                  .line = b->line,
                  .facts = b->facts};
  if (e.kind != SPR_E_DECISION || e.index < 0 || (uint32_t)e.index >= m->nexprs) return e;
  const spr_expr *x = &m->exprs[e.index];
  const spr_source *f = spr_sources_get(spr_library_sources(v->l->volume->library), x->at.file);
  uint32_t column = 0;
  e.text = x->text;
  if (f) e.file = f->path;
  if (f) spr_source_place(f, x->at.from, &e.line, &column);
  return e;
}

/* Numbers are those of the pinned definition; a damaged body may hold any. */
static bool known(const spr_model *m, const spr_body_effect *e) {
  const uint32_t sizes[] = {
      [SPR_E_DECISION] = m->nexprs,
      [SPR_E_TRANSITION] = m->ntransitions,
      [SPR_E_EXIT] = m->nstates,
      [SPR_E_ENTER] = m->nstates,
      [SPR_E_FIELD] = m->nfields,
      [SPR_E_OPEN] = m->nworkflows,
      [SPR_E_DEADLINE] = m->ndeadlines,
      [SPR_E_TASK] = m->ntasks,
      [SPR_E_ROLE] = m->nroles,
      [SPR_E_TIMER] = m->ntimers,
      [SPR_E_ENDED] = 0,
  };
  if (e->index == SPR_NONE)
    return e->kind != SPR_E_TRANSITION && e->kind != SPR_E_OPEN && e->kind != SPR_E_ROLE;
  return sizes[e->kind] == 0 || (e->index >= 0 && (uint32_t)e->index < sizes[e->kind]);
}

static void facts_of(spr_journal_view *v, const spr_body_effect *b, const char *before, spr_buf *out) {
  spr_body_facts(model_of(v), b, before, out);
}

static void effect_text(spr_journal_view *v, const spr_body_effect *b) {
  spr_effect e = effect_of(v, b);
  spr_buf_puts(v->out, "      ");
  spr_trace_effect(v->out, model_of(v), &e);
  bool placed = e.kind == SPR_E_DECISION || e.kind == SPR_E_ERROR;
  if (placed && e.file.n) spr_buf_printf(v->out, " (%.*s:%u)", SPR_FMT(e.file), e.line);
  if (e.kind == SPR_E_DECISION) facts_of(v, b, " reads ", v->out);
  spr_buf_char(v->out, '\n');
}

static void effect_json(spr_journal_view *v, const spr_body_effect *b) {
  spr_effect e = effect_of(v, b);
  spr_buf text;
  spr_report_buf(&text);
  spr_json_open(v->out, NULL, '{');
  if (e.kind == SPR_E_DECISION) {
    spr_json_text(v->out, "asked", e.text);
    spr_json_value_of(v->out, SPR_STR("answer"), model_of(v)->zone, e.value);
    spr_json_text_or_null(v->out, "reason", e.text2);
    facts_of(v, b, "", &text);
    spr_json_text(v->out, "reads", spr_buf_view(&text));
  } else {
    spr_trace_effect(&text, model_of(v), &e);
    spr_json_text(v->out, "did", spr_buf_view(&text));
  }
  if (e.file.n) spr_json_text(v->out, "file", e.file);
  if (e.file.n) spr_json_number(v->out, "line", e.line);
  spr_json_close(v->out, '}');
  spr_buf_release(&text);
}

/* Of an entry that is not shown as a whole only what people have said, and what went wrong. */
static bool shows(spr_journal_view *v, const spr_body_effect *b) {
  spr_effect e = effect_of(v, b);
  if (e.kind == SPR_E_NOTE && spr_str_eq(e.text, v->reason)) return false;
  if (!v->whole) return e.kind == SPR_E_NOTE || e.kind == SPR_E_ERROR;
  return spr_trace_shows(model_of(v), &e, SPR_TRACE_DECISIONS | SPR_TRACE_EFFECTS);
}

static spr_status effects(spr_journal_view *v, spr_heap *h, const spr_body *body) {
  spr_str left = body->effects;
  spr_body_effect e;
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < body->neffects && s == SPR_OK; i++) {
    s = spr_body_next(h, &left, &e);
    if (s == SPR_OK && !known(model_of(v), &e)) s = SPR_ECORRUPT;
    if (s != SPR_OK) break;
    if (shows(v, &e) && v->json) effect_json(v, &e);
    if (shows(v, &e) && !v->json) effect_text(v, &e);
    spr_v_release(&v->pool, e.value);
  }
  return s;
}

/* What the skeleton cannot say, and what it was given. */
static void given_text(spr_journal_view *v, const spr_body *body) {
  spr_buf *out = v->out;
  if (body->name.n) {
    spr_buf_puts(out, "      (withheld): ");
    spr_utf8_clean(out, body->name, SPR_MAX_MESSAGE_BYTES);
    spr_buf_char(out, '\n');
  }
  if (body->reason.n) {
    spr_buf_puts(out, "      ");
    spr_utf8_clean(out, body->reason, SPR_MAX_MESSAGE_BYTES);
    spr_buf_char(out, '\n');
  }
  if (!v->whole) return;
  if (body->name.n) {
    spr_buf_puts(out, "      name ");
    spr_utf8_clean(out, body->name, SPR_MAX_MESSAGE_BYTES);
    spr_buf_char(out, '\n');
  }
  if (body->occurred != SPR_NO_INSTANT) {
    spr_buf_puts(out, "      occurred ");
    spr_trace_instant(out, model_of(v)->zone, body->occurred);
    spr_buf_char(out, '\n');
  }
  if (body->data.type == SPR_NIL) return;
  spr_buf_puts(out, "      data ");
  spr_literal_show(model_of(v)->zone, body->data, out);
  spr_buf_char(out, '\n');
}

static void given_json(spr_journal_view *v, const spr_body *body) {
  if (body->name.n) spr_json_text(v->out, "name", body->name);
  if (body->name.n) spr_json_text(v->out, "withheld", body->name);
  if (body->reason.n) spr_json_text(v->out, "reason", body->reason);
  if (v->whole && body->data.type != SPR_NIL)
    spr_json_value_of(v->out, SPR_STR("data"), model_of(v)->zone, body->data);
  if (v->whole && body->occurred != SPR_NO_INSTANT)
    spr_json_time(v->out, "occurred", model_of(v)->zone, body->occurred);
}

static spr_status body(spr_journal_view *v, const spr_entry_row *e) {
  spr_heap h = spr_heap_pool(&v->pool);
  spr_body b;
  spr_buf_clear(&v->body);
  spr_status s = spr_desk_body(v->look->desk, e, &v->body);
  if (s == SPR_ENOTFOUND) return SPR_OK; /* it was erased: the skeleton is what is left */
  if (s == SPR_OK) s = spr_body_read(&h, spr_buf_view(&v->body), &b);
  if (s != SPR_OK) return s == SPR_EINVAL ? SPR_ECORRUPT : s;
  v->reason = b.reason;
  if (v->json) given_json(v, &b);
  if (v->json) spr_json_open(v->out, "receipt", '[');
  if (!v->json) given_text(v, &b);
  s = effects(v, &h, &b);
  if (v->json) spr_json_close(v->out, ']');
  spr_v_release(&v->pool, b.data);
  return s == SPR_EINVAL ? SPR_ECORRUPT : s;
}

bool spr_journal_view_entry(void *ud, const spr_entry_row *e) {
  spr_journal_view *v = ud;
  bool wanted = v->only == 0 || v->only == e->seq;
  if (wanted && v->json) spr_json_open(v->out, NULL, '{');
  if (wanted && v->json) skeleton_json(v, e);
  if (wanted && !v->json) skeleton_text(v, e);
  if (wanted && !v->look->db->as) v->status = body(v, e);
  if (wanted && v->whole && !v->json) hashes_text(v->out, e);
  if (wanted && v->json) spr_json_close(v->out, '}');
  v->n += wanted;
  v->before = spr_str_dup(&v->look->cli->arena, e->configuration);
  return v->status == SPR_OK && v->only != e->seq;
}
