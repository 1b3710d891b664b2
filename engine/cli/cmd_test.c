/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/place.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/test_report.h"

static const spr_option options[] = {
    {"city", "CITY", true, "only in this city"},
    {"trace", NULL, false, "show each step: time, event, who, states, deadlines, tasks"},
    {"junit", "FILE", false, "also write JUnit XML"},
    {"json", NULL, false, "one JSON document"},
    {NULL, NULL, false, NULL},
};

typedef struct tester {
  spr_cli *cli;
  const spr_args *args;
  spr_session session;
  spr_library *library;
  spr_suite suite;
  spr_test_case *cases;
  spr_test_totals sum;
  spr_buf out;
  bool text, trace; /* not --json; --trace */
} tester;

/* -- which stories -------------------------------------------------------------------------------------- */

/* A path as it stands below the site: "scripts/gdansk"; empty for the site itself. */
static spr_str below(spr_str site, const char *path) {
  spr_str p = spr_str_of(path);
  if (spr_str_is(site, ".")) {
    while (spr_str_starts(p, SPR_STR("./"))) p = spr_str_sub(p, 2, p.n);
    if (spr_str_is(p, ".")) p = SPR_STR("");
  } else {
    p = spr_str_sub(p, site.n, p.n);
  }
  while (p.n > 0 && p.p[0] == '/') p = spr_str_sub(p, 1, p.n);
  while (p.n > 0 && p.p[p.n - 1] == '/') p.n--;
  return p;
}

/* The one site in which all paths lie, loaded, and the paths below it. */
static int load(tester *t, spr_suite_filter *f) {
  static const char *const here[] = {"."};
  const spr_args *args = t->args;
  const char *const *paths = args->noperands > 0 ? args->operands : here;
  uint32_t n = args->noperands > 0 ? args->noperands : 1;
  spr_str *v = SPR_NEW_N(&t->cli->arena, spr_str, n);
  const char *site = NULL;
  for (uint32_t i = 0; i < n; i++) {
    const char *of = spr_place_site(t->cli, paths[i]);
    if (!of) {
      spr_complain(t->cli, "%s lies in no site: no folder at or above it holds workflows or scripts",
                   paths[i]);
      return SPR_EXIT_MISSING;
    }
    if (site && strcmp(site, of) != 0) {
      spr_complain(t->cli, "%s lies in another site than %s", paths[i], paths[0]);
      return SPR_EXIT_USAGE;
    }
    site = of;
    v[i] = below(spr_str_of(site), paths[i]);
  }
  f->paths = v;
  f->npaths = n;
  return spr_session_load(&t->session, site);
}

static int cities(tester *t, spr_suite_filter *f) {
  uint32_t n = 0;
  while (spr_args_nth(t->args, "city", n)) n++;
  spr_str *v = SPR_NEW_N(&t->cli->arena, spr_str, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    const spr_city *city = spr_session_city(&t->session, spr_args_nth(t->args, "city", i));
    if (!city) return SPR_EXIT_MISSING;
    v[i] = city->id;
  }
  f->cities = v;
  f->ncities = n;
  return SPR_EXIT_DONE;
}

static int select_stories(tester *t) {
  spr_suite_filter f = {0};
  int code = load(t, &f);
  if (code == SPR_EXIT_DONE) code = cities(t, &f);
  if (code != SPR_EXIT_DONE) return code;
  spr_suite_collect(&t->cli->arena, &t->session.diags, t->session.site, &f, &t->suite);
  if (t->suite.n > 0) return SPR_EXIT_DONE;
  spr_complain(t->cli, "no story there");
  return SPR_EXIT_MISSING;
}

/* -- running them --------------------------------------------------------------------------------------- */

static int flush(tester *t) {
  bool ok = !t->out.failed && fwrite(t->out.p ? t->out.p : "", 1, t->out.n, t->cli->out) == t->out.n;
  if (t->out.n) t->cli->answered = true;
  spr_buf_clear(&t->out);
  return ok ? SPR_EXIT_DONE : SPR_EXIT_ENVIRONMENT;
}

