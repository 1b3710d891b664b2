/* SPDX-License-Identifier: Apache-2.0 */
#include "base/scan.h"
#include "server/drawing.h"
#include "server/sheet.h"

/* A case as it stood after an entry: marked as the past, without forms. */

static uint64_t entry_of(spr_str text) {
  int64_t n;
  (void)spr_scan_number(text, &n);
  return (uint64_t)n;
}

static void put_step(spr_sheet *k, uint64_t seq, spr_phrase words) {
  spr_screen_link(&k->page, "button", spr_sheet_at_url(k, seq), spr_screen_said(k->visit, words));
}

/* That this is the past, and the ways to what was before and after it. */
static void put_past(spr_sheet *k, uint64_t seq, uint64_t last) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "div", "notice past");
  spr_html_open(h, "p", NULL);
  spr_html_open(h, "strong", NULL);
  spr_html_say_with(h, SPR_SAY_past_stood, (spr_with){.n = (int64_t)seq});
  spr_html_close(h, "strong");
  spr_html_text(h, SPR_STR(" "));
  spr_screen_time(&k->page, k->row->zone, k->row->changed);
  spr_html_text(h, SPR_STR(". "));
  spr_html_say(h, SPR_SAY_past_cannot);
  spr_html_close(h, "p");
  spr_html_open(h, "nav", "buttons no-print");
  spr_html_label(h, "aria-label", SPR_SAY_past_steps);
  if (seq > 1) put_step(k, seq - 1, SPR_SAY_past_before);
  if (seq < last) put_step(k, seq + 1, SPR_SAY_past_after);
  spr_url u = spr_url_begin(k->page.arena, "/cases");
  spr_url_segment(&u, k->visit->args[0]);
  spr_screen_link(&k->page, "button main", u.text, spr_screen_said(k->visit, SPR_SAY_past_now));
  spr_html_close(h, "nav");
  spr_html_close(h, "div");
}

static void put_drawing(spr_sheet *k, uint64_t seq) {
  spr_sheet_section(k, "diagram", SPR_SAY_drawing);
  spr_drawing_show(&k->page, &(sprawa_draw){.id = k->row->id, .at_seq = seq, .as = &k->visit->view});
  spr_html_close(&k->page.html, "section");
}

static void put_all(spr_sheet *k, uint64_t seq, uint64_t last) {
  spr_html *h = &k->page.html;
  put_past(k, seq, last);
  spr_html_open(h, "div", "side-by-side");
  spr_sheet_head(k);
  spr_html_open(h, "div", NULL);
  spr_sheet_tasks(k);
  spr_sheet_deadlines(k);
  spr_html_close(h, "div");
  spr_html_close(h, "div");
  put_drawing(k, seq);
  spr_sheet_fields(k);
  spr_sheet_competency(k);
  spr_sheet_history(k);
}

/* The last entry there is, as it may be seen now. */
static sprawa_code last_of(spr_visit *v, uint64_t *last, sprawa_error *error) {
  sprawa_case *now = NULL;
  sprawa_code code = sprawa_engine_read(v->server->engine, v->args[0].p, &v->view, &now, error);
  *last = code == SPRAWA_OK ? sprawa_case_head(now)->seq : 0;
  sprawa_case_free(now);
  return code;
}

void spr_screen_case_at(spr_visit *v) {
  spr_sheet k = {.visit = v, .past = true};
  sprawa_error error;
  sprawa_explanation *x = NULL;
  uint64_t seq = entry_of(v->args[1]), last = 0;
  sprawa_code code = last_of(v, &last, &error);
  if (code == SPRAWA_OK && seq == 0) {
    spr_screen_status(v, 404);
    return;
  }
  if (code == SPRAWA_OK)
    code = sprawa_engine_explain_at(v->server->engine, v->args[0].p, seq, &v->view, &x, &error);
  if (code != SPRAWA_OK) {
    spr_screen_failed(v, &error);
    return;
  }
  k.x = SPR_HOLD(v, x, sprawa_explanation_free);
  k.c = sprawa_explanation_case(x);
  k.row = sprawa_case_head(k.c);
  k.directory = spr_console_directory(v, k.row->municipality);
  if (!spr_console_note(v, SPR_READ_CASE, &v->args[0], 1)) return;
  spr_with with = {.n = (int64_t)seq, .a = v->args[0]};
  spr_screen_begin(&k.page, v, SPR_AT_CASES, spr_screen_said_with(v, SPR_SAY_past_title, with));
  put_all(&k, seq, last);
  spr_screen_end(&k.page);
}
