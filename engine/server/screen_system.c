/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_in.h"
#include "server/console.h"
#include "server/screen.h"
#include "server/transport.h"

/* How the engine does, for administrators: in the cases that they oversee, of which the numbers tell of none.
 * What is of the whole is for those who oversee all (metrics.h). */

static void row(spr_screen *p, spr_phrase what, spr_str value, bool good) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_say(h, what);
  spr_html_close(h, "th");
  spr_html_open(h, "td", "number");
  spr_html_element(h, "span", good ? NULL : "tag late", value);
  spr_html_close(h, "td");
  spr_html_close(h, "tr");
}

static spr_str counted(spr_visit *v, sprawa_count c) {
  spr_buf text;
  spr_screen_scratch(v, &text);
  spr_phrase_put(spr_screen_phrases(v), &text, spr_buf_str, c.more ? SPR_SAY_more_than : SPR_SAY_exactly,
                 &(spr_with){.n = c.n});
  return spr_buf_view(&text);
}

static spr_str number(spr_visit *v, uint64_t n) {
  return spr_screen_said_with(v, SPR_SAY_exactly, (spr_with){.n = (int64_t)n});
}

static void begin_table(spr_screen *p, spr_phrase title) {
  spr_html *h = &p->html;
  spr_html_open(h, "section", NULL);
  spr_html_said(h, "h2", NULL, title);
  spr_html_open(h, "table", "counts");
  spr_html_said(h, "caption", "hidden-text", title);
  spr_screen_columns(p, (const spr_phrase[]){SPR_SAY_measure, SPR_SAY_value}, 2);
  spr_html_open(h, "tbody", NULL);
}

static void end_table(spr_screen *p) {
  spr_html_close(&p->html, "tbody");
  spr_html_close(&p->html, "table");
  spr_html_close(&p->html, "section");
}

/* What is due is done within a second or two, and what has failed is for a person to look at. */
static void put_health(spr_screen *p, const sprawa_condition *c) {
  spr_visit *v = p->visit;
  begin_table(p, SPR_SAY_health);
  row(p, SPR_SAY_timers_due, counted(v, c->due), c->due.n == 0);
  row(p, SPR_SAY_outbox_failures, counted(v, c->messages), c->messages.n == 0);
  if (c->whole) row(p, SPR_SAY_notices_waiting, counted(v, c->notices), true);
  row(p, SPR_SAY_open_incidents, counted(v, c->incidents), c->incidents.n == 0);
  end_table(p);
}

/* "12.3 MB", in steps of a thousand as disks are sold. */
static spr_str megabytes(spr_visit *v, uint64_t bytes) {
  spr_buf whole;
  uint64_t tenths = (bytes + 99999) / 100000;
  bool english = strcmp(spr_phrases_code(spr_screen_phrases(v)), "en") == 0;
  spr_screen_scratch(v, &whole);
  spr_phrase_number(spr_screen_phrases(v), &whole, (int64_t)(tenths / 10));
  spr_str text = spr_str_printf(v->http->arena, "%.*s%c%d", SPR_FMT(spr_buf_view(&whole)),
                                english ? '.' : ',', (int)(tenths % 10));
  return spr_screen_said_with(v, SPR_SAY_megabytes, (spr_with){.a = text});
}

static void put_database(spr_screen *p, const sprawa_condition *c) {
  begin_table(p, SPR_SAY_database);
  row(p, SPR_SAY_database_entries, number(p->visit, c->entries), true);
  row(p, SPR_SAY_database_size, megabytes(p->visit, c->bytes), true);
  end_table(p);
}

static void put_server(spr_screen *p) {
  spr_visit *v = p->visit;
  spr_gauges g = {0};
  if (v->server->transport) spr_transport_count(v->server->transport, &g);
  begin_table(p, SPR_SAY_server);
  row(p, SPR_SAY_connections, number(v, g.connections), true);
  row(p, SPR_SAY_streams, number(v, g.streams), true);
  row(p, SPR_SAY_requests, number(v, (uint64_t)g.waiting + g.working), true);
  end_table(p);
}

static void named(spr_screen *p, const char *name, const char *version) {
  spr_html *h = &p->html;
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_text(h, spr_str_of(name));
  spr_html_close(h, "th");
  spr_html_element(h, "td", "number", spr_str_of(version));
  spr_html_close(h, "tr");
}

/* What an operator must know when a fault of one of them is made public. */
static void put_versions(spr_screen *p) {
  sprawa_library l;
  begin_table(p, SPR_SAY_versions);
  row(p, SPR_SAY_program_version, spr_str_of(sprawa_version()), true);
  for (size_t i = 0; sprawa_library_at(i, &l); i++) named(p, l.name, l.version);
  named(p, "jansson", spr_json_library());
  named(p, "libmicrohttpd", spr_transport_library());
  end_table(p);
}

void spr_screen_system(spr_visit *v) {
  sprawa_condition c;
  sprawa_error e;
  if (sprawa_engine_condition(v->server->engine, &v->view, &c, &e) != SPRAWA_OK) {
    spr_screen_failed(v, &e);
    return;
  }
  bool good = c.due.n == 0 && c.messages.n == 0 && c.incidents.n == 0;
  spr_screen p;
  spr_screen_begin(&p, v, SPR_AT_SYSTEM, spr_screen_said(v, SPR_SAY_system));
  spr_html *h = &p.html;
  spr_html_said(h, "p", "lead", SPR_SAY_system_lead);
  if (!c.whole) spr_html_said(h, "p", NULL, SPR_SAY_system_yours);
  spr_html_said(h, "p", good ? "notice good" : "notice bad", good ? SPR_SAY_health_good : SPR_SAY_health_bad);
  spr_html_open(h, "div", "side-by-side");
  put_health(&p, &c);
  if (c.whole) put_server(&p);
  if (c.whole) put_database(&p, &c);
  put_versions(&p);
  spr_html_close(h, "div");
  spr_html_open(h, "p", "quiet");
  spr_html_say(h, SPR_SAY_server_time);
  spr_html_text(h, SPR_STR(" "));
  spr_screen_time(&p, NULL, sprawa_engine_time(v->server->engine));
  spr_html_close(h, "p");
  spr_html_open(h, "p", NULL);
  spr_screen_link(&p, NULL, SPR_STR("/accessibility"), spr_screen_said(v, SPR_SAY_accessibility));
  spr_html_close(h, "p");
  spr_screen_end(&p);
}
