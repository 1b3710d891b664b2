/* SPDX-License-Identifier: Apache-2.0 */
#include "server/html.h"
#include "support.h"

typedef struct page {
  spr_buf out;
  spr_html h;
  spr_arena arena;
} page;

static page begin(void) {
  page p;
  spr_buf_init(&p.out, &spr_alloc_default, 1 << 16);
  spr_arena_init(&p.arena, &spr_alloc_default, 1 << 16);
  return p;
}
#define BEGIN                                                                                                \
  (void)state;                                                                                               \
  page p = begin();                                                                                          \
  spr_html *h = &p.h;                                                                                        \
  spr_html_init(h, &p.out, spr_phrases_named(SPR_STR("en")))

static void end(page *p) {
  spr_buf_release(&p->out);
  spr_arena_release(&p->arena);
}

#define HOSTILE "<script>alert(1)</script> & \"a\" 'b' </title>"
#define ESCAPED "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;a&quot; &#39;b&#39; &lt;/title&gt;"

static void elements_and_text(void **state) {
  BEGIN;
  spr_html_open(h, "p", "lead");
  spr_html_text(h, SPR_STR(HOSTILE));
  spr_html_open(h, "br", NULL);
  spr_html_element(h, "b", NULL, SPR_STR("x < y"));
  spr_html_close(h, "p");
  assert_true(spr_html_whole(h));
  assert_str(spr_buf_view(&p.out), "<p class=\"lead\">" ESCAPED "<br><b>x &lt; y</b></p>");
  end(&p);
}

/* An address, a style or a script in the wrong place does not get there, whatever the data is. */
static void five_contexts(void **state) {
  BEGIN;
  spr_html_element(h, "td", NULL, SPR_STR(HOSTILE));
  assert_str(spr_buf_view(&p.out), "<td>" ESCAPED "</td>");
  spr_buf_clear(&p.out);

  spr_html_open(h, "input", NULL);
  spr_html_attr(h, "value", SPR_STR(HOSTILE));
  assert_str(spr_buf_view(&p.out), "<input value=\"" ESCAPED "\"");
  assert_true(spr_html_whole(h));
  spr_buf_clear(&p.out);

  /* Text of a textarea and of a title: no tag inside is read, but the end is; a first line end is dropped. */
  spr_html_element(h, "textarea", NULL, SPR_STR("\n</textarea><script>"));
  spr_html_element(h, "pre", NULL, SPR_STR("\na\nb"));
  assert_str(spr_buf_view(&p.out),
             "<textarea>\n\n&lt;/textarea&gt;&lt;script&gt;</textarea><pre>\n\na\nb</pre>");
  spr_buf_clear(&p.out);

  spr_url u = spr_url_begin(&p.arena, "/cases");
  spr_url_segment(&u, SPR_STR("a/../b?c#d&\"'<>%\xC5\x82"));
  assert_str(u.text, "/cases/a%2F..%2Fb%3Fc%23d%26%22%27%3C%3E%25%C5%82");
  spr_url_query(&u, "q", SPR_STR("a&b=c d+e"));
  spr_url_query(&u, "none", SPR_STR(""));
  spr_url_query(&u, "state", SPR_STR("\"><script>"));
  spr_url_place(&u, SPR_STR("x y"));
  assert_str(spr_str_sub(u.text, 49, u.text.n), "?q=a%26b%3Dc%20d%2Be&state=%22%3E%3Cscript%3E#x%20y");
  spr_html_open(h, "a", NULL);
  spr_html_url(h, "href", u.text);
  spr_html_close(h, "a");
  assert_true(spr_html_whole(h));
  assert_non_null(strstr(p.out.p, "b%3Dc%20d%2Be&amp;state="));
  spr_buf_clear(&p.out);

  /* What is put into a phrase. */
  spr_html_open(h, "p", NULL);
  spr_html_label_with(h, "title", SPR_SAY_signed_in, (spr_with){.a = SPR_STR("\"<a>")});
  spr_html_say_with(h, SPR_SAY_signed_in, (spr_with){.a = SPR_STR("</p>{n}")});
  spr_html_close(h, "p");
  assert_str(spr_buf_view(&p.out), "<p title=\"Signed in: &quot;&lt;a&gt;\">Signed in: &lt;/p&gt;{n}</p>");
  end(&p);
}

