/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

#include "people_support.h"

/* Who may enter. Time is pretended; hashes of passwords are counted. */

static town t;

static int begin(void **state) {
  (void)state;
  town_make(&t);
  return 0;
}

static int end(void **state) {
  (void)state;
  town_remove(&t);
  return 0;
}

static void who_logs_in_is_known(void **state) {
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_str(t.who.name, "user:anna");
  assert_int_equal(t.who.role, SPR_WORKER);
  assert_int_equal(t.who.scopes, spr_role_scopes(SPR_WORKER));
  assert_int_equal(t.who.ninstitutions, 2);
  assert_str(t.who.institutions[0], "centre");
  assert_str(t.who.institutions[1], "home");
  assert_int_equal(t.who.institutions[1].p[4], '\0');
  assert_int_equal(t.who.nmunicipalities, 1);
  assert_str(t.who.municipalities[0], "alpha");
  assert_true(t.who.session > 0);
  assert_int_equal(t.who.confirmed, t.now);
  assert_false(t.who.chooses);
  assert_true(spr_principal_fresh(&t.who, t.now + SPR_CONFIRMED_MS - 1));
  assert_false(spr_principal_fresh(&t.who, t.now + SPR_CONFIRMED_MS));
  assert_int_equal(strlen(t.session.text), SPR_SECRET_CHARS);
  spr_secret first = t.session;
  uint64_t number = t.who.session;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_string_not_equal(t.session.text, first.text);
  assert_true(t.who.session > number);
  t.session = first;
  assert_int_equal(town_session(&t), SPR_OK);
  assert_int_equal(t.who.session, number);
}

static void others_are_refused_alike(void **state) {
  static const struct {
    const char *name, *password;
  } cases[] = {
      {"anna", "a river in sprinG"},
      {"anna", ""},
      {"anna", OTHER},
      {"vera", GOOD},
      {"vera", ""},
      {"nobody", GOOD},
      {"", ""},
      {"Anna", GOOD},
      {"gone", GOOD},
      {"anna ", GOOD},
      {"anna", "a river in spring "},
      {"user:anna", GOOD},
      /* Longer than any password: its beginning must not do. */
      {"anna", GOOD "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
                    "8901234567890123456789"},
  };
  (void)state;
  assert_int_equal(town_add(&t, "gone", SPR_VIEWER, "police"), SPR_OK);
  assert_int_equal(spr_people_password(t.people, SPR_STR("gone"), SPR_STR(GOOD)), SPR_OK);
  assert_int_equal(spr_people_remove(t.people, SPR_STR("gone"), t.now), SPR_OK);
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    uint64_t before = spr_people_hashed(t.people);
    t.now += 3600000;
    if (town_log_in(&t, cases[i].name, cases[i].password) != SPR_EREFUSED) fail_msg("\"%s\"", cases[i].name);
    /* Nobody learns from the time it takes whether there is such a user. */
    assert_int_equal(spr_people_hashed(t.people), before + 1);
    assert_int_equal(t.retry, 0);
    assert_int_equal(town_session(&t), SPR_EREFUSED);
  }
  uint64_t before = spr_people_hashed(t.people);
  t.now += 3600000;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(spr_people_hashed(t.people), before + 1);
}

static void guesses_are_slowed(void **state) {
  (void)state;
  for (int i = 0; i <= SPR_LOGIN_FREE; i++) assert_int_equal(town_log_in(&t, "anna", OTHER), SPR_EREFUSED);
  uint64_t before = spr_people_hashed(t.people);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_ELIMIT);
  assert_int_equal(t.retry, 1);
  assert_int_equal(spr_people_hashed(t.people), before);
  t.now += 1000;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  for (int i = 0; i <= SPR_LOGIN_FREE; i++) assert_int_equal(town_log_in(&t, "anna", OTHER), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_ELIMIT);
}

