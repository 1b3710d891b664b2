/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sheet.h"

/* Forms of a case: what all of them carry, and how one comes back that could not be done. */

spr_str spr_sheet_prefix(const spr_sheet *k, const char *what, const char *name) {
  return spr_str_printf(k->page.arena, "%s-%s", what, name);
}

const spr_asked *spr_sheet_back(const spr_sheet *k, const char *what, const char *name) {
  const spr_tried *t = k->tried;
  return t && strcmp(t->what, what) == 0 && spr_str_is(t->name, name) ? &t->asked : NULL;
}

/* Made anew with each page: a form that is sent twice is one request. It needs not be secret, for keys belong
 * to whoever asks. */
static spr_str key_of(const spr_sheet *k, spr_str prefix) {
  return spr_str_printf(k->page.arena, "%llu-%lld-%08x", (unsigned long long)k->visit->who->session,
                        (long long)k->visit->http->at, (unsigned)spr_str_hash(prefix));
}

static void put_acting(spr_sheet *k, spr_str prefix, const char *const *acting, size_t n,
                       const spr_asked *back) {
  const char **titles = SPR_NEW_N(k->page.arena, const char *, n);
  for (size_t i = 0; i < n; i++) titles[i] = spr_sheet_institution(k, acting[i]).p;
  spr_ask_by(&k->page, prefix, acting, titles, n, back);
}

void spr_sheet_form(spr_sheet *k, const char *what, spr_str name, spr_str prefix, const char *const *acting,
                    size_t n) {
  spr_url u = spr_url_begin(k->page.arena, "/cases");
  spr_url_segment(&u, spr_str_of(k->row->id));
  spr_url_segment(&u, spr_str_of(what));
  if (name.n) spr_url_segment(&u, name);
  spr_screen_form(&k->page, "act", u.text);
  spr_screen_hidden(&k->page, "seq", spr_str_printf(k->page.arena, "%llu", (unsigned long long)k->row->seq));
  spr_screen_hidden(&k->page, "key", key_of(k, prefix));
  put_acting(k, prefix, acting, n, spr_sheet_back(k, what, name.n ? name.p : ""));
}

/* Faults are told by the page, in its own language and all at once, and not by the browser. */
void spr_sheet_submit(spr_sheet *k, const char *class_names, spr_phrase key, spr_str about) {
  spr_html *h = &k->page.html;
  spr_html_open(h, "button", class_names);
  spr_html_flag(h, "formnovalidate");
  spr_html_say_with(h, key, (spr_with){.a = about});
  spr_html_close(h, "button");
}

/* -- what became of it ------------------------------------------------------------------------------------
 */

static void put_fault(spr_sheet *k, const spr_ask_fault *f) {
  spr_html *h = &k->page.html;
  spr_str prefix = spr_sheet_prefix(k, k->tried->what, k->tried->name.p);
  spr_url u = spr_url_begin(k->page.arena, "");
  spr_url_place(&u, spr_ask_id(k->page.arena, prefix, f->input));
  spr_html_open(h, "li", NULL);
  spr_html_open(h, "a", NULL);
  spr_html_url(h, "href", u.text);
  spr_html_text(h, f->label);
  spr_html_text(h, SPR_STR(": "));
  spr_html_say(h, f->what);
  spr_html_close(h, "a");
  spr_html_close(h, "li");
}

static void put_detail(spr_html *h, spr_str detail) {
  if (!detail.n) return;
  spr_html_open(h, "p", "quiet");
  spr_html_say(h, SPR_SAY_engine_says);
  spr_html_text(h, SPR_STR(" "));
  spr_html_open(h, "span", NULL);
  spr_html_attr(h, "lang", SPR_STR("en"));
  spr_html_text(h, detail);
  spr_html_close(h, "span");
  spr_html_close(h, "p");
}

