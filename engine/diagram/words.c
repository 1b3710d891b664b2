/* SPDX-License-Identifier: Apache-2.0 */
#include "diagram/words.h"

enum { PL, CS, EN, LANGUAGES };

static const char *const words[SPR_WORDS][LANGUAGES] = {
    [SPR_WORD_AT] = {"w chwili:", "v okamžiku:", "at"},
    [SPR_WORD_LATE] = {"po terminie", "po lhůtě", "late"},
    [SPR_WORD_LATE_OF] = {"po terminie:", "po lhůtě:", "late:"},
    [SPR_WORD_ENDS] = {"upłynął termin", "uplynula lhůta", "term ended"},
    [SPR_WORD_ENDS_OF] = {"upłynął termin:", "uplynula lhůta:", "term ended:"},
    [SPR_WORD_BEFORE] = {"przed:", "před:", "before:"},
    [SPR_WORD_FINISHED] = {"zakończono", "skončeno", "finished"},
    [SPR_WORD_FINISHED_OF] = {"zakończono:", "skončeno:", "finished:"},
    [SPR_WORD_DONE_OF] = {"wykonano:", "splněno:", "done:"},
    [SPR_WORD_TASKS_DONE] = {"wykonano zadania", "splněny úkoly", "tasks done"},
    [SPR_WORD_CASE_ENDED] = {"zakończono sprawę:", "skončil případ:", "case ended:"},
    [SPR_WORD_OPENED] = {"otwarcie sprawy", "otevření případu", "case opens"},
    [SPR_WORD_REOPENED] = {"ponowne otwarcie", "znovuotevření", "case reopens"},
    [SPR_WORD_ERROR] = {"błąd", "chyba", "error"},
    [SPR_WORD_ANY_EVENT] = {"dowolne zdarzenie", "jakákoli událost", "any event"},
    [SPR_WORD_OTHERWISE] = {"w innym razie", "jinak", "otherwise"},
    [SPR_WORD_CONDITION] = {"warunek", "podmínka", "condition"},
    [SPR_WORD_BEGINS] = {"początek", "začátek", "beginning"},
    [SPR_WORD_RESTING] = {"nie trwa", "neběží", "not running"},
    [SPR_WORD_STATES] = {"stany:", "stavy:", "states:"},
    [SPR_WORD_ARROWS] = {"przejścia:", "přechody:", "transitions:"},
    [SPR_WORD_ACTIVE] = {"sprawa jest tutaj", "případ je zde", "the case is here"},
    [SPR_WORD_VISITED] = {"sprawa tu była", "případ zde byl", "the case was here"},
    [SPR_WORD_FINAL] = {"stan końcowy", "koncový stav", "final state"},
    [SPR_WORD_HISTORY] = {"powrót do miejsca, w którym przerwano", "návrat tam, kde se přestalo",
                          "back to where it was left"},
};

static int language_of(spr_str language) {
  return spr_str_is(language, "pl") ? PL : spr_str_is(language, "cs") ? CS : EN;
}

const char *spr_word_in(spr_str language, spr_word w) {
  return words[w][language_of(language)];
}

/* -- durations ------------------------------------------------------------------------------------------ */

typedef enum unit { MONTH, DAY, WORKING_DAY, HOUR, MINUTE, SECOND, UNITS } unit;

/* One, a few (2 to 4 in Polish and Czech), many; then one and many as they stand behind "after". */
static const char *const units[UNITS][LANGUAGES][5] = {
    [MONTH] = {{"miesiąc", "miesiące", "miesięcy", "miesiącu", "miesiącach"},
               {"měsíc", "měsíce", "měsíců", "měsíci", "měsících"},
               {"month", "months", "months", "month", "months"}},
    [DAY] = {{"dzień", "dni", "dni", "dniu", "dniach"},
             {"den", "dny", "dní", "dni", "dnech"},
             {"day", "days", "days", "day", "days"}},
    [WORKING_DAY] = {{"dzień roboczy", "dni robocze", "dni roboczych", "dniu roboczym", "dniach roboczych"},
                     {"pracovní den", "pracovní dny", "pracovních dnů", "pracovním dni", "pracovních dnech"},
                     {"working day", "working days", "working days", "working day", "working days"}},
    [HOUR] = {{"godzina", "godziny", "godzin", "godzinie", "godzinach"},
              {"hodina", "hodiny", "hodin", "hodině", "hodinách"},
              {"hour", "hours", "hours", "hour", "hours"}},
    [MINUTE] = {{"minuta", "minuty", "minut", "minucie", "minutach"},
                {"minuta", "minuty", "minut", "minutě", "minutách"},
                {"minute", "minutes", "minutes", "minute", "minutes"}},
    [SECOND] = {{"sekunda", "sekundy", "sekund", "sekundzie", "sekundach"},
                {"sekunda", "sekundy", "sekund", "sekundě", "sekundách"},
                {"second", "seconds", "seconds", "second", "seconds"}},
};

/* A few are 2, 3 and 4; in Polish also those that end so, but 12 to 14. */
static bool is_few(int language, int64_t n) {
  if (language == CS) return n >= 2 && n <= 4;
  return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14);
}

static const char *unit_name(int language, unit u, int64_t n, bool after) {
  const char *const *forms = units[u][language];
  if (after) return forms[n == 1 ? 3 : 4];
  return forms[n == 1 ? 0 : is_few(language, n) ? 1 : 2];
}

/* false: it has parts in several units. */
static bool in_one_unit(const spr_duration *d, unit *u, int64_t *n) {
  int parts = (d->months != 0) + (d->days != 0) + (d->working_days != 0) + (d->ms != 0);
  if (parts > 1) return false;
  *u = d->months ? MONTH : d->working_days ? WORKING_DAY : d->days || d->no_days ? DAY : HOUR;
  *n = d->months + d->days + d->working_days;
  if (d->ms == 0) return true;
  *u = d->ms % 3600000 == 0 ? HOUR : d->ms % 60000 == 0 ? MINUTE : SECOND;
  *n = d->ms / (*u == HOUR ? 3600000 : *u == MINUTE ? 60000 : 1000);
  return *n > 0 && d->ms % 1000 == 0;
}

void spr_word_duration(spr_str language, const spr_duration *d, bool after, spr_buf *out) {
  int in = language_of(language);
  char text[64];
  unit u = DAY;
  int64_t n = 0;
  if (after) spr_buf_puts(out, in == EN ? "after " : "po ");
  if (in_one_unit(d, &u, &n)) {
    spr_buf_printf(out, "%lld %s", (long long)n, unit_name(in, u, n, after));
  } else {
    spr_duration_format(*d, text);
    spr_buf_puts(out, text);
  }
}
