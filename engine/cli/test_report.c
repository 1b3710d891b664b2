/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/test_report.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/value.h"
#include "cli/report.h"

#define GREEN "\033[32m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

static spr_diag diagnostic(const spr_story_fault *f) {
  return (spr_diag){.code = f->code,
                    .severity = spr_code_severity(f->code),
                    .at = f->at,
                    .message = f->message,
                    .help = f->help};
}

static void indented(spr_buf *out, const char *spaces, spr_str text) {
  uint32_t from = 0;
  for (uint32_t i = 0; i < text.n; i++) {
    if (text.p[i] != '\n') continue;
    spr_buf_puts(out, spaces);
    spr_buf_str(out, spr_str_sub(text, from, i + 1));
    from = i + 1;
  }
}

static void fault_text(spr_buf *out, const spr_sources *src, const spr_story_fault *f, bool colour) {
  spr_diag d = diagnostic(f);
  spr_diags one = {.sources = src, .v = &d, .n = 1};
  spr_buf text;
  spr_report_buf(&text);
  spr_diags_text(&one, &text, colour);
  indented(out, "  ", spr_buf_view(&text));
  spr_buf_release(&text);
  if (f->found.n > 0) {
    spr_buf_puts(out, "  found: ");
    spr_utf8_clean(out, f->found, SPR_MAX_LOG_BYTES);
    spr_buf_char(out, '\n');
  }
  if (f->clock.n > 0) {
    spr_buf_puts(out, "  clock:\n");
    indented(out, "    ", f->clock);
  }
}

/* All faults of a story, and what led there. */
static void faults_text(spr_buf *out, const spr_sources *src, const spr_test_case *t, bool colour) {
  if (!t->run->story) spr_buf_puts(out, "  the file has faults\n");
  for (const spr_story_fault *f = t->result.faults; f; f = f->next) fault_text(out, src, f, colour);
  if (t->result.because.n > 0) spr_buf_printf(out, "  because:\n%.*s", SPR_FMT(t->result.because));
}

static void name(spr_buf *out, const spr_test_case *t) {
  spr_buf_str(out, t->run->name);
  if (t->run->city) spr_buf_printf(out, " (%.*s)", SPR_FMT(t->run->city->id));
}

void spr_test_tap(spr_buf *out, const spr_sources *src, const spr_test_case *t, uint32_t number,
                  bool colour) {
  const char *word = t->passed ? "ok" : "not ok";
  spr_buf_printf(out, "%s%s%s %u - ", colour ? t->passed ? GREEN : RED : "", word, colour ? PLAIN : "",
                 number);
  name(out, t);
  spr_buf_char(out, '\n');
  if (!t->passed) faults_text(out, src, t, colour);
}

/* -- JSON ----------------------------------------------------------------------------------------------- */

static void member(spr_buf *out, const char *key, spr_str value) {
  spr_buf_printf(out, "\"%s\":", key);
  spr_json_string(out, value);
}

static void fault_json(spr_buf *out, const spr_sources *src, const spr_story_fault *f) {
  spr_diag d = diagnostic(f);
  spr_buf_char(out, '{');
  spr_report_json_members(out, src, &d);
  spr_buf_char(out, ',');
  member(out, "found", f->found);
  spr_buf_char(out, ',');
  member(out, "clock", f->clock);
  spr_buf_char(out, '}');
}

static void case_json(spr_buf *out, const spr_sources *src, const spr_test_case *t) {
  spr_buf_char(out, '{');
  member(out, "name", t->run->name);
  spr_buf_char(out, ',');
  member(out, "file", spr_sources_get(src, t->run->file)->path);
  if (t->run->city) {
    spr_buf_char(out, ',');
    member(out, "city", t->run->city->id);
  }
  spr_buf_printf(out, ",\"passed\":%s,\"faults\":[", t->passed ? "true" : "false");
  for (const spr_story_fault *f = t->result.faults; f; f = f->next) {
    if (f != t->result.faults) spr_buf_char(out, ',');
    fault_json(out, src, f);
  }
  spr_buf_puts(out, "],");
  member(out, "because", t->result.because);
  spr_buf_char(out, '}');
}