static void sessions_end_in_time(void **state) {
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  spr_instant began = t.now;
  t.now += SPR_SESSION_IDLE_MS - 1;
  assert_int_equal(town_session(&t), SPR_OK);
  t.now += SPR_SESSION_IDLE_MS - 1;
  assert_int_equal(town_session(&t), SPR_OK);
  t.now += SPR_SESSION_IDLE_MS;
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  for (began = t.now; t.now - began < SPR_SESSION_MS; t.now += 600000)
    assert_int_equal(town_session(&t), SPR_OK);
  t.now = began + SPR_SESSION_MS - 1;
  assert_int_equal(town_session(&t), SPR_OK);
  t.now = began + SPR_SESSION_MS;
  assert_int_equal(town_session(&t), SPR_EREFUSED);
}

static void looking_on_keeps_no_session_alive(void **state) {
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  for (int i = 0; i < 14; i++) {
    t.now += 60000;
    assert_int_equal(
        spr_people_session(t.people, spr_str_of(t.session.text), t.now, SPR_SEEN, &t.arena, &t.who), SPR_OK);
  }
  t.now += 60000;
  assert_int_equal(town_session(&t), SPR_EREFUSED);
}

static bool count_session(void *ud, const spr_session_row *s) {
  (void)s;
  ++*(uint32_t *)ud;
  return true;
}

static uint32_t sessions_of(const char *name) {
  uint32_t n = 0;
  assert_int_equal(spr_people_sessions(t.people, spr_str_of(name), t.now, count_session, &n), SPR_OK);
  return n;
}

static void whoever_logs_out_is_out(void **state) {
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  spr_secret other = t.session;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(spr_people_log_out(t.people, spr_str_of(t.session.text)), SPR_OK);
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  assert_int_equal(spr_people_log_out(t.people, spr_str_of(t.session.text)), SPR_OK);
  t.session = other;
  assert_int_equal(town_session(&t), SPR_OK);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(sessions_of("anna"), 2);
  assert_int_equal(sessions_of(""), 2);
  assert_int_equal(sessions_of("vera"), 0);
  assert_int_equal(spr_people_log_out_everywhere(t.people, spr_str_of(other.text), t.now), SPR_OK);
  assert_int_equal(sessions_of("anna"), 0);
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  assert_int_equal(spr_people_log_out_everywhere(t.people, spr_str_of(other.text), t.now), SPR_EREFUSED);
}

static void the_oldest_session_makes_room(void **state) {
  spr_secret first, second;
  (void)state;
  for (int i = 0; i <= SPR_MAX_SESSIONS; i++) {
    t.now += 1;
    assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
    if (i == 0) first = t.session;
    if (i == 1) second = t.session;
  }
  assert_int_equal(sessions_of("anna"), SPR_MAX_SESSIONS);
  t.session = first;
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  t.session = second;
  assert_int_equal(town_session(&t), SPR_OK);
}

/* -- links and passwords --------------------------------------------------------------------------------- */
static spr_status use(const char *link) {
  return spr_people_use_link(t.people, spr_str_of(link), SPR_STR(PEER), t.now, &t.arena, &t.session, &t.who,
                             &t.retry);
}

static void a_link_leads_in_once(void **state) {
  spr_secret link, former;
  (void)state;
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &former), SPR_OK);
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &link), SPR_OK);
  assert_int_equal(use(former.text), SPR_EREFUSED); /* a newer one is in its place */
  assert_int_equal(use(link.text), SPR_OK);
  assert_str(t.who.name, "user:vera");
  assert_true(t.who.chooses);
  assert_int_equal(t.who.confirmed, SPR_NO_INSTANT);
  assert_false(spr_principal_fresh(&t.who, t.now));
  spr_secret session = t.session;
  assert_int_equal(use(link.text), SPR_EREFUSED);
  t.session = session;
  assert_int_equal(town_session(&t), SPR_OK);
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &link), SPR_OK);
  t.now += 60000;
  assert_int_equal(use(link.text), SPR_EREFUSED);
  assert_int_equal(spr_people_link(t.people, SPR_STR("nobody"), 60000, t.now, &link), SPR_ENOTFOUND);
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 0, t.now, &link), SPR_EINVAL);
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), SPR_MAX_LINK_MS + 1, t.now, &link), SPR_EINVAL);
}