static spr_status run_story(tester *t, const spr_suite_run *run, spr_test_case *out) {
  *out = (spr_test_case){.run = run};
  if (!run->story) return SPR_OK;
  spr_story_options o = {.trace = t->trace ? &t->out : NULL};
  if (t->trace)
    spr_buf_printf(&t->out, "# %.*s (%.*s): %.*s\n", SPR_FMT(run->name), SPR_FMT(run->city->id),
                   SPR_FMT(run->story->title));
  spr_status s = spr_story_run(t->library, run->story, run->city, &o, &t->cli->arena, &out->result);
  out->passed = s == SPR_OK && out->result.faults == NULL;
  return s;
}

static int run_all(tester *t) {
  spr_progress progress;
  spr_progress_begin(&progress, t->cli);
  int code = SPR_EXIT_DONE;
  if (t->text) spr_buf_printf(&t->out, "1..%u\n", t->suite.n);
  for (uint32_t i = 0; i < t->suite.n && code == SPR_EXIT_DONE; i++) {
    spr_test_case *c = &t->cases[i];
    spr_status s = run_story(t, &t->suite.v[i], c);
    if (s != SPR_OK) {
      spr_complain(t->cli, "%s", spr_status_text(s));
      code = spr_exit_of(s);
    }
    t->sum.passed += c->passed;
    t->sum.failed += !c->passed;
    if (t->text) spr_test_tap(&t->out, &t->session.sources, c, i + 1, t->cli->colour_out);
    if (t->text && code == SPR_EXIT_DONE) code = flush(t);
    spr_progress_show(&progress, i + 1, t->suite.n, "stories");
  }
  spr_progress_end(&progress);
  return code;
}

static int write_junit(tester *t, const char *path) {
  FILE *f = fopen(path, "wb");
  if (!f) {
    spr_complain(t->cli, "cannot write %s", path);
    return SPR_EXIT_ENVIRONMENT;
  }
  spr_buf b;
  spr_report_buf(&b);
  spr_test_junit(&b, &t->session.sources, t->cases, t->suite.n, &t->sum);
  int code = spr_report_write(t->cli, f, &b);
  if (fclose(f) != 0) code = SPR_EXIT_ENVIRONMENT;
  if (code != SPR_EXIT_DONE) spr_complain(t->cli, "cannot write %s", path);
  return code;
}

static int conclude(tester *t) {
  if (t->text) {
    spr_buf_printf(&t->out, "%u passed, %u failed\n", t->sum.passed, t->sum.failed);
  } else {
    spr_test_json(&t->out, &t->session.sources, t->cases, t->suite.n, &t->sum);
  }
  int code = flush(t);
  const char *junit = spr_args_value(t->args, "junit");
  if (code == SPR_EXIT_DONE && junit) code = write_junit(t, junit);
  /* A story file that is no YAML is no story, but it is a fault all the same. */
  bool faults = t->sum.failed > 0 || t->session.diags.errors > 0;
  if (code == SPR_EXIT_DONE && faults) code = SPR_EXIT_FAULT;
  return code;
}

static int run(spr_cli *cli, const spr_args *args) {
  tester t = {.cli = cli, .args = args, .text = !spr_args_flag(args, "json")};
  t.trace = t.text && spr_args_flag(args, "trace");
  spr_session_init(&t.session, cli);
  spr_report_buf(&t.out);
  int code = select_stories(&t);
  if (code == SPR_EXIT_DONE) {
    spr_session *ss = &t.session;
    t.cases = SPR_NEW_N(&cli->arena, spr_test_case, t.suite.n);
    spr_status s = spr_library_new(&spr_alloc_default, ss->site, &ss->sources, &ss->diags, &t.library);
    code = s == SPR_OK ? run_all(&t) : spr_exit_of(s);
    if (code == SPR_EXIT_DONE) code = conclude(&t);
  }
  if (t.session.diags.errors > 0) spr_report_faults(cli, &t.session.diags);
  spr_library_free(t.library);
  spr_buf_release(&t.out);
  return code;
}

const spr_command spr_cmd_test = {
    .name = "test",
    .operands = "[PATH ...]",
    .most = UINT32_MAX,
    .summary = "runs stories",
    .about = "Runs the stories below each PATH (a site, a folder in it or a story file; default: the site "
             "here), each in the\n"
             "city that it names or in every city, and explains those that fail.",
    .example = "  sprawa test workflows/mother-home/stories --city gdansk --trace\n"
               "  sprawa test --junit stories.xml\n",
    .options = options,
    .run = run,
};
