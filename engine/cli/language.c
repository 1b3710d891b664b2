/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/language.h"

static bool is_among(const char *language, spr_str known) {
  for (uint32_t from = 0, to = 0; from < known.n; from = to + 1) {
    for (to = from; to < known.n && known.p[to] != ',';) to++;
    if (spr_str_is(spr_str_sub(known, from, to), language)) return true;
  }
  return false;
}

/* "pl,cs,en" as a person reads it. */
static spr_str in_words(spr_cli *cli, spr_str known) {
  spr_str out = {0};
  for (uint32_t i = 0; i < known.n; i++)
    out = spr_str_printf(&cli->arena, "%.*s%c%s", SPR_FMT(out), known.p[i], known.p[i] == ',' ? " " : "");
  return out;
}

static int among(spr_cli *cli, const char *language, spr_str known) {
  if (!language || known.n == 0 || is_among(language, known)) return SPR_EXIT_DONE;
  spr_str words = in_words(cli, known);
  spr_complain(cli, "--lang \"%s\": titles are in %.*s", language, SPR_FMT(words));
  return SPR_EXIT_USAGE;
}

int spr_language_of(spr_cli *cli, const char *language, const spr_str *known, uint32_t n) {
  spr_str joined = {0};
  for (uint32_t i = 0; i < n; i++)
    joined = spr_str_printf(&cli->arena, "%.*s%s%.*s", SPR_FMT(joined), i ? "," : "", SPR_FMT(known[i]));
  return among(cli, language, joined);
}

int spr_language_of_database(const spr_database *db) {
  char known[SPRAWA_LANGUAGES];
  sprawa_error e;
  if (!db->language) return SPR_EXIT_DONE;
  if (sprawa_engine_languages(db->engine, known, &e) != SPRAWA_OK) return spr_database_failed(db, &e);
  return among(db->cli, db->language, spr_str_of(known));
}