typedef struct runner {
  spr_people *people;
  const char *link;
  spr_status status;
} runner;

static void *run_in(void *ud) {
  runner *r = ud;
  spr_arena arena;
  spr_secret session;
  spr_principal who;
  uint32_t retry;
  spr_arena_init(&arena, &spr_alloc_default, 1 << 20);
  r->status = spr_people_use_link(r->people, spr_str_of(r->link), SPR_STR("other"), t.now, &arena, &session,
                                  &who, &retry);
  spr_arena_release(&arena);
  return NULL;
}

static void of_many_that_use_a_link_one_comes_in(void **state) {
  spr_secret link;
  pthread_t threads[4];
  runner runners[4];
  (void)state;
  spr_people *other = town_again(&t);
  for (int round = 0; round < 10; round++) {
    int in = 0;
    assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &link), SPR_OK);
    for (int i = 0; i < 4; i++) {
      runners[i] = (runner){i % 2 ? other : t.people, link.text, SPR_OK};
      pthread_create(&threads[i], NULL, run_in, &runners[i]);
    }
    for (int i = 0; i < 4; i++) {
      pthread_join(threads[i], NULL);
      in += runners[i].status == SPR_OK;
    }
    assert_int_equal(in, 1);
    t.now += 86400000;
  }
  spr_people_close(other);
}

static spr_status choose(const char *former, const char *password) {
  return spr_people_choose(t.people, spr_str_of(t.session.text), spr_str_of(former), spr_str_of(password),
                           SPR_STR(PEER), t.now, &t.retry);
}

static void one_chooses_a_password(void **state) {
  spr_secret link, other;
  (void)state;
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &link), SPR_OK);
  assert_int_equal(use(link.text), SPR_OK);
  assert_int_equal(choose("", "short"), SPR_EINVAL);
  assert_int_equal(choose("", GOOD), SPR_OK);
  assert_int_equal(town_session(&t), SPR_OK);
  assert_false(t.who.chooses); /* from now on the former one is asked for */
  assert_true(spr_principal_fresh(&t.who, t.now));
  assert_int_equal(choose("", OTHER), SPR_EREFUSED);
  assert_int_equal(choose(OTHER, OTHER), SPR_EREFUSED);
  other = t.session;
  assert_int_equal(town_log_in(&t, "vera", GOOD), SPR_OK);
  assert_int_equal(choose(GOOD, OTHER), SPR_OK);
  assert_int_equal(town_session(&t), SPR_OK);
  assert_int_equal(town_log_in(&t, "vera", GOOD), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "vera", OTHER), SPR_OK);
  t.session = other; /* the other sessions are over */
  assert_int_equal(town_session(&t), SPR_EREFUSED);
}

static void a_password_is_given_again(void **state) {
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  t.now += SPR_CONFIRMED_MS;
  assert_int_equal(town_session(&t), SPR_OK);
  assert_false(spr_principal_fresh(&t.who, t.now));
  const spr_str session = spr_str_of(t.session.text);
  assert_int_equal(spr_people_confirm(t.people, session, SPR_STR(OTHER), SPR_STR(PEER), t.now, &t.retry),
                   SPR_EREFUSED);
  assert_int_equal(town_session(&t), SPR_OK);
  assert_false(spr_principal_fresh(&t.who, t.now));
  assert_int_equal(spr_people_confirm(t.people, session, SPR_STR(GOOD), SPR_STR(PEER), t.now, &t.retry),
                   SPR_OK);
  assert_int_equal(town_session(&t), SPR_OK);
  assert_true(spr_principal_fresh(&t.who, t.now));
  assert_int_equal(spr_people_confirm(t.people, SPR_STR("x"), SPR_STR(GOOD), SPR_STR(PEER), t.now, &t.retry),
                   SPR_EREFUSED);
}

