/* SPDX-License-Identifier: Apache-2.0 */
#include "access/principal.h"

#include "base/limits.h"

static bool names(const spr_str *v, uint32_t n, spr_str name) {
  for (uint32_t i = 0; i < n; i++)
    if (spr_str_eq(v[i], name)) return true;
  return false;
}

bool spr_principal_acts(const spr_principal *who, spr_str institution) {
  return names(who->institutions, who->ninstitutions, institution);
}

bool spr_principal_reaches(const spr_principal *who, spr_str municipality) {
  return who->nmunicipalities == 0 || names(who->municipalities, who->nmunicipalities, municipality);
}

bool spr_principal_unbound(const spr_principal *who) {
  return who->ninstitutions == 0 && who->nmunicipalities == 0;
}

bool spr_principal_fresh(const spr_principal *who, spr_instant now) {
  return who->confirmed != SPR_NO_INSTANT && now - who->confirmed < SPR_CONFIRMED_MS;
}

/* -- roles and scopes -------------------------------------------------------------------------------------
 */
#define VIEWS (SPR_SCOPE_CASES_READ | SPR_SCOPE_DEFINITIONS_READ | SPR_SCOPE_REPORTS_READ | SPR_SCOPE_STREAM)
#define WORKS (VIEWS | SPR_SCOPE_CASES_WRITE | SPR_SCOPE_CASES_OPEN)

static const struct {
  const char *text;
  uint32_t scopes;
} roles[] = {
    [SPR_VIEWER] = {"viewer", VIEWS},
    [SPR_WORKER] = {"worker", WORKS},
    [SPR_ADMINISTRATOR] = {"administrator", SPR_SCOPES_ALL & ~(uint32_t)SPR_SCOPE_OUTBOX},
};

static bool is_role(spr_role_of role) {
  return role >= SPR_VIEWER && role <= SPR_ROLES_OF;
}

uint32_t spr_role_scopes(spr_role_of role) {
  return is_role(role) ? roles[role].scopes : 0;
}

spr_role_of spr_scopes_role(uint32_t scopes) {
  scopes &= roles[SPR_ADMINISTRATOR].scopes;
  if ((scopes & ~roles[SPR_VIEWER].scopes) == 0) return SPR_VIEWER;
  return (scopes & ~roles[SPR_WORKER].scopes) == 0 ? SPR_WORKER : SPR_ADMINISTRATOR;
}

const char *spr_role_text(spr_role_of role) {
  return is_role(role) ? roles[role].text : "";
}

bool spr_role_named(spr_str text, spr_role_of *out) {
  for (int i = SPR_VIEWER; i <= SPR_ROLES_OF; i++) {
    *out = (spr_role_of)i;
    if (spr_str_is(text, roles[i].text)) return true;
  }
  return false;
}

static const struct {
  uint32_t bit;
  const char *text;
} scopes_by_name[] = {
#define X(name, bit, text) {bit, text},
    SPR_SCOPE_MAP(X)
#undef X
};
#define NSCOPES (sizeof scopes_by_name / sizeof *scopes_by_name)

const char *spr_scope_text(uint32_t scope) {
  for (size_t i = 0; i < NSCOPES; i++)
    if (scopes_by_name[i].bit == scope) return scopes_by_name[i].text;
  return "";
}

bool spr_scope_named(spr_str text, uint32_t *out) {
  for (size_t i = 0; i < NSCOPES; i++) {
    *out = scopes_by_name[i].bit;
    if (spr_str_is(text, scopes_by_name[i].text)) return true;
  }
  *out = 0;
  return false;
}
