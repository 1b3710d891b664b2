/* SPDX-License-Identifier: Apache-2.0 */
#include "api/engine_impl.h"

#include <stdio.h>

#include "api/handles.h"
#include "base/clock.h"

/* -- opening and closing -------------------------------------------------------------------------------- */

static int64_t system_clock(void *ud) {
  (void)ud;
  return spr_clock_now();
}

static spr_engine_options options_for(sprawa_engine *e, const sprawa_engine_options *o) {
  return (spr_engine_options){.alloc = &e->alloc,
                              .database = o->database,
                              .keys = o->keys,
                              .master = o->master,
                              .create = o->create,
                              .timers = o->timers,
                              .busy_ms = o->busy_ms ? o->busy_ms : SPR_BUSY_MS,
                              .clock = e->host.clock ? e->host.clock : system_clock,
                              .clock_ud = e->host.data,
                              .random = e->host.random ? e->host.random : spr_random_bytes,
                              .random_ud = e->host.random ? e->host.data : &e->random,
                              .log = e->host.log,
                              .log_ud = e->host.data};
}

static sprawa_code check_options(const sprawa_engine_options *o, sprawa_error *e) {
  spr_str s;
  if (!o) return spr_api_fail(e, SPRAWA_INVALID, NULL, "the options are missing");
  sprawa_code code = spr_api_text(e, "the database's path", o->database, true, &s);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the language", o->language, false, &s);
  if (code == SPRAWA_OK && s.n > SPR_MAX_NAME)
    code = spr_api_fail(e, SPRAWA_INVALID, NULL, "no language has such a long name");
  if (code == SPRAWA_OK) code = spr_api_text(e, "the key file's path", o->keys, false, &s);
  if (code == SPRAWA_OK) code = spr_api_text(e, "the master key's path", o->master, o->keys != NULL, &s);
  return code;
}

static sprawa_code begin(sprawa_engine *e, const sprawa_engine_options *o, sprawa_error *error) {
  char why[SPR_MAX_MESSAGE_BYTES] = "";
  uint8_t seed[32];
  if (!e->host.random && !spr_clock_random(seed, sizeof seed))
    return spr_api_fail(error, SPRAWA_NOT_DONE, "no-random", "the system gives no random numbers");
  if (!e->host.random) spr_random_init(&e->random, seed);
  spr_engine_options options = options_for(e, o);
  spr_status s = spr_engine_open(&options, &e->engine, why);
  if (s == SPR_OK) return spr_api_ok(error);
  sprawa_code code = spr_api_status(error, s, o->database);
  return error && *why ? spr_api_fail(error, code, error->name, "%s", why) : code;
}

sprawa_code sprawa_engine_open(const sprawa_host *host, const sprawa_engine_options *options,
                               sprawa_engine **out, sprawa_error *error) {
  if (out) *out = NULL;
  if (!out) return spr_api_fail(error, SPRAWA_INVALID, NULL, "nowhere to put the engine");
  sprawa_code code = check_options(options, error);
  if (code != SPRAWA_OK) return code;
  spr_alloc alloc = spr_api_alloc(host);
  sprawa_engine *e = spr_realloc(&alloc, NULL, 0, sizeof *e);
  if (!e) return spr_api_status(error, SPR_ENOMEM, NULL);
  *e = (sprawa_engine){.host = spr_api_host(host), .alloc = alloc, .has_keys = options->keys != NULL};
  spr_spares_init(&e->errands, &e->alloc, spr_api_errand_bytes(), SPR_SPARE_ERRANDS);
  if (options->language) snprintf(e->language, sizeof e->language, "%s", options->language);
  code = begin(e, options, error);
  if (code == SPRAWA_OK)
    *out = e;
  else
    sprawa_engine_close(e);
  return code;
}

void sprawa_engine_close(sprawa_engine *e) {
  if (!e) return;
  spr_alloc alloc = e->alloc;
  spr_engine_close(e->engine);
  spr_spares_release(&e->errands);
  spr_free(&alloc, e, sizeof *e);
}

int64_t sprawa_engine_time(const sprawa_engine *e) {
  return e ? spr_engine_now(e->engine) : SPRAWA_NO_TIME;
}

/* -- failures ------------------------------------------------------------------------------------------- */

sprawa_code spr_api_failed(sprawa_engine *e, spr_status s, sprawa_error *error) {
  spr_buf why;
  bool own = s == SPR_EIO || s == SPR_EFULL || s == SPR_EBUSY || s == SPR_ECORRUPT || s == SPR_EUNKNOWN;
  sprawa_code code = spr_api_status(error, s, NULL);
  if (!own || !error) return code;
  spr_buf_init(&why, &e->alloc, SPR_MAX_MESSAGE_BYTES);
  spr_engine_fault(e->engine, &why);
  if (why.n) spr_api_fail(error, code, error->name, "%s: %s", spr_status_text(s), why.p);
  spr_buf_release(&why);
  return code;
}