/* Is the form offered again in which something was typed? */
static bool comes_back(const spr_sheet *k) {
  const sprawa_option *o = k->x ? sprawa_explanation_option(k->x, 0) : NULL;
  const char *const *acting;
  if (strcmp(k->tried->what, "note") == 0) return spr_sheet_noting(k, &acting) > 0;
  if (strcmp(k->tried->what, "waive") == 0) return spr_sheet_waiving(k, k->tried->name, &acting) > 0;
  for (size_t i = 0; o; o = sprawa_explanation_option(k->x, ++i))
    if (spr_str_is(k->tried->name, o->event))
      return o->may != SPRAWA_MAY_NOT && spr_sheet_acting(k, o->anyone, o->by, o->nby, &acting) > 0;
  return false;
}

static void put_typed_field(spr_html *h, const spr_pair *field) {
  spr_str data = SPR_STR("data.");
  bool text = spr_str_is(field->name, "text");
  if (!field->value.n || !(text || spr_str_starts(field->name, data))) return;
  if (text) spr_html_said(h, "dt", NULL, SPR_SAY_note_text);
  if (!text) spr_html_element(h, "dt", NULL, spr_str_sub(field->name, data.n, field->name.n));
  spr_html_element(h, "dd", NULL, field->value);
}

static bool is_typed(const spr_form *form) {
  for (uint32_t i = 0; i < form->n; i++) {
    spr_str name = form->fields[i].name;
    if (form->fields[i].value.n && (spr_str_is(name, "text") || spr_str_starts(name, SPR_STR("data."))))
      return true;
  }
  return false;
}

/* What was typed for something that the case does not wait for any more: to be copied. */
static void put_typed(spr_sheet *k) {
  spr_html *h = &k->page.html;
  const spr_form *form = &k->tried->asked.form;
  if (!is_typed(form) || comes_back(k)) return;
  spr_html_said(h, "p", NULL, SPR_SAY_you_typed);
  spr_html_open(h, "dl", "facts");
  for (uint32_t i = 0; i < form->n; i++) put_typed_field(h, &form->fields[i]);
  spr_html_close(h, "dl");
}

static void put_tried(spr_sheet *k) {
  const spr_tried *t = k->tried;
  spr_html *h = &k->page.html;
  spr_html_open(h, "div", "notice bad faults");
  spr_html_attr(h, "role", SPR_STR("alert"));
  spr_html_attr(h, "tabindex", SPR_STR("-1"));
  spr_html_flag(h, "autofocus");
  spr_html_said(h, "h2", NULL, t->outcome);
  if (t->asked.n) {
    spr_html_open(h, "ul", NULL);
    for (uint32_t i = 0; i < t->asked.n; i++) put_fault(k, &t->asked.faults[i]);
    spr_html_close(h, "ul");
  }
  if (!t->asked.n) spr_sheet_reasons(k, t->reasons, t->nreasons, false);
  put_detail(h, t->detail);
  put_typed(k);
  spr_html_close(h, "div");
}

void spr_sheet_told(spr_sheet *k) {
  static const struct {
    const char *word;
    spr_phrase told;
  } done[] = {
      {"event", SPR_SAY_told_event},  {"done", SPR_SAY_told_done}, {"sign", SPR_SAY_told_signed},
      {"waive", SPR_SAY_told_waived}, {"note", SPR_SAY_told_note}, {"reopen", SPR_SAY_told_reopened},
  };
  if (k->tried) {
    put_tried(k);
    return;
  }
  spr_str word = spr_http_query(k->visit->http, "told");
  for (size_t i = 0; word.n && i < sizeof done / sizeof *done; i++) {
    if (!spr_str_is(word, done[i].word)) continue;
    spr_html_open(&k->page.html, "div", "notice good");
    spr_html_attr(&k->page.html, "role", SPR_STR("status"));
    spr_html_said(&k->page.html, "p", NULL, done[i].told);
    spr_html_close(&k->page.html, "div");
  }
}
