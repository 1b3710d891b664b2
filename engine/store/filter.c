/* SPDX-License-Identifier: Apache-2.0 */
#include "store/impl.h"

/* Cuts the first word off a text of words joined with ",". */
static spr_str next_word(spr_str *rest) {
  const char *comma = rest->n ? memchr(rest->p, ',', rest->n) : NULL;
  uint32_t n = comma ? (uint32_t)(comma - rest->p) : rest->n;
  spr_str word = spr_str_n(rest->p, n);
  *rest = spr_str_sub(*rest, comma ? n + 1 : n, rest->n);
  return word;
}

bool spr_joined_has(spr_str joined, spr_str word) {
  while (joined.n > 0)
    if (spr_str_eq(next_word(&joined), word)) return true;
  return false;
}

bool spr_state_active(spr_str configuration, spr_str state) {
  while (configuration.n > 0) {
    spr_str path = next_word(&configuration);
    if (spr_str_starts(path, state) && (path.n == state.n || path.p[state.n] == '.')) return true;
  }
  return false;
}

static bool any_or(spr_str wanted, spr_str has) {
  return wanted.n == 0 || spr_str_eq(wanted, has);
}

bool spr_municipality_fits(spr_str wanted, const spr_str *among, uint32_t n, spr_str has) {
  uint32_t i = 0;
  while (i < n && !spr_str_eq(among[i], has)) i++;
  return any_or(wanted, has) && (n == 0 || i < n);
}

/* Has a deadline of it passed by then, recorded or not? */
static bool is_late(const spr_case_row *c, spr_instant now) {
  return c->overdue > 0 || (c->due != SPR_NO_INSTANT && c->due <= now);
}

bool spr_audience_holds(const spr_audience *scope, spr_str seen) {
  for (uint32_t i = 0; i < scope->ninstitutions && scope->narrow; i++)
    if (spr_joined_has(seen, scope->institutions[i])) return true;
  return !scope->narrow;
}

bool spr_is_told(const spr_audience *scope, spr_str id, spr_str told) {
  bool opened = scope->opened.n > 0 && spr_str_eq(scope->opened, id);
  return spr_audience_holds(scope, told) || (opened && spr_joined_has(told, SPR_STR(SPR_TOLD_OPENER)));
}

spr_case_filter spr_duty_cases(const spr_duty_filter *f) {
  return (spr_case_filter){.scope = f->scope,
                           .municipality = f->municipality,
                           .municipalities = f->municipalities,
                           .nmunicipalities = f->nmunicipalities};
}

bool spr_case_among(const spr_case_filter *f, uint64_t number) {
  uint32_t from = 0, to = f->namong;
  if (!f->among) return true;
  while (from < to) {
    uint32_t middle = from + (to - from) / 2;
    if (f->among[middle] < number)
      from = middle + 1;
    else
      to = middle;
  }
  return from < f->namong && f->among[from] == number;
}

bool spr_case_fits(const spr_case_filter *f, const spr_case_row *c) {
  bool open = c->state == SPR_CASE_IS_OPEN;
  bool opened = f->scope.opened.n > 0 && spr_str_eq(f->scope.opened, c->id);
  if (!opened && !spr_audience_holds(&f->scope, c->seen)) return false;
  if (f->quiet_since && (!open || c->at > f->quiet_since)) return false;
  if (f->only_open && !open) return false;
  if (!spr_case_among(f, c->number)) return false;
  if (f->only_overdue && !is_late(c, f->now)) return false;
  return spr_municipality_fits(f->municipality, f->municipalities, f->nmunicipalities, c->municipality) &&
         any_or(f->package, c->package) && any_or(f->workflow, c->workflow) &&
         any_or(f->responsible, c->responsible) &&
         (f->state.n == 0 || spr_state_active(c->configuration, f->state));
}
