/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "served.h"

/* Following along: what is told, to whom, and until when. The transport is this test; so is the clock, which
 * the linker gives to the whole engine (CMakeLists.txt). */

static _Atomic int64_t present = INT64_C(1780000000000);

spr_instant __wrap_spr_clock_now(void);
spr_instant __wrap_spr_clock_now(void) {
  return present;
}

enum { MINUTE = 60000 };

typedef struct town {
  served served;
  visitor anna, otto; /* a desk that is responsible, and a court that has no part */
  char token[SPR_BEARER_CHARS + 1];
  char other[SPRAWA_CASE_ID + 1]; /* a case beside that of `served` */
} town;

static int make_town(void **state) {
  static town t;
  served_open(&t.served);
  served_open_case(&t.served, t.other);
  served_enter(&t.served, "anna", SPR_WORKER, "desk-alpha", &t.anna);
  served_enter(&t.served, "otto", SPR_WORKER, "court-alpha", &t.otto);
  served_token(&t.served, "register", "desk-alpha", t.token);
  *state = &t;
  return 0;
}

static int remove_town(void **state) {
  served_close(&((town *)*state)->served);
  return 0;
}

/* -- a follower ------------------------------------------------------------------------------------------ */

typedef struct follower {
  request request;
  char told[4000]; /* "0:2 1:3 reset end": case and entry of each event, since `hear` was called last */
  char id[SPRAWA_CURSOR + 1];
  uint32_t ids; /* how many came */
  bool over;
} follower;

static void add(follower *f, const char *word) {
  size_t n = strlen(f->told);
  snprintf(f->told + n, sizeof f->told - n, "%s%s", n ? " " : "", word);
}

/* What stands behind some words, up to a character or the end. false: they are not there. */
static bool find(const char *text, const char *words, char end, char *out, size_t room) {
  const char *at = strstr(text, words);
  if (!at) return false;
  at += strlen(words);
  const char *to = strchr(at, end);
  snprintf(out, room, "%.*s", to ? (int)(to - at) : (int)strlen(at), at);
  return true;
}

static void hear_line(follower *f, const town *t, const char *line) {
  char word[40], id[20], seq[20];
  if (find(line, "id: ", '\n', f->id, sizeof f->id)) f->ids++;
  if (strcmp(line, "event: reset") == 0 || strcmp(line, "event: end") == 0) add(f, line + 7);
  if (!find(line, "{\"case\":\"", '"', id, sizeof id) || !find(line, "\"seq\":", ',', seq, sizeof seq))
    return;
  snprintf(word, sizeof word, "%d:%s", strcmp(id, t->other) == 0, seq);
  add(f, word);
}

static void hear_text(follower *f, const town *t, spr_str text) {
  char line[700];
  while (text.n > 0) {
    const char *end = memchr(text.p, '\n', text.n);
    assert_non_null(end);
    uint32_t n = (uint32_t)(end - text.p);
    snprintf(line, sizeof line, "%.*s", (int)n, text.p);
    hear_line(f, t, line);
    text = spr_str_sub(text, n + 1, text.n);
  }
}

static void follow(follower *f, town *t, const asked *k) {
  *f = (follower){.over = false};
  request_make(&f->request, &t->served, k);
  request_answer(&f->request);
  assert_int_equal(f->request.answer.status, 200);
  assert_string_equal(f->request.answer.type, "text/event-stream");
  assert_string_equal(request_header(&f->request, "X-Accel-Buffering"), "no");
  hear_text(f, t, spr_buf_view(&f->request.answer.body));
  f->over = !f->request.answer.stream;
}

/* All that there is to hear now, behind what was heard. */
static const char *hear_on(follower *f, const town *t) {
  spr_stream *s = f->request.answer.stream;
  for (int i = 0; !f->over && (i == 0 || s->more); i++) {
    spr_buf out;
    spr_buf_init(&out, &spr_alloc_default, SPR_MAX_STREAM_PULL);
    f->over = !s->pull(s, &out);
    assert_false(out.failed);
    hear_text(f, t, spr_buf_view(&out));
    spr_buf_release(&out);
    assert_true(i < 100);
  }
  return f->told;
}