static void a_new_password_ends_all_sessions(void **state) {
  spr_secret link;
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(spr_people_link(t.people, SPR_STR("anna"), 60000, t.now, &link), SPR_OK);
  assert_int_equal(spr_people_password(t.people, SPR_STR("anna"), SPR_STR("short")), SPR_EINVAL);
  assert_int_equal(town_session(&t), SPR_OK);
  assert_int_equal(spr_people_password(t.people, SPR_STR("anna"), SPR_STR(OTHER)), SPR_OK);
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  assert_int_equal(use(link.text), SPR_EREFUSED);
  assert_int_equal(spr_people_password(t.people, SPR_STR("nobody"), SPR_STR(OTHER)), SPR_ENOTFOUND);
}

/* -- keeping users --------------------------------------------------------------------------------------- */
static void whoever_is_removed_is_out_at_once(void **state) {
  spr_secret link;
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(spr_people_link(t.people, SPR_STR("anna"), 60000, t.now, &link), SPR_OK);
  spr_people *other = town_again(&t); /* `sprawa user remove`, while the server runs */
  assert_int_equal(spr_people_remove(other, SPR_STR("anna"), t.now), SPR_OK);
  assert_int_equal(town_session(&t), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_EREFUSED);
  assert_int_equal(use(link.text), SPR_EREFUSED);
  assert_int_equal(spr_people_password(t.people, SPR_STR("anna"), SPR_STR(OTHER)), SPR_ENOTFOUND);
  assert_int_equal(spr_people_link(t.people, SPR_STR("anna"), 60000, t.now, &link), SPR_ENOTFOUND);
  assert_int_equal(spr_people_remove(other, SPR_STR("anna"), t.now), SPR_ENOTFOUND);
  /* Journals name her: nobody else becomes "user:anna". */
  assert_int_equal(town_add(&t, "anna", SPR_WORKER, "centre"), SPR_EREFUSED);
  spr_people_close(other);
}

static void users_are_checked(void **state) {
  static const struct {
    const char *name;
    spr_role_of role;
    const char *institution;
    spr_status status;
  } cases[] = {
      {"b", SPR_VIEWER, "centre", SPR_OK},
      {"b.c_d-9", SPR_WORKER, "centre", SPR_OK},
      {"boss", SPR_ADMINISTRATOR, NULL, SPR_OK},
      {"chief", SPR_ADMINISTRATOR, "centre", SPR_OK},
      {"b", SPR_VIEWER, "centre", SPR_EREFUSED},
      {"idle", SPR_WORKER, NULL, SPR_EINVAL},
      {"idle", SPR_VIEWER, NULL, SPR_EINVAL},
      {"idle", (spr_role_of)0, "centre", SPR_EINVAL},
      {"idle", (spr_role_of)4, "centre", SPR_EINVAL},
      {"", SPR_VIEWER, "centre", SPR_EINVAL},
      {"Anna", SPR_VIEWER, "centre", SPR_EINVAL},
      {"9to5", SPR_VIEWER, "centre", SPR_EINVAL},
      {"with space", SPR_VIEWER, "centre", SPR_EINVAL},
      {"user:x", SPR_VIEWER, "centre", SPR_EINVAL},
      {"a-name-of-forty-eight-letters-which-is-the-most-1", SPR_VIEWER, "centre", SPR_EINVAL},
      {"a-name-of-forty-eight-letters-which-is-the-most1", SPR_VIEWER, "centre", SPR_OK},
      {"x", SPR_VIEWER, "one,two", SPR_EINVAL},
      {"x", SPR_VIEWER, "", SPR_EINVAL},
  };
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(cases); i++)
    if (town_add(&t, cases[i].name, cases[i].role, cases[i].institution) != cases[i].status)
      fail_msg("\"%s\"", cases[i].name);
  spr_str many[SPR_MAX_BOUND + 1];
  for (int i = 0; i <= SPR_MAX_BOUND; i++) many[i] = SPR_STR("centre");
  spr_user u = {.name = SPR_STR("many"), .role = SPR_VIEWER, .institutions = many};
  u.ninstitutions = SPR_MAX_BOUND + 1;
  assert_int_equal(spr_people_add(t.people, &u, t.now), SPR_EINVAL);
  u.ninstitutions = SPR_MAX_BOUND;
  assert_int_equal(spr_people_add(t.people, &u, t.now), SPR_OK);
  assert_int_equal(spr_people_password(t.people, SPR_STR("many"), SPR_STR(GOOD)), SPR_OK);
  assert_int_equal(town_log_in(&t, "many", GOOD), SPR_OK);
  assert_int_equal(t.who.ninstitutions, SPR_MAX_BOUND);
}

