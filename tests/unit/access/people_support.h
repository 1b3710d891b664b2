/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_ACCESS_PEOPLE_SUPPORT_H
#define TESTS_UNIT_ACCESS_PEOPLE_SUPPORT_H

#include "access/people.h"
#include "scratch.h"
#include "store/random.h"
#include "support.h"

/* A file of users in a folder of its own, and a pretended clock. */
typedef struct town {
  scratch folder;
  char database[512];
  spr_random random[4]; /* of each handle its own */
  int opened;
  spr_people *people;
  spr_arena arena;
  spr_instant now;
  /* What was given back last. */
  spr_principal who;
  spr_secret session;
  uint32_t retry;
} town;

#define GOOD "a river in spring"
#define OTHER "a forest in winter"
#define PEER "192.0.2.1"

/* Opened, with the users anna (worker of centre and home, in alpha; GOOD is her password) and vera (viewer of
 * police; without a password). */
void town_make(town *t);
void town_remove(town *t);
spr_people *town_open(town *t, const char *vfs, char *why);
/* Another handle on the same file, as another process has it. */
spr_people *town_again(town *t);
spr_status town_add(town *t, const char *name, spr_role_of role, const char *institution);
spr_status town_log_in(town *t, const char *name, const char *password);
spr_status town_session(town *t);
/* A token of all scopes, for a day. */
spr_status town_token(town *t, const char *name, char out[SPR_BEARER_CHARS + 1]);
spr_status town_knock(town *t, const char *token);

#endif
