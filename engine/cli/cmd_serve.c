/* SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/entrance.h"
#include "cli/report.h"
#include "cli/serving.h"
#include "doors/json_in.h"
#include "server/rest_openapi.h"
#include "server/rest_routes.h"

static const spr_option options[] = {
    {"listen", "ADDRESS:PORT", false, "where (default: the service manager's socket, else 127.0.0.1:8080)"},
    {"tls-cert", "FILE", false, "the certificate, with those above it (PEM)"},
    {"tls-key", "FILE", false, "its private key (PEM)"},
    {"behind-proxy", NULL, false, "a proxy in front does TLS, and tells X-Forwarded-For and -Proto"},
    {"host", "NAME", true, "a name that clients use; others are refused"},
    {"lang", "LANGUAGE", false, "of the titles (default: the first one of the package)"},
    {"openapi", NULL, false, "prints the description of the API (OpenAPI 3.1), and serves nothing"},
    SPR_DATABASE_OPTIONS,
    {NULL, NULL, false, NULL},
};

/* Each stream is a socket, and many systems start programs with room for a thousand files. */
static void make_room(void) {
  struct rlimit files;
  mallopt(M_ARENA_MAX, SPR_MALLOC_ARENAS);
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= SPR_MAX_OPEN_FILES) return;
  files.rlim_cur = files.rlim_max < SPR_MAX_OPEN_FILES ? files.rlim_max : SPR_MAX_OPEN_FILES;
  (void)setrlimit(RLIMIT_NOFILE, &files);
}

/* The signals that it obeys; no thread but the main one gets them. */
static void choose_signals(sigset_t *out) {
  sigemptyset(out);
  sigaddset(out, SIGTERM);
  sigaddset(out, SIGINT);
  sigaddset(out, SIGHUP);
  pthread_sigmask(SIG_BLOCK, out, NULL);
  signal(SIGPIPE, SIG_IGN);
}

/* Sessions that are over are no longer let in; now and then they are also taken away. */
static spr_status keep_people(spr_people *people, int64_t *next) {
  if (spr_clock_steady() < *next) return SPR_OK;
  *next = spr_clock_steady() + SPR_UPKEEP_MS;
  return spr_people_upkeep(people, spr_clock_now());
}

typedef struct running {
  spr_log *log;
  const spr_serving *serving;
  spr_transport *transport;
  sprawa_engine *engine;
  spr_people *people;
  bool hand_held;      /* it was begun on a terminal, and ends where that is closed */
  int64_t next_upkeep; /* by the steady clock */
  int64_t next_warning;
} running;

/* Once a day, while there is not much time left. */
static void watch_certificate(running *r) {
  spr_instant end = spr_transport_certificate_end(r->transport), now = spr_clock_now();
  char text[128];
  if (end == SPR_NO_INSTANT || end - now > SPR_CERTIFICATE_WARN_MS || spr_clock_steady() < r->next_warning)
    return;
  r->next_warning = spr_clock_steady() + SPR_CERTIFICATE_AGAIN_MS;
  if (end > now)
    snprintf(text, sizeof text, "it ends in %d days: put a new one in its place, and send SIGHUP",
             (int)((end - now) / 86400000));
  else
    snprintf(text, sizeof text, "it has ended: put a new one in its place, and send SIGHUP");
  spr_log_tell(r->log, now, "warning", "certificate", text);
}

/* Certificate and key are all that is read anew; definitions are without being asked. */
static void read_anew(running *r) {
  const char *fault = NULL;
  char text[160];
  if (!r->serving->certificate)
    spr_log_tell(r->log, spr_clock_now(), "info", "reload", "without TLS there is nothing to read anew");
  else if (spr_serving_renew(r->serving, r->transport, &fault))
    spr_log_tell(r->log, spr_clock_now(), "info", "reload", "certificate and key were read anew");
  else {
    snprintf(text, sizeof text, "certificate and key stay as they were: %s", fault);
    spr_log_tell(r->log, spr_clock_now(), "error", "reload", text);
  }
  r->next_warning = 0;
}

/* false: a commit has failed and may have happened. Nothing more is written then, and only another start
 * finds out what was done. */
static bool wait_for_end(running *r, const sigset_t *signals) {
  struct timespec second = {.tv_sec = 1};
  int got = -1;
  while (got <= 0) {
    watch_certificate(r);
    got = sigtimedwait(signals, NULL, &second);
    if (got < 0 && getenv("WATCHDOG_USEC")) spr_notify_manager("WATCHDOG=1");
    if (got == SIGHUP && !r->hand_held) {
      read_anew(r);
      got = -1;
    }
    if (keep_people(r->people, &r->next_upkeep) == SPR_EUNKNOWN) return false;
    if (sprawa_engine_ready(r->engine, NULL) == SPRAWA_OUTCOME_UNKNOWN) return false;
  }
  return true;
}

/* A stranger sees a login, and nobody who could. */
static void tell_nobody(spr_log *log, spr_people *people) {
  spr_people_count n;
  if (spr_people_counts(people, &n) != SPR_OK || n.users || n.tokens) return;
  spr_log_tell(log, spr_clock_now(), "warning", "nobody", "nobody may enter yet: sprawa user add --help");
}

