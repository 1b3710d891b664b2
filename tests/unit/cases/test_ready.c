/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "cases/engine_impl.h"
#include "store/writable.h"
#include "support.h"

/* Whether an engine could write, told without writing. */

static spr_engine engine = {.telling = PTHREAD_MUTEX_INITIALIZER};
static char path[64];
static char why[SPR_MAX_MESSAGE_BYTES];

static int begin(void **state) {
  (void)state;
  memcpy(path, "/tmp/ready-XXXXXX", sizeof "/tmp/ready-XXXXXX");
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  close(fd);
  engine.o.database = path;
  engine.unwritten = SPR_OK;
  engine.over = false;
  snprintf(engine.fault, sizeof engine.fault, "it said so");
  return 0;
}

static int end(void **state) {
  (void)state;
  return unlink(path);
}

static void note(spr_request *r, spr_status batch) {
  spr_engine_note_batch(&engine, &(spr_batch){.first = r}, batch);
}

static void a_file_is_asked(void **state) {
  const char *reason = NULL;
  (void)state;
  assert_int_equal(spr_writable(path, &reason), SPR_OK);
  assert_string_equal(reason, "");
  assert_int_equal(spr_writable("/nowhere/at/all", &reason), SPR_EIO);
  /* A file system without room, where root may write anything. */
  assert_int_not_equal(spr_writable("/proc/version", &reason), SPR_OK);
  engine.o.database = "/nowhere/at/all";
  assert_int_equal(spr_engine_writable(&engine, why), SPR_EIO);
  assert_string_equal(why, "the database may not be written");
}

static void what_became_of_the_last_batch_counts(void **state) {
  (void)state;
  spr_engine_reply done = {.told.kind = SPR_TOLD_DONE}, refused = {.told.kind = SPR_TOLD_REFUSED},
                   again = {.told.kind = SPR_TOLD_DONE, .told.again = true};
  spr_request empty = {.kind = SPR_REQUEST_TICK}, fired = {.kind = SPR_REQUEST_TICK, .ticked.fired = 1},
              asks[] = {{.kind = SPR_REQUEST_ASK, .reply = &done},
                        {.kind = SPR_REQUEST_ASK, .reply = &refused},
                        {.kind = SPR_REQUEST_ASK, .reply = &again}},
              work = {.kind = SPR_REQUEST_WORK};
  spr_request *const writes[] = {&fired, &asks[0], &work}, *const others[] = {&empty, &asks[1], &asks[2]};
  static const spr_status failures[] = {SPR_EFULL, SPR_EIO, SPR_ECORRUPT};
  assert_int_equal(spr_engine_writable(&engine, why), SPR_OK);
  assert_string_equal(why, "");
  note(&fired, SPR_EBUSY); /* it is another process that writes */
  assert_int_equal(spr_engine_writable(&engine, why), SPR_OK);
  for (size_t i = 0; i < 3; i++) {
    note(&asks[0], failures[i]);
    assert_int_equal(spr_engine_writable(&engine, why), failures[i]);
    assert_string_equal(why, "it said so");
    for (size_t k = 0; k < 3; k++) note(others[k], SPR_OK);
    assert_int_equal(spr_engine_writable(&engine, why), failures[i]);
    note(writes[i], SPR_OK);
    assert_int_equal(spr_engine_writable(&engine, why), SPR_OK);
  }
  /* Whoever is sent no work cannot show that it goes again. */
  note(&fired, SPR_EFULL);
  engine.unwritten_at -= SPR_UNWRITTEN_MS + 1;
  assert_int_equal(spr_engine_writable(&engine, why), SPR_OK);
  engine.over = true;
  assert_int_equal(spr_engine_writable(&engine, why), SPR_EUNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {TEST(a_file_is_asked), TEST(what_became_of_the_last_batch_counts)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
