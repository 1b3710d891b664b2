/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/try.h"

#include "cli/database.h"

sprawa_code spr_try_do(spr_try *t, const spr_try_input *in, sprawa_error *e) {
  switch (in->verb) {
    case SPR_TRY_SEND: return sprawa_machine_send(t->machine, in->name, in->data, in->by, e);
    case SPR_TRY_DONE: return sprawa_machine_done(t->machine, in->name, in->data, in->by, e);
    case SPR_TRY_SIGN: return sprawa_machine_sign(t->machine, in->name, in->by, e);
    case SPR_TRY_WAIVE: return sprawa_machine_waive(t->machine, in->name, in->reason, in->by, e);
    case SPR_TRY_ADVANCE: break;
  }
  return sprawa_machine_advance(t->machine, in->name, e);
}

void spr_try_reasons(const spr_try *t, const sprawa_error *e, spr_buf *out) {
  const sprawa_reason *r = sprawa_machine_reason(t->machine, 0);
  if (!r) spr_buf_puts(out, e->message);
  for (size_t i = 0; r; r = sprawa_machine_reason(t->machine, ++i)) {
    if (i > 0) spr_buf_puts(out, "; ");
    spr_buf_puts(out, r->text);
  }
}

int spr_try_failed(const spr_try *t, const sprawa_error *e) {
  spr_complain(t->cli, "%s", e->message);
  return spr_database_exit(e->code);
}

int spr_try_no_memory(const spr_try *t) {
  spr_complain(t->cli, "%s", spr_status_text(SPR_ENOMEM));
  return SPR_EXIT_ENVIRONMENT;
}

int spr_try_flush(spr_try *t) {
  bool ok = !t->out.failed && fwrite(t->out.p ? t->out.p : "", 1, t->out.n, t->cli->out) == t->out.n &&
            fflush(t->cli->out) == 0;
  if (t->out.failed) spr_complain(t->cli, "a line of output is too long or memory ran out");
  spr_buf_clear(&t->out);
  return ok ? SPR_EXIT_DONE : SPR_EXIT_ENVIRONMENT;
}
