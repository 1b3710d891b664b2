/* SPDX-License-Identifier: Apache-2.0 */
#include "server/console.h"
#include "server/screen.h"

/* The keys that lead to places: what they are, and whether they are on (WCAG 2.1.4: single characters must
 * not be bound without a way out, for speech control and trembling hands press them by accident). */

#define COOKIE "sprawa-keys"

bool spr_screen_has_keys(const spr_visit *v) {
  return !spr_str_is(spr_cookie(v->http, COOKIE), "off");
}

static void put_key(spr_html *h, const char *keys, spr_phrase what) {
  spr_html_open(h, "tr", NULL);
  spr_html_open(h, "th", NULL);
  spr_html_attr(h, "scope", SPR_STR("row"));
  spr_html_element(h, "kbd", NULL, spr_str_of(keys));
  spr_html_close(h, "th");
  spr_html_said(h, "td", NULL, what);
  spr_html_close(h, "tr");
}

void spr_screen_keys(spr_visit *v) {
  /* A key is told to whoever may open what it leads to. */
  static const struct {
    const char *keys;
    spr_phrase what;
    uint32_t scope;
  } keys[] = {
      {"g o", SPR_SAY_overview, SPR_SCOPE_CASES_READ},
      {"g c", SPR_SAY_cases, SPR_SCOPE_CASES_READ},
      {"g w", SPR_SAY_workflows, SPR_SCOPE_DEFINITIONS_READ},
      {"g m", SPR_SAY_matrix, SPR_SCOPE_DEFINITIONS_READ},
      {"g s", SPR_SAY_system, SPR_SCOPE_METRICS},
      {"/", SPR_SAY_filter_text, SPR_SCOPE_CASES_READ},
      {"n", SPR_SAY_what_next, SPR_SCOPE_CASES_READ},
      {"?", SPR_SAY_keys, 0},
  };
  static const spr_phrase columns[] = {SPR_SAY_keys_key, SPR_SAY_keys_leads};
  spr_screen p;
  bool on = spr_screen_has_keys(v);
  spr_screen_begin(&p, v, SPR_AT_NOWHERE, spr_screen_said(v, SPR_SAY_keys));
  spr_html *h = &p.html;
  spr_html_said(h, "p", "lead", SPR_SAY_keys_lead);
  spr_screen_form(&p, NULL, SPR_STR("/keys"));
  spr_html_said(h, "p", NULL, on ? SPR_SAY_keys_are_on : SPR_SAY_keys_are_off);
  spr_screen_hidden(&p, "to", on ? SPR_STR("off") : SPR_STR("on"));
  spr_screen_submit(&p, NULL, on ? SPR_SAY_keys_off : SPR_SAY_keys_on);
  spr_html_close(h, "form");
  spr_html_open(h, "table", "keys");
  spr_html_said(h, "caption", NULL, SPR_SAY_keys_caption);
  spr_screen_columns(&p, columns, 2);
  spr_html_open(h, "tbody", NULL);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    bool may = v->who ? spr_principal_may(v->who, keys[i].scope) : keys[i].scope == 0;
    if (may) put_key(h, keys[i].keys, keys[i].what);
  }
  spr_html_close(h, "tbody");
  spr_html_close(h, "table");
  spr_screen_end(&p);
}

void spr_screen_keys_set(spr_visit *v) {
  spr_form form = spr_console_form(v);
  bool off = spr_str_is(spr_form_get(&form, "to"), "off");
  spr_str cookie =
      spr_str_printf(v->http->arena, COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s",
                     off ? "off" : "on", SPR_CHOICE_SECONDS, v->http->secure ? "; Secure" : "");
  (void)spr_answer_header(v->answer, "Set-Cookie", cookie);
  spr_screen_go(v, SPR_STR("/keys"));
}