static const char *hear(follower *f, const town *t) {
  *f->told = '\0';
  return hear_on(f, t);
}

static void leave(follower *f) {
  request_release(&f->request);
}

static asked as_anna(const town *t, const char *path, const char *last) {
  return (asked){.path = path, .by = &t->anna, .header = {last ? "last-event-id" : NULL}, .value = {last}};
}

static void follow_live(follower *f, town *t, const char *path, const char *last) {
  const asked k = as_anna(t, path, last);
  follow(f, t, &k);
}

/* -- what is told ---------------------------------------------------------------------------------------- */

static void what_happens_is_told(void **state) {
  town *t = *state;
  follower all, one, program;
  follow_live(&all, t, "/live", NULL);
  follow_live(&one, t, "/live?case=@", NULL);
  follow(&program, t, &(asked){.path = "/api/v1/stream", .token = t->token});
  assert_string_equal(all.told, "");
  assert_int_equal(all.ids, 1); /* it knows where it is before anything happens */
  assert_string_equal(hear(&all, t), "");
  served_note(&t->served, t->served.id);
  served_note(&t->served, t->other);
  served_note(&t->served, t->served.id);
  assert_string_equal(hear(&all, t), "0:2 1:2 0:3");
  assert_int_equal(all.ids, 2); /* the last of several has the id of all */
  assert_string_equal(hear(&one, t), "0:2 0:3");
  assert_string_equal(hear(&program, t), "0:2 1:2 0:3");
  assert_string_equal(hear(&all, t), "");
  /* Those of one are counted together; a program is another one. */
  assert_int_equal(all.request.answer.stream->owner, one.request.answer.stream->owner);
  assert_int_not_equal(all.request.answer.stream->owner, program.request.answer.stream->owner);
  assert_int_not_equal(all.request.answer.stream->owner, 0);
  leave(&all);
  leave(&one);
  leave(&program);
}

/* What was missed comes in order and once, however much it is, from wherever one was, also after a start. */
static void what_was_missed_is_told(void **state) {
  enum { MISSED = 60 };
  town *t = *state;
  follower f, again;
  char expected[MISSED * 12] = "", first[SPRAWA_CURSOR + 1], last[SPRAWA_CURSOR + 1];
  follow_live(&f, t, "/live?case=@", NULL);
  memcpy(first, f.id, sizeof first);
  for (int i = 0; i < MISSED; i++) {
    served_note(&t->served, t->served.id);
    served_note(&t->served, t->other);
    snprintf(expected + strlen(expected), 12, "%s0:%d", i ? " " : "", i + 2);
  }
  leave(&f);
  served_restart(&t->served);
  follow_live(&f, t, "/live?case=@", first);
  size_t n = strlen(f.told);
  assert_true(n > 0 && n < strlen(expected)); /* some of it goes with the beginning */
  memcpy(last, f.id, sizeof last);
  assert_string_equal(hear_on(&f, t), expected);
  /* Broken off in the middle: the id says where. */
  follow_live(&again, t, "/live?case=@", last);
  assert_string_equal(hear_on(&again, t), f.told + n + 1);
  leave(&again);
  leave(&f);
}

static void ids_that_are_none_are_reset(void **state) {
  char long_one[600];
  town *t = *state;
  follower f;
  follow(&f, t, &(asked){.path = "/live", .by = &t->otto});
  const char *const bad[] = {"0", "\"", long_one, f.id};
  memset(long_one, 'x', sizeof long_one);
  long_one[sizeof long_one - 1] = '\0';
  for (size_t i = 0; i < TEST_COUNT(bad); i++) {
    follower odd;
    follow_live(&odd, t, "/live", bad[i]);
    assert_string_equal(odd.told, "reset");
    served_note(&t->served, t->other);
    assert_int_equal(strncmp(hear(&odd, t), "1:", 2), 0);
    leave(&odd);
  }
  leave(&f);
}

/* After a restore the journal is another one from some entry on: whether it has come to where one was, or
 * not. */