static void tell_start(spr_log *log, const spr_serving *s) {
  char text[128];
  snprintf(text, sizeof text, "%s://%s", s->options.certificate ? "https" : "http", s->listener.name);
  spr_log_tell(log, spr_clock_now(), "info", "listening", text);
  spr_notify_manager("READY=1");
}

/* What must not take for ever: a bound that holds whatever else goes wrong. */
static void stop(spr_log *log, spr_transport *t) {
  spr_notify_manager("STOPPING=1");
  spr_log_tell(log, spr_clock_now(), "info", "stopping", "no more connections are taken");
  alarm(SPR_STOP_MS / 1000 * 2);
  spr_transport_stop(t);
}

/* Streams are told as soon as something was committed. */
static void ring(void *server) {
  spr_server_ring(server);
}

static bool make_marking(char out[65]) {
  static const char digits[] = "0123456789abcdef";
  uint8_t bytes[32];
  if (!spr_clock_random(bytes, sizeof bytes)) return false;
  for (size_t i = 0; i < sizeof bytes; i++) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  out[64] = '\0';
  return true;
}

/* One request that there is no memory for must not end all others. */
static int serve(spr_database *db, spr_entrance *entrance, spr_serving *serving, spr_log *log) {
  const char *fault = "there is not enough memory";
  sigset_t signals;
  spr_server server = {.engine = db->engine,
                       .people = entrance->people,
                       .reads = entrance->reads,
                       .metrics = spr_metrics_new(),
                       .version = sprawa_version(),
                       .language = db->language,
                       .secure = serving->options.certificate || serving->options.proxied};
  spr_json_spare_memory();
  choose_signals(&signals);
  bool whole = server.metrics && make_marking(server.marking);
  spr_transport *t = whole ? spr_transport_start(&server, &serving->options, log, &fault) : NULL;
  if (t) {
    serving->listener.fd = -1; /* it is the transport's now */
    sprawa_engine_listen(db->engine, ring, &server, NULL);
    tell_nobody(log, entrance->people);
    tell_start(log, serving);
    running r = {.log = log,
                 .serving = serving,
                 .transport = t,
                 .engine = db->engine,
                 .people = entrance->people,
                 .hand_held = isatty(STDERR_FILENO)};
    whole = wait_for_end(&r, &signals);
    if (!whole)
      spr_log_tell(log, spr_clock_now(), "error", "unknown",
                   "whether the last commit happened is not known: another start finds out");
    sprawa_engine_listen(db->engine, NULL, NULL, NULL);
    stop(log, t);
  } else {
    spr_complain(db->cli, "%s%s", serving->certificate ? "TLS cannot begin: " : "", fault);
    if (serving->certificate)
      spr_advise(db->cli, "the first certificate in %s must be that of the key in %s", serving->certificate,
                 serving->key);
  }
  spr_metrics_free(server.metrics);
  return t && whole ? SPR_EXIT_DONE : SPR_EXIT_ENVIRONMENT;
}

static int describe(spr_cli *cli) {
  spr_buf out;
  spr_report_buf(&out);
  spr_openapi_write(spr_rest_routes, sprawa_version(), &out);
  return spr_report_write(cli, cli->out, &out);
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_database db = {0};
  spr_entrance entrance = {.people = NULL};
  spr_serving serving;
  spr_log *log = SPR_NEW(&cli->arena, spr_log);
  if (spr_args_flag(args, "openapi")) return describe(cli);
  make_room();
  int code = spr_serving_prepare(&serving, cli, args);
  if (code != SPR_EXIT_DONE) return code;
  code = spr_database_find(cli, args, NULL, false, &db);
  db.timers = true;
  db.busy_ms = entrance.busy_ms = SPR_SERVE_BUSY_MS;
  if (code == SPR_EXIT_DONE) code = spr_database_connect(&db, false);
  if (code == SPR_EXIT_DONE) code = spr_entrance_people(cli, db.path, true, &entrance);
  if (code == SPR_EXIT_DONE) code = spr_entrance_reads(cli, db.path, &entrance);
  if (code == SPR_EXIT_DONE) {
    spr_log_init(log, STDERR_FILENO);
    code = serve(&db, &entrance, &serving, log);
    spr_log_release(log);
  }
  spr_entrance_close(&entrance);
  spr_database_close(&db);
  spr_serving_release(&serving);
  return code;
}

const spr_command spr_cmd_serve = {
    .name = "serve",
    .operands = "",
    .summary = "serves the HTTP API and the console",
    .about =
        "Keeps time and answers requests until SIGTERM or SIGINT; then it takes no more, and ends when "
        "all that it has\n"
        "taken are answered. Where a commit has failed and may have happened, it ends by itself, with exit "
        "code 4, to be\n"
        "started again. Lines of JSON on standard error tell what it does, without personal data.\n"
        "With SIGHUP it reads the certificate and its key anew, and keeps the former ones where they do not "
        "fit "
        "(on a\n"
        "terminal, whose end that signal tells, it ends).\n"
        "It listens beyond this machine only with TLS, or with --behind-proxy; such a proxy must be the "
        "only way to\n"
        "it, and must set X-Forwarded-For and X-Forwarded-Proto itself.",
    .example = "  sprawa serve\n"
               "  sprawa serve --behind-proxy --host cases.city.example --listen 127.0.0.1:8081\n"
               "  sprawa serve --openapi\n",
    .options = options,
    .run = run,
};
