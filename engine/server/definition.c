/* SPDX-License-Identifier: Apache-2.0 */
#include "server/definition.h"

spr_str spr_workflow_url(spr_arena *arena, const char *package, const char *municipality,
                         const char *workflow) {
  spr_url u = spr_url_begin(arena, "/workflows");
  spr_url_segment(&u, spr_str_of(package));
  spr_url_segment(&u, spr_str_of(municipality));
  spr_url_segment(&u, spr_str_of(workflow));
  return u.text;
}

/* Behind the last colon there are digits and nothing else: where it is; else the length. */
static uint32_t colon_of(spr_str place) {
  uint32_t i = place.n;
  while (i > 0 && place.p[i - 1] >= '0' && place.p[i - 1] <= '9') i--;
  return i < place.n && i > 1 && place.p[i - 1] == ':' ? i - 1 : place.n;
}

spr_str spr_source_url(spr_arena *arena, const char *package, const char *municipality, spr_str place) {
  uint32_t colon = colon_of(place);
  spr_url u = spr_url_begin(arena, "/source");
  spr_url_segment(&u, spr_str_of(package));
  spr_url_segment(&u, spr_str_of(municipality));
  spr_url_query(&u, "file", spr_str_sub(place, 0, colon));
  if (colon < place.n)
    spr_url_place(&u, spr_str_printf(arena, "L%.*s", SPR_FMT(spr_str_sub(place, colon + 1, place.n))));
  return u.text;
}

/* Where the comment begins that names a place and ends the line; the length where there is none. */
static uint32_t comment_of(spr_str line) {
  for (uint32_t i = line.n; i > 1; i--) {
    if (line.p[i - 1] != ' ' || line.p[i - 2] != '#') continue;
    spr_str place = spr_str_sub(line, i, line.n);
    return colon_of(place) < place.n && !memchr(place.p, ' ', place.n) ? i : line.n;
  }
  return line.n;
}

static void put_line(spr_screen *p, const char *package, const char *municipality, spr_str line,
                     uint32_t number) {
  spr_html *h = &p->html;
  spr_str id = spr_str_printf(p->arena, "L%u", number);
  uint32_t comment = comment_of(line);
  spr_url u = spr_url_begin(p->arena, "");
  spr_url_place(&u, id);
  spr_html_open(h, "span", "line");
  spr_html_attr(h, "id", id);
  spr_html_open(h, "a", "at");
  spr_html_url(h, "href", u.text);
  spr_html_text(h, spr_str_printf(p->arena, "%u", number));
  spr_html_close(h, "a");
  spr_html_text(h, spr_str_sub(line, 0, comment));
  if (comment < line.n) {
    spr_str place = spr_str_sub(line, comment, line.n);
    spr_screen_link(p, NULL, spr_source_url(p->arena, package, municipality, place), place);
  }
  spr_html_text(h, SPR_STR("\n"));
  spr_html_close(h, "span");
}

void spr_source_show(spr_screen *p, const char *package, const char *municipality, spr_str text) {
  spr_html *h = &p->html;
  spr_html_open(h, "pre", "source");
  spr_html_attr(h, "tabindex", SPR_STR("0")); /* it is scrolled by keys */
  spr_html_attr(h, "translate", SPR_STR("no"));
  uint32_t number = 1;
  for (uint32_t from = 0, to = 0; from < text.n; from = to + 1, number++) {
    const char *end = memchr(text.p + from, '\n', text.n - from);
    to = end ? (uint32_t)(end - text.p) : text.n;
    put_line(p, package, municipality, spr_str_sub(text, from, to), number);
  }
  spr_html_close(h, "pre");
}
