/* SPDX-License-Identifier: Apache-2.0 */
#include "server/html.h"

#include <inttypes.h>

#include "base/utf8.h"

#define REPLACEMENT 0xFFFD

void spr_html_init(spr_html *h, spr_buf *out, const spr_phrases *phrases) {
  *h = (spr_html){.out = out, .phrases = phrases};
}

static void mistaken(spr_html *h, const char *what) {
  if (!h->mistake) h->mistake = what;
}

static bool is_one_of(const char *name, const char *const *list) {
  for (; *list; list++)
    if (strcmp(name, *list) == 0) return true;
  return false;
}

/* Elements that have no content, and no end. */
static bool is_void(const char *tag) {
  static const char *const list[] = {"br", "col", "hr", "img", "input", "link", "meta", "wbr", NULL};
  return is_one_of(tag, list);
}

/* Attributes whose value is an address. */
static bool is_address(const char *name) {
  static const char *const list[] = {"action", "formaction", "href", "src", NULL};
  return is_one_of(name, list);
}

/* Attributes that hold script, style or markup: a page has none. */
static bool is_code(const char *name) {
  static const char *const list[] = {"style", "srcdoc", "srcset", "http-equiv", NULL};
  return is_one_of(name, list) || strncmp(name, "on", 2) == 0;
}

/* -- escaping -------------------------------------------------------------------------------------------- */

static const char *entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
  }
}

static bool is_plain(char c) {
  return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7F && !entity(c);
}

/* For text and for attributes in double quotes alike. */
static void escape(spr_buf *out, spr_str s) {
  uint32_t i = 0;
  while (i < s.n) {
    uint32_t from = i;
    while (i < s.n && is_plain(s.p[i])) i++;
    spr_buf_add(out, s.p + from, i - from);
    if (i == s.n) break;
    const char *as = entity(s.p[i]);
    if (as) {
      spr_buf_puts(out, as);
      i++;
      continue;
    }
    int32_t cp = spr_utf8_next(s, &i);
    spr_utf8_put(out, cp < 0 || spr_utf8_forbidden(cp) ? REPLACEMENT : cp);
  }
}

/* -- elements -------------------------------------------------------------------------------------------- */

static void end_tag(spr_html *h) {
  if (h->in_tag) spr_buf_char(h->out, '>');
  h->in_tag = false;
}

void spr_html_open(spr_html *h, const char *tag, const char *class_names) {
  end_tag(h);
  if (h->depth == SPR_HTML_DEPTH) {
    mistaken(h, "too deep");
    return;
  }
  spr_buf_char(h->out, '<');
  spr_buf_puts(h->out, tag);
  h->in_tag = true;
  if (!is_void(tag)) h->stack[h->depth++] = tag;
  if (class_names) spr_html_attr(h, "class", spr_str_of(class_names));
}

void spr_html_close(spr_html *h, const char *tag) {
  end_tag(h);
  if (h->depth == 0 || strcmp(h->stack[h->depth - 1], tag) != 0) {
    mistaken(h, "closes what is not open");
    return;
  }
  h->depth--;
  spr_buf_puts(h->out, "</");
  spr_buf_puts(h->out, tag);
  spr_buf_char(h->out, '>');
}

void spr_html_element(spr_html *h, const char *tag, const char *class_names, spr_str text) {
  spr_html_open(h, tag, class_names);
  spr_html_text(h, text);
  spr_html_close(h, tag);
}

void spr_html_said(spr_html *h, const char *tag, const char *class_names, spr_phrase key) {
  spr_html_open(h, tag, class_names);
  spr_html_say(h, key);
  spr_html_close(h, tag);
}

void spr_html_section(spr_html *h, const char *id, spr_phrase title) {
  spr_html_open(h, "section", "part");
  spr_html_attr(h, "aria-labelledby", spr_str_of(id));
  spr_html_open(h, "h2", NULL);
  spr_html_attr(h, "id", spr_str_of(id));
  spr_html_say(h, title);
  spr_html_close(h, "h2");
}

bool spr_html_whole(spr_html *h) {
  end_tag(h);
  if (h->depth > 0) mistaken(h, "left open");
  return !h->mistake && !h->out->failed;
}

/* -- attributes ------------------------------------------------------------------------------------------ */

/* Writes ' name="'; false where no attribute may stand, or not this one. */
static bool begin_attr(spr_html *h, const char *name) {
  if (!h->in_tag || is_code(name)) {
    mistaken(h, h->in_tag ? "an attribute that holds code" : "an attribute after content");
    return false;
  }
  spr_buf_char(h->out, ' ');
  spr_buf_puts(h->out, name);
  spr_buf_puts(h->out, "=\"");
  return true;
}

