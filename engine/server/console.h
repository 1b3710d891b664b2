/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_CONSOLE_H
#define SPR_SERVER_CONSOLE_H

#include "server/form.h"
#include "server/route.h"
#include "sprawa/site.h"
#include "store/reads.h"

/* The console's door: pages for people with a browser. Whoever has no session is led to the login; what
 * changes something must come from a page of ours (form.h) and, within a session, bring its token.
 *
 * The session is in a cookie that scripts cannot read and that other sites cannot send; over TLS it has the
 * prefix `__Host-`, so that no other host and no plain connection can set it. Without TLS the server listens
 * on loopback alone (or is told that a proxy is before it, which then says whether it was TLS): there, for
 * development, the cookie has neither prefix nor Secure, and never crosses a network. */

extern const spr_door spr_door_console;
extern const spr_route spr_console_routes[];

#define SPR_LANGUAGE_COOKIE "sprawa-language"
#define SPR_FORM_TOKEN "form"  /* the hidden field that proves a form to be ours */
#define SPR_LINK_PATH "/enter" /* a one-time link is this and "/SECRET" behind the server's address */

/* The secret of the session; .p NULL: the browser sent none. */
spr_str spr_console_session(const spr_visit *v);
/* Gives the browser a session, or takes it away. */
void spr_console_keep_session(spr_visit *v, spr_str secret);
void spr_console_drop_session(spr_visit *v);

/* The fields of the form that was posted; spr_door_console has read it before. */
spr_form spr_console_form(const spr_visit *v);
/* A place of ours to go to after something was done, from a form or query; else "/". */
spr_str spr_console_next(spr_str wanted);

/* Are the keys on that lead to places (screen_keys.c)? */
bool spr_screen_has_keys(const spr_visit *v);

/* The case that this session has opened for an emergency, and until when (emergency.c). */
typedef struct spr_opened {
  const char *id; /* NULL: none */
  spr_instant until;
} spr_opened;
spr_opened spr_console_opened(const spr_visit *v);

/* What institutions are called; NULL: all that the visitor may know. The visit releases it; NULL where it
 * could not be read: then they are called by their ids. */
sprawa_directory *spr_console_directory(spr_visit *v, const char *municipality);
/* May who asks know who has looked at this case? */
bool spr_console_may_know(const spr_visit *v, const sprawa_case *c);
/* Writes into the access log who reads which cases; of the one that was opened for an emergency, that it was.
 * false: it could not, and has answered so. */
bool spr_console_note(spr_visit *v, spr_read_kind kind, const spr_str *ids, uint32_t nids);
/* Was the password given lately? Before what leaves the house, and what changes who may enter. false: it
 * leads to the page that asks for it, and back. */
bool spr_console_confirmed(spr_visit *v);

/* -- pages ----------------------------------------------------------------------------------------------- */
spr_handler spr_screen_asset;
spr_handler spr_screen_language;
spr_handler spr_screen_login, spr_screen_log_in, spr_screen_log_out;
spr_handler spr_screen_link_shown, spr_screen_link_used;
spr_handler spr_screen_password, spr_screen_password_chosen;
spr_handler spr_screen_confirm, spr_screen_confirmed;
spr_handler spr_screen_overview, spr_screen_system;
spr_handler spr_screen_access, spr_screen_case_access;
spr_handler spr_screen_cases, spr_screen_cases_csv, spr_screen_cases_json;
spr_handler spr_screen_accessibility;
spr_handler spr_screen_drawing_style;
spr_handler spr_screen_workflows, spr_screen_workflow, spr_screen_source, spr_screen_matrix,
    spr_screen_indicators;
spr_handler spr_screen_emergency, spr_screen_emergency_opened;
spr_handler spr_screen_live;
spr_handler spr_screen_keys, spr_screen_keys_set;
spr_handler spr_screen_case, spr_screen_case_at;
spr_handler spr_screen_case_event, spr_screen_case_reopen;
spr_handler spr_screen_case_done, spr_screen_case_sign, spr_screen_case_waive;
spr_handler spr_screen_case_note;

#endif