static bool write_user(void *ud, const spr_user *u) {
  char *out = ud;
  snprintf(out + strlen(out), 200, "%.*s %s %u %u %d %u;", SPR_FMT(u->name), spr_role_text(u->role),
           (unsigned)u->ninstitutions, (unsigned)u->nmunicipalities, u->has_password, (unsigned)u->failures);
  return true;
}

static void users_are_listed(void **state) {
  char out[1000] = "";
  (void)state;
  assert_int_equal(town_add(&t, "boss", SPR_ADMINISTRATOR, NULL), SPR_OK);
  assert_int_equal(town_add(&t, "gone", SPR_VIEWER, "police"), SPR_OK);
  assert_int_equal(spr_people_remove(t.people, SPR_STR("gone"), t.now), SPR_OK);
  assert_int_equal(town_log_in(&t, "anna", OTHER), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", OTHER), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "vera", OTHER), SPR_EREFUSED);
  assert_int_equal(spr_people_users(t.people, write_user, out), SPR_OK);
  assert_string_equal(out, "anna worker 2 1 1 2;boss administrator 0 0 0 0;vera viewer 1 0 0 0;");
}

/* -- what lies on the disk ----------------------------------------------------------------------------- */
static void in_no_file(const char *secret) {
  DIR *d = opendir(t.folder.folder);
  struct dirent *e;
  int files = 0;
  for (e = readdir(d); e; e = readdir(d)) {
    struct stat st;
    if (e->d_name[0] == '.') continue;
    const char *path = scratch_path(&t.folder, e->d_name);
    files++;
    if (scratch_holds(path, secret)) fail_msg("%s is in %s", secret, e->d_name);
    assert_int_equal(stat(path, &st), 0);
    if ((st.st_mode & 077) != 0) fail_msg("others may read %s", e->d_name);
  }
  closedir(d);
  assert_true(files > 0);
}

static void no_secret_is_in_a_file(void **state) {
  char token[SPR_BEARER_CHARS + 1];
  spr_secret link, csrf;
  (void)state;
  assert_int_equal(town_token(&t, "register", token), SPR_OK);
  assert_int_equal(town_knock(&t, token), SPR_OK);
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &link), SPR_OK);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(town_log_in(&t, "no such name as this", GOOD), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", "a wrong password"), SPR_EREFUSED);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  spr_csrf_make(spr_str_of(t.session.text), &csrf);
  const char *const secrets[] = {token, token + 4,          t.session.text,         link.text, csrf.text,
                                 GOOD,  "a wrong password", "no such name as this", PEER};
  for (int closed = 0; closed <= 1; closed++) {
    for (size_t i = 0; i < TEST_COUNT(secrets); i++) in_no_file(secrets[i]);
    assert_true(scratch_holds(scratch_path(&t.folder, closed ? "sprawa.db-users" : "sprawa.db-users-wal"),
                              "register"));
    spr_people_close(t.people);
    t.people = NULL;
  }
}

static bool any_session(void *ud, const spr_session_row *s) {
  (void)s;
  *(bool *)ud = true;
  return true;
}