static void unreadable_text_is_replaced(void **state) {
  BEGIN;
  spr_html_open(h, "p", NULL);
  spr_html_text(h, spr_str_n("a\0b\x1B"
                             "c\xFF\xE2\x80\xAE"
                             "d\n\te\xC5\xBC",
                             15));
  spr_html_close(h, "p");
#define R "\xEF\xBF\xBD"
  assert_str(spr_buf_view(&p.out), "<p>a" R "b" R "c" R R "d\n\te\xC5\xBC</p>");
  assert_true(spr_html_whole(h));
  end(&p);
}

static void addresses_elsewhere_are_mistakes(void **state) {
  static const char *const bad[] = {"javascript:alert(1)",
                                    "https://example.org/",
                                    "//example.org",
                                    "",
                                    "cases",
                                    "/\\example.org",
                                    "/a b",
                                    "/a\tb",
                                    "/a\"b",
                                    "/za\xC5\xBC",
                                    "/a\x7F",
                                    "data:text/html,x"};
  for (size_t i = 0; i < TEST_COUNT(bad); i++) {
    BEGIN;
    spr_html_open(h, "a", NULL);
    spr_html_url(h, "href", spr_str_of(bad[i]));
    spr_html_close(h, "a");
    assert_false(spr_html_whole(h));
    assert_non_null(h->mistake);
    assert_str(spr_buf_view(&p.out), "<a></a>");
    end(&p);
  }
  static const char *const good[] = {"/", "/cases?state=a%20b&q=1", "#main", "?sort=due"};
  for (size_t i = 0; i < TEST_COUNT(good); i++) {
    BEGIN;
    spr_html_open(h, "a", NULL);
    spr_html_url(h, "href", spr_str_of(good[i]));
    spr_html_close(h, "a");
    assert_true(spr_html_whole(h));
    end(&p);
  }
}

static void mistakes_are_found(void **state) {
  static const struct {
    const char *open, *attr, *close;
    const char *mistake;
  } rows[] = {
      {"p", NULL, "b", "closes what is not open"},
      {"p", NULL, NULL, "left open"},
      {NULL, NULL, "p", "closes what is not open"},
      {"br", NULL, "br", "closes what is not open"},
      {"p", "onclick", "p", "an attribute that holds code"},
      {"p", "style", "p", "an attribute that holds code"},
      {"a", "href", "a", "an address in a plain attribute"},
      {NULL, "id", NULL, "an attribute after content"},
      {"p", "id", "p", NULL},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    BEGIN;
    if (rows[i].open) spr_html_open(h, rows[i].open, NULL);
    if (rows[i].attr) spr_html_attr(h, rows[i].attr, SPR_STR("alert(1)"));
    if (rows[i].close) spr_html_close(h, rows[i].close);
    assert_int_equal(spr_html_whole(h), rows[i].mistake == NULL);
    if (rows[i].mistake) {
      assert_string_equal(h->mistake, rows[i].mistake);
      assert_null(p.out.p ? strstr(p.out.p, "alert") : NULL);
    }
    end(&p);
  }
}

static void depth_and_size_are_bounded(void **state) {
  BEGIN;
  for (int i = 0; i < SPR_HTML_DEPTH + 5; i++) spr_html_open(h, "div", NULL);
  assert_false(spr_html_whole(h));
  assert_string_equal(h->mistake, "too deep");
  end(&p);

  p = begin();
  spr_html_init(h, &p.out, spr_phrases_named(SPR_STR("en")));
  spr_html_open(h, "p", NULL);
  for (int i = 0; i < (1 << 15); i++) spr_html_text(h, SPR_STR("&&&&"));
  spr_html_close(h, "p");
  assert_null(h->mistake);
  assert_false(spr_html_whole(h));
  end(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(elements_and_text),           cmocka_unit_test(five_contexts),
      cmocka_unit_test(unreadable_text_is_replaced), cmocka_unit_test(addresses_elsewhere_are_mistakes),
      cmocka_unit_test(mistakes_are_found),          cmocka_unit_test(depth_and_size_are_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