static void a_journal_that_was_put_back_is_reset(void **state) {
  town *t = *state;
  follower f, again;
  char before[SPRAWA_CURSOR + 1], after[SPRAWA_CURSOR + 1];
  follow_live(&f, t, "/live", NULL);
  memcpy(before, f.id, sizeof before);
  leave(&f);
  served_copy(&t->served);
  for (int i = 0; i < 3; i++) served_note(&t->served, t->other);
  follow_live(&f, t, "/live", before);
  assert_string_equal(f.told, "1:2 1:3 1:4");
  memcpy(after, f.id, sizeof after);
  leave(&f);
  served_put_back(&t->served);
  present += 1;
  for (int others = 0; others < 5; others++) {
    follow_live(&again, t, "/live", after);
    if (strcmp(again.told, "reset") != 0) fail_msg("\"%s\" behind %d entries", again.told, others);
    leave(&again);
    served_note(&t->served, t->served.id);
  }
  /* What it had before is still its own. */
  follow_live(&f, t, "/live", before);
  assert_string_equal(f.told, "0:2 0:3 0:4 0:5 0:6");
  leave(&f);
}

/* Between the reading of a page and its stream nothing gets lost. */
static void pages_say_where_they_are(void **state) {
  static const char *const pages[] = {"/", "/cases", "/cases/@"};
  town *t = *state;
  for (size_t i = 0; i < TEST_COUNT(pages); i++) {
    char path[700] = "/live?after=";
    spr_buf text;
    spr_buf_init(&text, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
    assert_int_equal(served_ask(&t->served, &(asked){.path = pages[i], .by = &t->anna}, &text), 200);
    size_t n = strlen(path);
    assert_true(find(text.p, "data-live-after=\"", '"', path + n, sizeof path - n));
    served_note(&t->served, t->other);
    follower f;
    follow_live(&f, t, path, NULL);
    assert_int_equal(strncmp(f.told, "1:", 2), 0);
    /* Where one was goes before where the page was. */
    follower back;
    follow_live(&back, t, path, f.id);
    assert_string_equal(back.told, "");
    leave(&back);
    leave(&f);
    spr_buf_release(&text);
  }
}

/* What goes on in cases that one does not see is not even told by how much is sent. */
static void strangers_hear_nothing(void **state) {
  town *t = *state;
  follower f;
  follow(&f, t, &(asked){.path = "/live", .by = &t->otto});
  for (int i = 0; i < 30; i++) {
    served_note(&t->served, t->other);
    assert_string_equal(hear(&f, t), "");
  }
  assert_int_equal(f.ids, 1);
  present += SPR_STREAM_SILENCE_MS;
  assert_string_equal(hear(&f, t), "");
  assert_int_equal(f.ids, 2);
  char id[sizeof f.id];
  memcpy(id, f.id, sizeof id);
  present += SPR_STREAM_SILENCE_MS - SPR_STREAM_CHECK_MS;
  assert_string_equal(hear(&f, t), "");
  assert_int_equal(f.ids, 2);
  present += SPR_STREAM_CHECK_MS; /* also where nothing has happened */
  assert_string_equal(hear(&f, t), "");
  assert_int_equal(f.ids, 3);
  assert_string_not_equal(f.id, id);
  leave(&f);
}

/* Nor is it told by what the ids look like. */
static void ids_are_never_alike(void **state) {
  town *t = *state;
  follower one, other;
  const asked k = {.path = "/live", .by = &t->otto};
  follow(&one, t, &k);
  present += 1;
  follow(&other, t, &k);
  assert_string_not_equal(one.id, other.id);
  leave(&one);
  leave(&other);
}

/* -- until when ------------------------------------------------------------------------------------------ */

static void log_out(town *t) {
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  assert_int_equal(
      served_ask(&t->served, &(asked){.method = SPR_METHOD_POST, .path = "/logout", .by = &t->anna}, &text),
      303);
  spr_buf_release(&text);
}

/* From another device. */
static void log_out_everywhere(town *t) {
  visitor there;
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  served_link(&t->served, "anna", &there);
  const asked k = {.method = SPR_METHOD_POST, .path = "/logout", .body = "everywhere=yes", .by = &there};
  assert_int_equal(served_ask(&t->served, &k, &text), 303);
  spr_buf_release(&text);
}

static void remove_user(town *t) {
  assert_int_equal(spr_people_remove(t->served.server.people, SPR_STR("anna"), present), SPR_OK);
}

static void new_password(town *t) {
  assert_int_equal(
      spr_people_password(t->served.server.people, SPR_STR("anna"), SPR_STR("a long new password")), SPR_OK);
}

static void stay_away(town *t) {
  (void)t;
  present += SPR_SESSION_IDLE_MS;
}

static void revoke(town *t) {
  assert_int_equal(spr_people_token_revoke(t->served.server.people, SPR_STR("register"), present), SPR_OK);
}

static void revoke_and_go_back(town *t) {
  revoke(t);
  present -= 60 * MINUTE;
}

static void expire(town *t) {
  (void)t;
  present += 86400000;
}

static const struct ending {
  const char *name, *path;
  void (*end)(town *t);
} endings[] = {
    {"logout", "/live", log_out},
    {"logout everywhere", "/live", log_out_everywhere},
    {"user removed", "/live", remove_user},
    {"new password", "/live", new_password},
    {"idle", "/live", stay_away},
    {"token revoked", "/api/v1/stream", revoke},
    {"token revoked, and the clock was set back", "/api/v1/stream", revoke_and_go_back},
    {"token expired", "/api/v1/stream", expire},
};

static void follow_either(follower *f, town *t, const char *path) {
  bool api = strncmp(path, "/api/", 5) == 0;
  follow(f, t, &(asked){.path = path, .by = api ? NULL : &t->anna, .token = api ? t->token : NULL});
}

static void expect_end(follower *f, const town *t, const struct ending *e) {
  if (strcmp(hear(f, t), "end") != 0 || !f->over) fail_msg("%s: \"%s\", %d", e->name, f->told, f->over);
  leave(f);
}

/* Whoever may not come in any more is told nothing that happens then, and that it is over before long. */
static void who_is_out_hears_nothing(void **state) {
  (void)state;
  for (size_t i = 0; i < TEST_COUNT(endings); i++) {
    const struct ending *e = &endings[i];
    void *made;
    assert_int_equal(make_town(&made), 0);
    town *t = made;
    follower busy, quiet;
    follow_either(&busy, t, e->path);
    served_note(&t->served, t->other);
    assert_string_equal(hear(&busy, t), "1:2");
    follow_either(&quiet, t, e->path);
    int64_t before = present;
    e->end(t);
    if (present == before && *hear(&quiet, t)) fail_msg("%s: %s", e->name, quiet.told);
    present = present + SPR_STREAM_CHECK_MS;
    expect_end(&quiet, t, e);
    served_note(&t->served, t->other);
    expect_end(&busy, t, e);
    assert_int_equal(remove_town(&made), 0);
  }
}

/* As the event comes: also within the time between two looks. */
static void news_ask_who_is_there(void **state) {
  town *t = *state;
  follower f;
  follow_live(&f, t, "/live", NULL);
  log_out_everywhere(t);
  served_note(&t->served, t->other);
  assert_string_equal(hear(&f, t), "end");
  assert_true(f.over);
  leave(&f);
}

static void who_was_never_in_is_told_so(void **state) {
  town *t = *state;
  follower f;
  follow(&f, t, &(asked){.path = "/live"});
  assert_string_equal(f.told, "end");
  assert_true(f.over);
  leave(&f);
}

static void set_user(town *t, const char *user, const char *what) {
  char path[80], sql[120];
  sqlite3 *db;
  snprintf(path, sizeof path, "%s-users", t->served.database);
  snprintf(sql, sizeof sql, "UPDATE users SET %s WHERE name = '%s'", what, user);
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void bind_to(town *t, const char *user, const char *institution) {
  char what[80];
  snprintf(what, sizeof what, "institutions = '%s'", institution);
  set_user(t, user, what);
}

/* A role that a later version may know, and that reads no cases. */
static void who_may_not_read_hears_nothing(void **state) {
  town *t = *state;
  follower f;
  follow_live(&f, t, "/live", NULL);
  set_user(t, "anna", "role = 99");
  served_note(&t->served, t->other);
  assert_string_equal(hear(&f, t), "end");
  assert_true(f.over);
  leave(&f);
  follow(&f, t, &(asked){.path = "/live", .by = &t->anna});
  assert_string_equal(f.told, "end");
  assert_true(f.over);
  leave(&f);
}

/* Who sees what is decided as it is told. */
static void other_eyes_see_other_cases(void **state) {
  town *t = *state;
  follower anna, otto;
  follow_live(&anna, t, "/live", NULL);
  follow(&otto, t, &(asked){.path = "/live", .by = &t->otto});
  bind_to(t, "anna", "court-alpha");
  bind_to(t, "otto", "desk-alpha");
  served_note(&t->served, t->other);
  assert_string_equal(hear(&anna, t), "reset");
  assert_string_equal(hear(&otto, t), "reset");
  served_note(&t->served, t->other);
  assert_string_equal(hear(&anna, t), "");
  assert_string_equal(hear(&otto, t), "1:3");
  leave(&anna);
  leave(&otto);
}

/* -- emergencies ----------------------------------------------------------------------------------------- */

static void open_for_emergency(town *t, char cookie[200]) {
  request r;
  request_make(&r, &t->served,
               &(asked){.method = SPR_METHOD_POST,
                        .path = "/emergency",
                        .by = &t->otto,
                        .body = "case=@&by=court-alpha&reason=in+danger"});
  request_answer(&r);
  assert_int_equal(r.answer.status, 303);
  assert_true(find(request_header(&r, "Set-Cookie"), "", ';', cookie, 200));
  request_release(&r);
}

/* Does what a person does, so that the session stays. */
static void wait_in(town *t, int64_t ms) {
  spr_buf text;
  spr_buf_init(&text, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  for (; ms > 0; ms -= 10 * MINUTE) {
    present += ms < 10 * MINUTE ? ms : 10 * MINUTE;
    assert_int_equal(served_ask(&t->served, &(asked){.path = "/keys", .by = &t->otto}, &text), 200);
  }
  spr_buf_release(&text);
}

static void emergencies_end(void **state) {
  town *t = *state;
  char cookie[200];
  follower opened, without;
  open_for_emergency(t, cookie);
  follow(&opened, t, &(asked){.path = "/live", .by = &t->otto, .cookie = cookie});
  follow(&without, t, &(asked){.path = "/live", .by = &t->otto});
  served_note(&t->served, t->served.id);
  served_note(&t->served, t->other);
  assert_string_equal(hear(&opened, t), "0:3");
  assert_string_equal(hear(&without, t), "");
  wait_in(t, SPR_EMERGENCY_MS);
  served_note(&t->served, t->served.id);
  assert_string_equal(hear(&opened, t), "0:4");
  present += 1;
  served_note(&t->served, t->served.id);
  assert_string_equal(hear(&opened, t), "reset");
  served_note(&t->served, t->served.id);
  assert_string_equal(hear(&opened, t), "");
  assert_false(opened.over);
  leave(&opened);
  leave(&without);
}

#define IN_TOWN(name) cmocka_unit_test_setup_teardown(name, make_town, remove_town)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_TOWN(what_happens_is_told),
      IN_TOWN(what_was_missed_is_told),
      IN_TOWN(ids_that_are_none_are_reset),
      IN_TOWN(a_journal_that_was_put_back_is_reset),
      IN_TOWN(pages_say_where_they_are),
      IN_TOWN(strangers_hear_nothing),
      IN_TOWN(ids_are_never_alike),
      IN_TOWN(news_ask_who_is_there),
      IN_TOWN(who_was_never_in_is_told_so),
      IN_TOWN(who_may_not_read_hears_nothing),
      IN_TOWN(other_eyes_see_other_cases),
      IN_TOWN(emergencies_end),
      cmocka_unit_test(who_is_out_hears_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
