/* SPDX-License-Identifier: Apache-2.0 */
#include "base/scan.h"
#include "doors/case_json.h"
#include "doors/explain_json.h"
#include "doors/journal_json.h"
#include "doors/json_out.h"
#include "server/count_words.h"
#include "server/rest_routes.h"

/* Reading one case. */

static bool note(spr_visit *v, const char *id) {
  spr_str one = spr_str_of(id);
  return spr_rest_note(v, SPR_READ_CASE, &one, 1);
}

/* -- the case -------------------------------------------------------------------------------------------- */

/* true: whoever asks has it already, as it is. */
static bool is_known(spr_visit *v, const char *etag) {
  spr_str given = spr_http_header(v->http, "if-none-match");
  if (!given.p) return false;
  spr_match m = spr_etag_match(given, etag, true, NULL);
  return m == SPR_MATCH_ONE || m == SPR_MATCH_ANY;
}

void spr_rest_read_case(spr_visit *v) {
  sprawa_case *c = NULL;
  sprawa_error e;
  if (sprawa_engine_read(v->server->engine, v->args[0].p, &v->view, &c, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, NULL);
    return;
  }
  SPR_HOLD(v, c, sprawa_case_free);
  if (!note(v, sprawa_case_head(c)->id)) return;
  spr_etag etag = spr_etag_of(c);
  (void)spr_answer_header(v->answer, "ETag", spr_str_of(etag.text));
  spr_case_json(c, &v->answer->body);
  spr_rest_done(v);
  if (is_known(v, etag.text)) spr_answer_unchanged(v->answer);
}

/* -- what may happen next -------------------------------------------------------------------------------- */

static void count_in_words(const void *phrases, const sprawa_zone *zone, const sprawa_coming *c,
                           spr_buf *out) {
  spr_count_words(phrases, zone, c, out);
}

void spr_rest_explain(spr_visit *v) {
  sprawa_explanation *x = NULL;
  sprawa_error e;
  if (sprawa_engine_explain(v->server->engine, v->args[0].p, &v->view, &x, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, NULL);
    return;
  }
  SPR_HOLD(v, x, sprawa_explanation_free);
  if (!note(v, sprawa_case_head(sprawa_explanation_case(x))->id)) return;
  /* The library's own English is more exact than a phrase, and what programs have known. */
  const char *language = v->view.language ? v->view.language : "en";
  const spr_phrases *p = strcmp(language, "en") == 0 ? NULL : spr_phrases_named(spr_str_of(language));
  spr_explain_json_in(x, p ? count_in_words : NULL, p, &v->answer->body);
  spr_rest_done(v);
}

/* -- the journal ----------------------------------------------------------------------------------------- */

/* A cursor of a journal is the number of the next entry. */
static bool read_from(spr_visit *v, const char *cursor, uint64_t *from) {
  int64_t n = 0;
  bool good = !cursor || (spr_scan_number(spr_str_of(cursor), &n) && n > 0);
  *from = (uint64_t)n;
  if (good) return true;
  spr_rest_misasked(v, "cursor", "the cursor is not one of a journal");
  return false;
}

static void write_entries(const sprawa_journal *j, bool whole, spr_buf *out) {
  const sprawa_entry *e = sprawa_journal_entry(j, 0);
  spr_json_open(out, "items", '[');
  for (size_t i = 0; e; e = sprawa_journal_entry(j, ++i))
    spr_entry_json(e, sprawa_journal_zone(j), whole, out);
  spr_json_close(out, ']');
}

void spr_rest_journal(spr_visit *v) {
  spr_rest_page page;
  sprawa_journal *j = NULL;
  sprawa_error e;
  sprawa_journal_query q = {.as = &v->view, .bodies = true};
  bool whole = false;
  if (!spr_rest_page_of(v, &page) || !read_from(v, page.cursor, &q.from)) return;
  if (!spr_rest_flag(v, "whole", &whole)) return;
  q.limit = page.limit;
  if (sprawa_engine_journal(v->server->engine, v->args[0].p, &q, &j, &e) != SPRAWA_OK) {
    spr_rest_failed(v, &e, NULL);
    return;
  }
  SPR_HOLD(v, j, sprawa_journal_free);
  if (!note(v, v->args[0].p)) return;
  spr_buf *out = &v->answer->body;
  uint64_t next = sprawa_journal_next(j);
  spr_json_open(out, NULL, '{');
  spr_json_text(out, "id", v->args[0]);
  write_entries(j, whole, out);
  spr_rest_next(v, "cursor",
                next ? spr_str_printf(v->http->arena, "%llu", (unsigned long long)next).p : NULL);
  spr_json_close(out, '}');
  spr_json_end(out);
  spr_rest_done(v);
}