/* -- definitions ---------------------------------------------------------------------------------------- */

static sprawa_code refused(sprawa_engine *e, spr_status s, const spr_buf *why, sprawa_error *error) {
  if (s == SPR_EREFUSED)
    return spr_api_fail(error, SPRAWA_REFUSED, "institutions-vanish",
                        "institutions would vanish that open cases depend on: %.*s",
                        SPR_FMT(spr_str_trim(spr_buf_view(why))));
  if (s == SPR_EINVAL) return spr_api_fail(error, SPRAWA_INVALID, NULL, "a definition cannot be built");
  return spr_api_failed(e, s, error);
}

/* Each line of what hinders. */
static void tell_hindrances(const sprawa_deploy *how, spr_buf *why) {
  if (!how->hindrance || why->failed) return;
  for (char *line = why->p, *end = line + why->n, *stop; line && line < end; line = stop + 1) {
    stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop) stop = end;
    *stop = '\0';
    how->hindrance(how->data, line);
    *stop = '\n';
  }
}

/* Everything is built here, so that the engine's thread finds it ready. */
static spr_status build_all(sprawa_definitions *d) {
  spr_definition *def = NULL;
  spr_status s = SPR_OK;
  for (uint32_t i = 0; i < d->site->npackages; i++)
    for (uint32_t k = 0; k < d->site->ncities && s == SPR_OK; k++)
      s = spr_library_get(d->library, &d->site->packages[i], &d->site->cities[k], SPR_STR(""), &def);
  return s;
}

static sprawa_code check_deploy(sprawa_engine *e, sprawa_definitions *d, const sprawa_deploy *how,
                                spr_str *who, sprawa_error *error) {
  if (!e || !d) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine or the definitions are missing");
  sprawa_code code = spr_api_idle(d, error);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the actor", how->actor, false, who);
  if (code != SPRAWA_OK) return code;
  if (!d->site)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "a workflow that stands alone cannot be deployed");
  if (d->draft)
    return spr_api_fail(error, SPRAWA_INVALID, NULL, "a draft is not checked, so it cannot be deployed");
  if (spr_library_has_hooks(d->library))
    return spr_api_fail(
        error, SPRAWA_INVALID, NULL,
        "hooks in C cannot be deployed: the cases would outlive the program that answers them");
  return SPRAWA_OK;
}

sprawa_code sprawa_engine_deploy(sprawa_engine *e, sprawa_definitions *d, const sprawa_deploy *how,
                                 sprawa_deployed *report, sprawa_error *error) {
  static const sprawa_deploy nobody = {0};
  spr_str who;
  spr_buf why;
  spr_deploy_report r = {0};
  if (report) *report = (sprawa_deployed){0};
  if (!how) how = &nobody;
  sprawa_code code = check_deploy(e, d, how, &who, error);
  if (code != SPRAWA_OK) return code;
  spr_buf_init(&why, &e->alloc, SPR_MAX_LOG_BYTES);
  spr_status s = build_all(d);
  if (s == SPR_OK) s = spr_engine_deploy(e->engine, d->library, who, &r, &why);
  if (s == SPR_EREFUSED) tell_hindrances(how, &why);
  code = s == SPR_OK ? spr_api_ok(error) : refused(e, s, &why, error);
  spr_buf_release(&why);
  if (report && s == SPR_OK)
    *report = (sprawa_deployed){r.definitions, r.changed, r.environment, r.cases, r.passed};
  return code;
}

sprawa_code sprawa_engine_tick(sprawa_engine *e, int64_t until, const char *actor, sprawa_ticked *out,
                               sprawa_error *error) {
  spr_str who;
  spr_passed passed = {.of = {0}};
  sprawa_ticked told = {.fired = 0};
  if (out) *out = told;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = spr_api_text(error, "the actor", actor, false, &who);
  if (code != SPRAWA_OK) return code;
  spr_status s = spr_engine_tick(e->engine, until, who, &told.fired, &passed);
  told.sealed = passed.of[SPR_PASS_SEALED];
  told.damaged = passed.of[SPR_PASS_DAMAGED];
  told.failing = passed.of[SPR_PASS_STRAINED];
  memcpy(told.first, passed.id, sizeof told.first);
  if (out) *out = told;
  return s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
}

sprawa_code sprawa_engine_confirm_clock(sprawa_engine *e, const char *actor, sprawa_error *error) {
  spr_str who;
  if (!e) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the engine is missing");
  sprawa_code code = spr_api_text(error, "the actor", actor, false, &who);
  if (code != SPRAWA_OK) return code;
  spr_status s = spr_engine_confirm_clock(e->engine, who);
  return s == SPR_OK ? spr_api_ok(error) : spr_api_failed(e, s, error);
}