static void upkeep_takes_away_what_is_over(void **state) {
  spr_secret link;
  bool any = false;
  (void)state;
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  assert_int_equal(spr_people_link(t.people, SPR_STR("vera"), 60000, t.now, &link), SPR_OK);
  assert_int_equal(spr_people_upkeep(t.people, t.now), SPR_OK);
  assert_int_equal(town_session(&t), SPR_OK);
  spr_instant then = t.now;
  assert_int_equal(spr_people_upkeep(t.people, t.now + SPR_SESSION_IDLE_MS + 1), SPR_OK);
  /* Also for a clock that was put back: the rows are gone. */
  assert_int_equal(spr_people_sessions(t.people, SPR_STR(""), then, any_session, &any), SPR_OK);
  assert_false(any);
  assert_int_equal(use(link.text), SPR_EREFUSED);
}

/* -- many at once -------------------------------------------------------------------------------------- */
typedef struct visitor {
  const char *token, *session;
  spr_status worst;
} visitor;

static void *visit(void *ud) {
  visitor *v = ud;
  for (int i = 0; i < 60; i++) {
    spr_arena arena;
    spr_principal who;
    uint32_t retry;
    spr_arena_init(&arena, &spr_alloc_default, 1 << 20);
    spr_status s =
        spr_people_session(t.people, spr_str_of(v->session), t.now + 70000, SPR_USED, &arena, &who);
    if (s == SPR_OK)
      s = spr_people_token(t.people, spr_str_of(v->token), t.now, SPR_USED, &arena, &who, &retry);
    if (s != SPR_OK && s != SPR_ELIMIT) v->worst = s;
    spr_arena_release(&arena);
  }
  return NULL;
}

static void *log_in_again(void *ud) {
  visitor *v = ud;
  for (int i = 0; i < 3; i++) {
    spr_arena arena;
    spr_principal who;
    spr_secret session;
    uint32_t retry;
    const spr_login l = {SPR_STR("anna"), SPR_STR(GOOD), SPR_STR(PEER)};
    spr_arena_init(&arena, &spr_alloc_default, 1 << 20);
    spr_status s = spr_people_log_in(t.people, &l, t.now, &arena, &session, &who, &retry);
    if (s != SPR_OK && s != SPR_ELIMIT) v->worst = s;
    spr_arena_release(&arena);
  }
  return NULL;
}

static void threads_share_a_handle(void **state) {
  char token[SPR_BEARER_CHARS + 1];
  pthread_t threads[8];
  visitor visitors[8];
  (void)state;
  assert_int_equal(town_token(&t, "register", token), SPR_OK);
  assert_int_equal(town_log_in(&t, "anna", GOOD), SPR_OK);
  for (int i = 0; i < 8; i++) {
    visitors[i] = (visitor){token, t.session.text, SPR_OK};
    pthread_create(&threads[i], NULL, i < 6 ? visit : log_in_again, &visitors[i]);
  }
  for (int i = 0; i < 8; i++) {
    pthread_join(threads[i], NULL);
    assert_int_equal(visitors[i].worst, SPR_OK);
  }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
  const struct CMUnitTest tests[] = {
      TEST(who_logs_in_is_known),
      TEST(others_are_refused_alike),
      TEST(guesses_are_slowed),
      TEST(sessions_end_in_time),
      TEST(looking_on_keeps_no_session_alive),
      TEST(whoever_logs_out_is_out),
      TEST(the_oldest_session_makes_room),
      TEST(a_link_leads_in_once),
      TEST(of_many_that_use_a_link_one_comes_in),
      TEST(one_chooses_a_password),
      TEST(a_password_is_given_again),
      TEST(a_new_password_ends_all_sessions),
      TEST(whoever_is_removed_is_out_at_once),
      TEST(users_are_checked),
      TEST(users_are_listed),
      TEST(no_secret_is_in_a_file),
      TEST(upkeep_takes_away_what_is_over),
      TEST(threads_share_a_handle),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
