/* SPDX-License-Identifier: Apache-2.0 */
#include "server/live.h"

#include "access/people.h"
#include "server/console.h"
#include "server/stream.h"

/* -- the stream ------------------------------------------------------------------------------------------ */

static spr_status look_up(spr_server *s, spr_str secret, spr_instant now, spr_arena *a, spr_principal *who) {
  spr_status status = spr_people_session(s->people, secret, now, SPR_SEEN, a, who);
  return status == SPR_OK && !spr_principal_may(who, SPR_SCOPE_CASES_READ) ? SPR_EREFUSED : status;
}

void spr_screen_live(spr_visit *v) {
  if (!v->who || !spr_principal_may(v->who, SPR_SCOPE_CASES_READ)) {
    spr_stream_refuse(v);
    return;
  }
  spr_opened opened = spr_console_opened(v);
  spr_stream_follow(v, &(spr_follow){.who = look_up,
                                     .secret = spr_console_session(v),
                                     .after = spr_http_query(v->http, "after"),
                                     .only = spr_http_query(v->http, "case"),
                                     .opened = spr_str_of(opened.id ? opened.id : ""),
                                     .opened_until = opened.until});
}

/* -- in a page ------------------------------------------------------------------------------------------- */

static void put_notice(spr_screen *p, const char *when, spr_phrase what, spr_str url, spr_phrase where) {
  spr_html *h = &p->html;
  spr_html_open(h, "p", "notice");
  spr_html_attr(h, "data-live-when", spr_str_of(when));
  spr_html_flag(h, "hidden");
  spr_html_say(h, what);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_link(p, NULL, url, spr_screen_said(p->visit, where));
  spr_html_close(h, "p");
}

void spr_live_offer(spr_screen *p, const spr_live *live) {
  spr_html *h = &p->html;
  spr_url login = spr_url_begin(p->arena, "/login");
  spr_url_query(&login, "next", live->again);
  spr_html_open(h, "div", "live no-print");
  spr_html_attr(h, "role", SPR_STR("status"));
  spr_html_attr(h, "data-live-case", spr_str_of(live->id ? live->id : ""));
  spr_html_attr(h, "data-live-seq", spr_str_printf(p->arena, "%llu", (unsigned long long)live->seq));
  spr_html_attr(h, "data-live-after", live->after);
  put_notice(p, "moved", live->id ? SPR_SAY_live_moved : SPR_SAY_live_news, live->again, SPR_SAY_live_reload);
  put_notice(p, "ended", SPR_SAY_live_ended, login.text, SPR_SAY_live_login);
  spr_html_close(h, "div");
}
