/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/reply_json.h"

#include "doors/json_out.h"

uint64_t spr_reply_followed(const sprawa_reply *r, const sprawa_case_row *c) {
  return c->seq > r->seq ? c->seq - r->seq : 0;
}

void spr_reply_json(const sprawa_reply *r, const sprawa_case_row *c, spr_buf *out) {
  spr_json_open(out, NULL, '{');
  spr_json_bool(out, "done", true);
  spr_json_word(out, "id", r->id);
  spr_json_number(out, "seq", r->seq);
  spr_json_bool(out, "again", r->again);
  if (c) {
    spr_json_number(out, "followed", spr_reply_followed(r, c));
    spr_json_joined(out, "configuration", c->states);
    spr_json_word_or_null(out, "responsible", c->responsible);
    spr_json_word_or_null(out, "outcome", c->outcome);
  }
  spr_json_close(out, '}');
  spr_json_end(out);
}
