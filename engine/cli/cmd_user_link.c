/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "cli/bound.h"
#include "cli/commands.h"
#include "cli/report.h"
#include "cli/usering.h"
#include "doors/json_out.h"
#include "server/console.h"

static const spr_option options[] = {
    {"for", "DURATION", false, "how long it may be used (default: \"24 hours\", at most a week)"},
    {"url", "URL", false, "where the console is (default: http://127.0.0.1:8080)"},
    SPR_USERING_OPTIONS,
    {NULL, NULL, false, NULL},
};

#define DEFAULT_MS 86400000
#define DEFAULT_URL "http://127.0.0.1:8080"

static int read_length(spr_cli *cli, const spr_args *args, int64_t *out) {
  const char *text = spr_args_value(args, "for");
  sprawa_error error;
  *out = DEFAULT_MS;
  if (!text) return SPR_EXIT_DONE;
  if (sprawa_time_after(0, text, out, &error) == SPRAWA_OK && *out > 0 && *out <= SPR_MAX_LINK_MS)
    return SPR_EXIT_DONE;
  spr_complain(cli, "--for \"%s\": a duration such as \"2 hours\", at most a week", text);
  return SPR_EXIT_USAGE;
}

/* As it is called in a browser. */
static spr_str url_of(spr_cli *cli, const spr_args *args, const spr_secret *secret) {
  const char *given = spr_args_value(args, "url");
  spr_str url = spr_str_of(given ? given : DEFAULT_URL);
  while (url.n > 0 && url.p[url.n - 1] == '/') url.n--;
  return spr_str_printf(&cli->arena, "%.*s%s/%s", SPR_FMT(url), SPR_LINK_PATH, secret->text);
}

static int tell(spr_cli *cli, spr_str name, spr_str url, spr_instant expires) {
  spr_buf out;
  spr_report_buf(&out);
  if (cli->json) {
    spr_json_open(&out, NULL, '{');
    spr_json_text(&out, "name", name);
    spr_json_text(&out, "link", url);
    spr_json_time(&out, "expires", NULL, expires);
    spr_json_close(&out, '}');
    spr_json_end(&out);
  } else {
    spr_buf_printf(&out, "%.*s\n", SPR_FMT(url));
  }
  return spr_report_write(cli, cli->out, &out);
}

static int make(spr_cli *cli, const spr_args *args, spr_entrance *e, int64_t for_ms) {
  spr_str name = spr_str_of(args->operands[0]);
  spr_instant now = spr_clock_now();
  spr_secret secret;
  spr_status s = spr_people_link(e->people, name, for_ms, now, &secret);
  if (s == SPR_ENOTFOUND) return spr_usering_no_user(cli, e, name);
  if (s != SPR_OK) return spr_entrance_failed(cli, e, s, "");
  return tell(cli, name, url_of(cli, args, &secret), now + for_ms);
}

static int run(spr_cli *cli, const spr_args *args) {
  spr_entrance e = {.people = NULL};
  int64_t for_ms;
  int code = read_length(cli, args, &for_ms);
  if (code != SPR_EXIT_DONE) return code;
  code = spr_entrance_people(cli, spr_database_path(cli, args, NULL), false, &e);
  if (code == SPR_EXIT_DONE) code = make(cli, args, &e, for_ms);
  spr_entrance_close(&e);
  return code;
}

const spr_command spr_cmd_user_link = {
    .name = "user link",
    .operands = "NAME",
    .least = 1,
    .most = 1,
    .summary = "a link by which a person enters once",
    .about =
        "Prints a link that lets a person enter once, without a password, and choose one. Whoever has it "
        "can use it, so send\n"
        "it on a way that only the person reads. A new link takes the place of a former one.",
    .example = "  sprawa user link anna\n"
               "  sprawa user link anna --for \"30 minutes\" --url https://cases.city.example\n",
    .options = options,
    .run = run,
};
