/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/indicators_view.h"

#include "cli/words.h"

static void count(spr_buf *out, uint64_t n, const char *what) {
  spr_buf_printf(out, "%llu %s", (unsigned long long)n, what);
}

/* Not told where there are none. */
static void more(spr_buf *out, uint64_t n, const char *what) {
  if (n == 0) return;
  spr_buf_puts(out, ", ");
  count(out, n, what);
}

static bool same_indicator(const sprawa_indicator *a, const sprawa_indicator *b) {
  return a && strcmp(a->package, b->package) == 0 && strcmp(a->name, b->name) == 0 &&
         strcmp(a->workflow, b->workflow) == 0 && strcmp(a->measure, b->measure) == 0 &&
         strcmp(a->from, b->from) == 0 && strcmp(a->to, b->to) == 0 && strcmp(a->deadline, b->deadline) == 0;
}

static void head(const sprawa_indicator *x, spr_buf *out) {
  spr_words_titled(out, x->title, x->name);
  spr_buf_printf(out, "%s\n  %s/%s", x->illustrative ? " (illustrative)" : "", x->package, x->workflow);
  if (*x->deadline)
    spr_buf_printf(out, ": deadline %s\n", x->deadline);
  else
    spr_buf_printf(out, ": from %s to %s, in %s\n", x->from, x->to,
                   strcmp(x->measure, "days") == 0 ? "days" : "working days");
}

static void way(const sprawa_indicator *x, spr_buf *out) {
  count(out, x->counted, "arrived");
  for (size_t i = 0; i < x->nfigures; i++)
    spr_buf_printf(out, "%s%s %u", i ? ", " : ": ", x->figures[i].name, (unsigned)x->figures[i].days);
  if (x->withheld && x->counted) spr_buf_puts(out, " (too few to tell)");
  more(out, x->waiting, "under way");
  more(out, x->left, "ended before");
}

static void deadline(const sprawa_indicator *x, spr_buf *out) {
  count(out, x->counted, "due");
  if (x->withheld && x->counted) spr_buf_puts(out, " (too few to tell)");
  if (!x->withheld && x->counted) {
    spr_buf_printf(out, ": %llu met (%u.%u %%), ", (unsigned long long)x->met, (unsigned)(x->share_met / 10),
                   (unsigned)(x->share_met % 10));
    count(out, x->missed, "missed");
    if (x->moved) spr_buf_printf(out, " (%llu had moved)", (unsigned long long)x->moved);
  }
  more(out, x->open, "open");
  if (x->resting) spr_buf_printf(out, " (%llu suspended)", (unsigned long long)x->resting);
  more(out, x->waived, "waived");
  more(out, x->cancelled, "cancelled");
}

static void row(const sprawa_indicator *x, spr_buf *out) {
  spr_buf_puts(out, "    ");
  if (*x->municipality) spr_buf_printf(out, "%s  ", x->municipality);
  if (*x->version) spr_buf_printf(out, "%s  ", x->version);
  if (*x->deadline)
    deadline(x, out);
  else
    way(x, out);
  more(out, x->elsewhere, "in cases that have no such thing");
  spr_buf_char(out, '\n');
}

void spr_indicators_table(const sprawa_indicators *x, spr_buf *out) {
  const sprawa_indicator *is = sprawa_indicators_at(x, 0), *before = NULL;
  if (!is) spr_buf_puts(out, "no indicators\n");
  for (size_t i = 0; is; before = is, is = sprawa_indicators_at(x, ++i)) {
    if (before && !same_indicator(before, is)) spr_buf_char(out, '\n');
    if (!same_indicator(before, is)) head(is, out);
    row(is, out);
  }
}
