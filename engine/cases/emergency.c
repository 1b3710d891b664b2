/* SPDX-License-Identifier: Apache-2.0 */
#include "cases/desk_impl.h"

/* A case is opened for an emergency: an entry that says who did it, in the name of which institution, and
 * why. No rule is asked, and nothing else changes; what is seen then is a matter of the door's next view. */

static spr_status refuse(spr_loaded *l, spr_told *told, spr_refusal code, const char *why) {
  spr_tell(l->desk, told, SPR_TOLD_REFUSED, "%s", why);
  told->code = code;
  return SPR_OK;
}

/* Somebody answers for it by name: an institution of the site, and one of those who ask. */
static bool is_somebody(const spr_loaded *l, const spr_ask *ask) {
  const spr_site *site = spr_library_site(l->volume->library);
  bool known = ask->by.n > 0 && ask->by.n <= SPR_MAX_STORED_TEXT;
  if (site) known = known && spr_site_institution(site, ask->by, NULL);
  return known && (!ask->viewed || ask->view.everything || spr_view_is(&ask->view, ask->by));
}

static bool says_something(spr_str reason) {
  uint32_t i = 0;
  while (i < reason.n && (reason.p[i] == ' ' || reason.p[i] == '\n')) i++;
  return i < reason.n && reason.n <= SPR_MAX_EMERGENCY_REASON;
}

spr_status spr_take_emergency(spr_loaded *l, const spr_ask *ask, spr_told *told) {
  spr_cause cause = {.kind = SPR_JOURNAL_EMERGENCY, .by = ask->by, .actor = ask->actor};
  if (!is_somebody(l, ask))
    return refuse(l, told, SPR_R_NOT_COMPETENT, "an emergency is told in the name of one's own institution");
  if (!says_something(ask->reason))
    return refuse(l, told, SPR_R_REQUIRED, "a reason is needed, and not too long a one");
  spr_status st = spr_derive_before(&l->desk->derive, l->c);
  if (st == SPR_OK) st = spr_entry_beside(l, ask->now, &cause, ask->reason, NULL, 0);
  spr_tell_id(told, l->row.id, l->row.seq);
  return st;
}
