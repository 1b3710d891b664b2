/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/indicators_json.h"

#include <stdio.h>

#include "doors/json_out.h"

static void count_or_null(spr_buf *out, const char *key, bool told, uint64_t n) {
  if (told)
    spr_json_number(out, key, n);
  else
    spr_json_null(out, key);
}

/* 873 of 1000: 0.873 */
static void share_json(const sprawa_indicator *x, spr_buf *out) {
  char text[16];
  snprintf(text, sizeof text, "%u.%03u", (unsigned)(x->share_met / 1000), (unsigned)(x->share_met % 1000));
  if (x->withheld || x->counted == 0)
    spr_json_null(out, "share_met");
  else
    spr_json_raw(out, "share_met", text);
}

static void way_json(const sprawa_indicator *x, spr_buf *out) {
  spr_json_word(out, "from", x->from);
  spr_json_word(out, "to", x->to);
  spr_json_number(out, "waiting", x->waiting);
  spr_json_number(out, "left", x->left);
  spr_json_open(out, "figures", '{');
  for (size_t i = 0; i < x->nfigures; i++) spr_json_number(out, x->figures[i].name, x->figures[i].days);
  spr_json_close(out, '}');
}

static void deadline_json(const sprawa_indicator *x, spr_buf *out) {
  spr_json_word(out, "deadline", x->deadline);
  count_or_null(out, "met", !x->withheld, x->met);
  count_or_null(out, "missed", !x->withheld, x->missed);
  count_or_null(out, "moved", !x->withheld, x->moved);
  share_json(x, out);
  spr_json_number(out, "open", x->open);
  spr_json_number(out, "resting", x->resting);
  spr_json_number(out, "waived", x->waived);
  spr_json_number(out, "cancelled", x->cancelled);
}

static void row_json(const sprawa_indicator *x, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_word(out, "package", x->package);
  spr_json_word(out, "name", x->name);
  spr_json_word(out, "title", x->title);
  spr_json_word_or_null(out, "description", x->description);
  spr_json_word(out, "workflow", x->workflow);
  spr_json_word(out, "measure", x->measure);
  spr_json_word_or_null(out, "basis", x->basis);
  spr_json_bool(out, "illustrative", x->illustrative);
  spr_json_bool(out, "by_city", x->by_city);
  spr_json_word_or_null(out, "municipality", x->municipality);
  spr_json_word_or_null(out, "municipality_title", x->municipality_title);
  spr_json_word_or_null(out, "version", x->version);
  spr_json_number(out, "counted", x->counted);
  spr_json_bool(out, "withheld", x->withheld);
  spr_json_number(out, "elsewhere", x->elsewhere);
  if (*x->deadline)
    deadline_json(x, out);
  else
    way_json(x, out);
  spr_json_close(out, '}');
}

void spr_indicators_json(const sprawa_indicators_query *q, const sprawa_indicators *x, spr_buf *out) {
  const sprawa_indicator *row = sprawa_indicators_at(x, 0);
  spr_json_open(out, NULL, '{');
  spr_json_word_or_null(out, "since", q->since ? q->since : "");
  spr_json_word_or_null(out, "until", q->until ? q->until : "");
  spr_json_open(out, "indicators", '[');
  for (size_t i = 0; row; row = sprawa_indicators_at(x, ++i)) row_json(row, out);
  spr_json_close(out, ']');
  spr_json_close(out, '}');
  spr_json_end(out);
}
