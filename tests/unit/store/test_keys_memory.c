/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A line "FROM-TO rights ..." of /proc/self/maps; what is behind TO, or NULL. */
static const char *range_of(const char *line, unsigned long *from, unsigned long *to) {
  char *end;
  *from = strtoul(line, &end, 16);
  if (end == line || *end != '-') return NULL;
  const char *second = end + 1;
  *to = strtoul(second, &end, 16);
  return end > second && *end == ' ' ? end : NULL;
}

/* Finds a key in this process's memory through /proc: its mapping must be locked and left out of dumps. */
static bool mapping_has(const char *maps, uintptr_t at, const char *flag) {
  FILE *f = fopen(maps, "r");
  if (!f) skip();
  char line[512];
  bool inside = false, has = false;
  while (fgets(line, sizeof line, f)) {
    unsigned long from, to;
    if (range_of(line, &from, &to)) inside = from <= at && at < to;
    if (inside && strncmp(line, "VmFlags:", 8) == 0) has = strstr(line, flag) != NULL;
  }
  fclose(f);
  return has;
}

static void test_no_dump(void **state) {
  (void)state;
  place p;
  place_make(&p, 21);
  spr_keys *k = open_keys(&p);
  size_t n;
  uint8_t *hex = slurp(p.master, &n), master[32];
  assert_int_equal(sodium_hex2bin(master, 32, (const char *)hex, 64, NULL, NULL, NULL), 0);
  /* Every copy of the master key in readable memory but the one in this function is in a mapping with "dd".
   */
  FILE *maps = fopen("/proc/self/maps", "r");
  int mem = open("/proc/self/mem", O_RDONLY);
  assert_non_null(maps);
  assert_true(mem >= 0);
  char line[512];
  unsigned copies = 0;
  while (fgets(line, sizeof line, maps)) {
    unsigned long from, to;
    const char *rights = range_of(line, &from, &to);
    if (!rights || strncmp(rights, " rw", 3) != 0) continue;
    if (to - from > (64u << 20)) continue; /* shadow memory of a sanitizer */
    uint8_t *copy = malloc(to - from);
    ssize_t got = pread(mem, copy, to - from, (off_t)from);
    for (ssize_t i = 0; i + 32 <= got; i++) {
      uintptr_t at = from + (uintptr_t)i;
      if (copy[i] != master[0] || memcmp(copy + i, master, 32) != 0 || at == (uintptr_t)master) continue;
      if ((uintptr_t)copy <= at && at < (uintptr_t)copy + (to - from)) continue;
      copies++;
      if (!mapping_has("/proc/self/smaps", at, " dd"))
        fail_msg("a master key at %lx would be dumped", (unsigned long)at);
#ifndef __SANITIZE_ADDRESS__
      if (!mapping_has("/proc/self/smaps", at, " lo"))
        fail_msg("a master key at %lx is not locked", (unsigned long)at);
#endif
    }
    sodium_memzero(copy, to - from);
    free(copy);
  }
  fclose(maps);
  close(mem);
  assert_int_equal(copies, 1);
  free(hex);
  spr_keys_close(k);
  place_remove(&p);
}

/* In a process that may lock little memory, the cache is small and everything works; with none, open says so.
 */
static int with_locked(place *p, rlim_t bytes) {
  struct rlimit r = {bytes, bytes};
  if (setrlimit(RLIMIT_MEMLOCK, &r) != 0 || (geteuid() == 0 && setuid(65534) != 0)) _exit(9);
  spr_keys *k;
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  spr_status st = try_open(p, &k, why);
  if (st == SPR_EREFUSED && strstr(why, "ulimit")) return 2;
  if (st != SPR_OK) return 3;
  char id[16];
  if (spr_keys_begin(k) != SPR_OK) return 4;
  for (uint32_t i = 0; i < 500; i++) spr_keys_create(k, spr_str_of(id_of(id, i)), SPR_STR("north"));
  if (spr_keys_commit(k) != SPR_OK) return 5;
  for (uint32_t i = 0; i < 500; i++) {
    if (works(k, id_of(id, i)) != SPR_OK) return 6;
  }
  if (spr_keys_rotate(k, NULL) != SPR_OK) return 7;
  spr_keys_close(k);
  return 1;
}

static void test_little_memory(void **state) {
  (void)state;
#ifdef __SANITIZE_ADDRESS__
  skip(); /* it makes mlock do nothing */
#endif
  static const struct {
    rlim_t bytes;
    int expected;
  } cases[] = {{64 * 1024, 1}, {32 * 1024, 1}, {0, 2}};
  for (size_t i = 0; i < TEST_COUNT(cases); i++) {
    place p;
    place_make(&p, 22 + i);
    assert_int_equal(chmod(p.folder, 0777), 0);
    pid_t child = fork();
    if (child == 0) _exit(with_locked(&p, cases[i].bytes));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != cases[i].expected)
      fail_msg("%lu bytes: %d", (unsigned long)cases[i].bytes, WEXITSTATUS(status));
    place_remove(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_no_dump),
      cmocka_unit_test(test_little_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