void spr_test_json(spr_buf *out, const spr_sources *src, const spr_test_case *v, uint32_t n,
                   const spr_test_totals *sum) {
  spr_buf_printf(out, "{\"passed\":%u,\"failed\":%u,\"stories\":[", sum->passed, sum->failed);
  for (uint32_t i = 0; i < n; i++) {
    if (i > 0) spr_buf_char(out, ',');
    case_json(out, src, &v[i]);
  }
  spr_buf_puts(out, "]}\n");
}

/* -- JUnit ---------------------------------------------------------------------------------------------- */

/* XML 1.0 has no way to write control characters: they are shown as elsewhere. */
static void xml(spr_buf *out, spr_str s) {
  for (uint32_t i = 0; i < s.n;) {
    int32_t cp = spr_utf8_next(s, &i);
    if (cp != '\n' && cp != '\t') cp = spr_utf8_shown(cp);
    switch (cp) {
      case '<': spr_buf_puts(out, "&lt;"); break;
      case '>': spr_buf_puts(out, "&gt;"); break;
      case '&': spr_buf_puts(out, "&amp;"); break;
      case '"': spr_buf_puts(out, "&quot;"); break;
      default: spr_utf8_put(out, cp); break;
    }
  }
}

static void attribute(spr_buf *out, const char *key, spr_str value) {
  spr_buf_printf(out, " %s=\"", key);
  xml(out, value);
  spr_buf_char(out, '"');
}

/* JUnit has one failure for a test case: the first fault names it, its text tells all of them. */
static void failure(spr_buf *out, const spr_sources *src, const spr_test_case *t) {
  const spr_story_fault *first = t->result.faults;
  spr_buf text;
  spr_report_buf(&text);
  faults_text(&text, src, t, false);
  spr_buf_puts(out, first ? "      <failure" : "      <error");
  attribute(out, "message", first ? first->message : SPR_STR("the file has faults"));
  attribute(out, "type", spr_str_of(first ? spr_code_name(first->code) : "story"));
  spr_buf_char(out, '>');
  xml(out, spr_buf_view(&text));
  spr_buf_puts(out, first ? "</failure>\n" : "</error>\n");
  spr_buf_release(&text);
}

static void case_junit(spr_buf *out, const spr_sources *src, const spr_test_case *t) {
  spr_str city = t->run->city ? t->run->city->id : SPR_STR("");
  spr_buf_puts(out, "    <testcase");
  attribute(out, "classname", city);
  attribute(out, "name", t->run->name);
  attribute(out, "file", spr_sources_get(src, t->run->file)->path);
  if (t->passed) {
    spr_buf_puts(out, "/>\n");
    return;
  }
  spr_buf_puts(out, ">\n");
  failure(out, src, t);
  spr_buf_puts(out, "    </testcase>\n");
}

void spr_test_junit(spr_buf *out, const spr_sources *src, const spr_test_case *v, uint32_t n,
                    const spr_test_totals *sum) {
  uint32_t errors = 0;
  for (uint32_t i = 0; i < n; i++) errors += !v[i].run->story;
  spr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  spr_buf_printf(out, "<testsuites tests=\"%u\" failures=\"%u\" errors=\"%u\">\n", n, sum->failed - errors,
                 errors);
  spr_buf_printf(out, "  <testsuite name=\"stories\" tests=\"%u\" failures=\"%u\" errors=\"%u\">\n", n,
                 sum->failed - errors, errors);
  for (uint32_t i = 0; i < n; i++) case_junit(out, src, &v[i]);
  spr_buf_puts(out, "  </testsuite>\n</testsuites>\n");
}