void spr_html_attr(spr_html *h, const char *name, spr_str value) {
  if (is_address(name)) {
    mistaken(h, "an address in a plain attribute");
    return;
  }
  if (!begin_attr(h, name)) return;
  escape(h->out, value);
  spr_buf_char(h->out, '"');
}

void spr_html_flag(spr_html *h, const char *name) {
  spr_html_attr(h, name, SPR_STR(""));
}

void spr_html_label(spr_html *h, const char *name, spr_phrase key) {
  spr_html_label_with(h, name, key, (spr_with){0});
}

void spr_html_label_with(spr_html *h, const char *name, spr_phrase key, spr_with with) {
  if (is_address(name)) {
    mistaken(h, "words in an address");
    return;
  }
  if (!begin_attr(h, name)) return;
  spr_phrase_put(h->phrases, h->out, escape, key, &with);
  spr_buf_char(h->out, '"');
}

void spr_html_url(spr_html *h, const char *name, spr_str url) {
  if (!is_address(name) || !spr_url_is_own(url)) {
    mistaken(h, "an address that is not of this server");
    return;
  }
  if (!begin_attr(h, name)) return;
  escape(h->out, url);
  spr_buf_char(h->out, '"');
}

/* -- content --------------------------------------------------------------------------------------------- */

void spr_html_text(spr_html *h, spr_str text) {
  bool first = h->in_tag;
  end_tag(h);
  /* Parsers drop a line end that stands first in these two. */
  const char *tag = h->depth ? h->stack[h->depth - 1] : "";
  if (first && text.n && text.p[0] == '\n' && (strcmp(tag, "textarea") == 0 || strcmp(tag, "pre") == 0))
    spr_buf_char(h->out, '\n');
  escape(h->out, text);
}

void spr_html_say(spr_html *h, spr_phrase key) {
  end_tag(h);
  spr_phrase_put(h->phrases, h->out, escape, key, NULL);
}

void spr_html_say_with(spr_html *h, spr_phrase key, spr_with with) {
  end_tag(h);
  spr_phrase_put(h->phrases, h->out, escape, key, &with);
}

void spr_html_number(spr_html *h, int64_t n) {
  end_tag(h);
  spr_phrase_number(h->phrases, h->out, n);
}

void spr_html_drawing(spr_html *h, spr_str svg) {
  end_tag(h);
  spr_buf_str(h->out, svg);
}

/* -- addresses ------------------------------------------------------------------------------------------- */

spr_url spr_url_begin(spr_arena *arena, const char *path) {
  return (spr_url){.arena = arena, .text = spr_str_of(path), .asked = strchr(path, '?') != NULL};
}

static bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c && strchr("-._~", c));
}

/* The text so far, `before`, and the value with each byte that could mean something in an address encoded. */
static void append(spr_url *u, const char *before, const char *name, const char *equals, spr_str value) {
  static const char hex[] = "0123456789ABCDEF";
  size_t fixed = u->text.n + strlen(before) + strlen(name) + strlen(equals);
  char *text = spr_arena_alloc(u->arena, fixed + 3 * (size_t)value.n + 1), *to = text;
  const spr_str parts[] = {u->text, spr_str_of(before), spr_str_of(name), spr_str_of(equals)};
  for (size_t i = 0; i < 4; i++) {
    if (parts[i].n) memcpy(to, parts[i].p, parts[i].n);
    to += parts[i].n;
  }
  for (uint32_t i = 0; i < value.n; i++) {
    unsigned char c = (unsigned char)value.p[i];
    if (is_unreserved((char)c)) {
      *to++ = (char)c;
      continue;
    }
    *to++ = '%';
    *to++ = hex[c >> 4];
    *to++ = hex[c & 15];
  }
  u->text = spr_str_n(text, (size_t)(to - text));
}

void spr_url_segment(spr_url *u, spr_str segment) {
  append(u, spr_str_ends(u->text, SPR_STR("/")) ? "" : "/", "", "", segment);
}

void spr_url_query(spr_url *u, const char *name, spr_str value) {
  if (value.n == 0) return;
  append(u, u->asked ? "&" : "?", name, "=", value);
  u->asked = true;
}

void spr_url_place(spr_url *u, spr_str id) {
  append(u, "#", "", "", id);
}

/* "//" would name another host, and browsers read "\" as "/" and drop tabs and line ends. */
bool spr_url_is_own(spr_str url) {
  if (url.n == 0 || (url.p[0] != '/' && url.p[0] != '#' && url.p[0] != '?')) return false;
  if (url.p[0] == '/' && url.n > 1 && url.p[1] == '/') return false;
  for (uint32_t i = 0; i < url.n; i++) {
    unsigned char c = (unsigned char)url.p[i];
    if (c <= 0x20 || c >= 0x7F || strchr("\\\"'<>", c)) return false;
  }
  return true;
}
