/* SPDX-License-Identifier: Apache-2.0 */
#include "crash.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/shell.h"
#include "base/clock.h"

/* usage: crash [--rounds N] [--seed N] --site FOLDER
 *
 * Each round two load programs of eight threads work on one database and are killed with SIGKILL, 1 to 500 ms
 * after they began, each at a moment of its own; then everything is examined. After twenty rounds there is a
 * new place, so that making database and keys is killed, too. */

typedef struct options {
  uint32_t rounds;
  uint64_t seed;
  const char *site;
} options;

static bool read_options(int argc, char **argv, options *o) {
  *o = (options){.rounds = 200};
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--rounds") == 0) o->rounds = (uint32_t)strtoul(argv[i + 1], NULL, 10);
    if (strcmp(argv[i], "--seed") == 0) o->seed = strtoull(argv[i + 1], NULL, 10);
    if (strcmp(argv[i], "--site") == 0) o->site = argv[i + 1];
  }
  return argc % 2 == 1 && o->site && o->rounds > 0;
}

/* -- the second site
 * ------------------------------------------------------------------------------------------ */
/* The first one with five holidays in each month: a deploy moves deadlines. */
static void make_other_site(const char *from, const char *to) {
  char text[400];
  snprintf(text, sizeof text, "cp -r '%.150s' '%.150s'", from, to);
  CHECK(test_shell(text), "cannot copy %s", from);
  snprintf(text, sizeof text, "%s/workflows/calendars/xx.yaml", to);
  FILE *f = fopen(text, "w");
  CHECK(f, "cannot write %s", text);
  fputs("calendar: XX\ntitle: Holidays\nbasis: none\nweekend:\n"
        "  - {terms: [saturday, sunday], work: [saturday, sunday], basis: none}\nholidays:\n",
        f);
  for (int month = 1; month <= 12; month++)
    for (int day = 9; day <= 13; day++)
      fprintf(f, "  - {on: %02d-%02d, title: {en: Holiday}, basis: none}\n", month, day);
  CHECK(fclose(f) == 0, "cannot write %s", text);
}

/* -- rounds
 * ----------------------------------------------------------------------------------------------------- */
/* A program that ended by itself has found something. */
static void wait_for_killed(pid_t pid, const place *p) {
  int status = 0;
  CHECK(waitpid(pid, &status, 0) == pid, "waitpid");
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "%s: a load program ended by itself", p->folder);
}

/* Moments of a start-up are as likely as those of work. */
static uint32_t moment(place *p) {
  return place_below(p, 2) ? 1000 + place_below(p, 499000) : 1000 + place_below(p, 40000);
}

static void run_programs(place *p, uint32_t round, site *sites) {
  pid_t pids[PROGRAMS];
  uint32_t first = moment(p), second = moment(p);
  fflush(NULL);
  for (uint32_t i = 0; i < PROGRAMS; i++) {
    p->seed = place_random(p);
    pids[i] = fork();
    CHECK(pids[i] >= 0, "cannot fork");
    if (pids[i] == 0) load_run(p, round, i, sites);
  }
  place_nap(first < second ? first : second);
  kill(pids[first < second ? 0 : 1], SIGKILL);
  place_nap(first < second ? second - first : first - second);
  kill(pids[first < second ? 1 : 0], SIGKILL);
  for (uint32_t i = 0; i < PROGRAMS; i++) wait_for_killed(pids[i], p);
}

typedef struct sums {
  uint64_t entries, answered, again, timers, erased;
} sums;

static void run_place(uint64_t seed, uint32_t rounds, site *sites, sums *sum) {
  place p;
  tally t = {0};
  examined x = {0};
  place_make(&p, seed);
  for (uint32_t round = 0; round < rounds; round++) {
    run_programs(&p, round, sites);
    examine(&p, &t, round, round + 1 == rounds, &x);
  }
  printf("  %u rounds, seed %llu: %llu entries, %llu answered, %llu asked again, %llu timers, %llu erased\n",
         rounds, (unsigned long long)seed, (unsigned long long)x.entries, (unsigned long long)x.answered,
         (unsigned long long)x.again, (unsigned long long)x.timers, (unsigned long long)x.erased);
  fflush(stdout);
  *sum = (sums){sum->entries + x.entries, sum->answered + x.answered, sum->again + x.again,
                sum->timers + x.timers, sum->erased + x.erased};
  tally_release(&t);
  place_remove(&p);
}

int main(int argc, char **argv) {
  options o;
  site sites[2];
  sums sum = {0};
  char other[] = "/tmp/crash-site-XXXXXX", folder[64], command[128];
  if (!read_options(argc, argv, &o)) {
    fputs("usage: crash [--rounds N] [--seed N] --site FOLDER\n", stderr);
    return 2;
  }
  if (o.seed == 0) o.seed = (uint64_t)spr_clock_now() | 1;
  CHECK(mkdtemp(other), "cannot make a folder");
  snprintf(folder, sizeof folder, "%s/site", other);
  make_other_site(o.site, folder);
  site_load(&sites[0], o.site);
  site_load(&sites[1], folder);
  printf("killing, %u rounds, seed %llu\n", o.rounds, (unsigned long long)o.seed);
  fflush(stdout);
  for (uint32_t done = 0; done < o.rounds; done += ROUNDS_OF_PLACE) {
    uint32_t left = o.rounds - done;
    run_place(o.seed + done, left < ROUNDS_OF_PLACE ? left : ROUNDS_OF_PLACE, sites, &sum);
  }
  printf(
      "%u rounds: %llu entries, %llu answered and found, %llu asked again, %llu timers fired, %llu erased\n",
      o.rounds, (unsigned long long)sum.entries, (unsigned long long)sum.answered,
      (unsigned long long)sum.again, (unsigned long long)sum.timers, (unsigned long long)sum.erased);
  for (int i = 0; i < 2; i++) site_release(&sites[i]);
  snprintf(command, sizeof command, "rm -r %s", other);
  return test_shell(command) ? 0 : 1;
}
