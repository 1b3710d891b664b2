/* SPDX-License-Identifier: Apache-2.0 */
#include "doors/json_in.h"
#include "doors/json_value.h"
#include "server/ask.h"

/* What was typed as values. Each is made into a slot of the arena; NULL: nothing was typed. */

typedef struct reading {
  spr_visit *v;
  spr_arena *arena;
  spr_asked *asked;
} reading;

static void blame(const reading *k, spr_str input, const sprawa_datum *d, spr_phrase what) {
  spr_ask_blame(k->asked, input, spr_ask_label(k->arena, d), what);
}

spr_phrase spr_ask_misfit(sprawa_kind kind) {
  switch (kind) {
    case SPRAWA_KIND_INTEGER: return SPR_SAY_fault_integer;
    case SPRAWA_KIND_NUMBER: return SPR_SAY_fault_number;
    case SPRAWA_KIND_BOOLEAN:
    case SPRAWA_KIND_CHOICE: return SPR_SAY_fault_choice;
    case SPRAWA_KIND_DATE: return SPR_SAY_fault_date;
    case SPRAWA_KIND_DATETIME: return SPR_SAY_fault_datetime;
    case SPRAWA_KIND_DURATION: return SPR_SAY_fault_duration;
    case SPRAWA_KIND_MUNICIPALITY: return SPR_SAY_fault_municipality;
    case SPRAWA_KIND_INSTITUTION: return SPR_SAY_fault_institution;
    default: return SPR_SAY_fault_fit;
  }
}

/* -- simple ones ------------------------------------------------------------------------------------------
 */

static sprawa_value *read_text(spr_str typed) {
  return sprawa_value_text(NULL, typed.p, typed.n);
}

/* "1 234,5" as people write it. */
static spr_str plain_number(const reading *k, spr_str typed) {
  char *text = spr_arena_alloc(k->arena, (size_t)typed.n + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < typed.n; i++) {
    bool nbsp = (unsigned char)typed.p[i] == 0xC2 && i + 1 < typed.n && (unsigned char)typed.p[i + 1] == 0xA0;
    if (nbsp) i++;
    if (nbsp || typed.p[i] == ' ') continue;
    text[n++] = typed.p[i] == ',' ? '.' : typed.p[i];
  }
  return spr_str_n(text, n);
}

static sprawa_value *public_of(const reading *k, spr_str text, spr_buf *why) {
  sprawa_value *out = NULL;
  spr_screen_scratch(k->v, why);
  json_t *json = spr_json_parse(text, why);
  if (json) (void)spr_json_public(json, &out, why);
  json_decref(json);
  return out;
}

static sprawa_value *read_number(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  spr_buf why;
  spr_str text = plain_number(k, typed);
  sprawa_value *list = public_of(k, spr_str_printf(k->arena, "[%.*s]", SPR_FMT(text)), &why);
  const sprawa_value *one = sprawa_value_size(list) == 1 ? sprawa_value_at(list, 0) : NULL;
  sprawa_type type = sprawa_value_type(one);
  bool fits = type == SPRAWA_INTEGER || (type == SPRAWA_NUMBER && d->kind == SPRAWA_KIND_NUMBER);
  sprawa_value *out = fits ? sprawa_value_retain(one) : NULL;
  sprawa_value_release(list);
  if (!out) blame(k, input, d, spr_ask_misfit(d->kind));
  return out;
}

static sprawa_value *read_date(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  spr_day day;
  if (spr_day_parse(typed, &day)) return read_text(typed);
  blame(k, input, d, spr_ask_misfit(d->kind));
  return NULL;
}

/* Browsers put a "T" between day and time. */
static sprawa_value *read_datetime(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  char *text = spr_arena_strdup(k->arena, typed.p, typed.n);
  if (typed.n > 10 && text[10] == 'T') text[10] = ' ';
  spr_local local;
  bool has_offset;
  int64_t offset;
  if (spr_datetime_parse(spr_str_of(text), &local, &has_offset, &offset)) return read_text(spr_str_of(text));
  blame(k, input, d, spr_ask_misfit(d->kind));
  return NULL;
}

static sprawa_value *read_duration(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  spr_duration length;
  char text[64];
  if (!spr_phrase_length_read(spr_screen_phrases(k->v), typed, &length)) {
    blame(k, input, d, spr_ask_misfit(d->kind));
    return NULL;
  }
  spr_duration_format(length, text);
  return read_text(spr_str_of(text));
}

static sprawa_value *read_boolean(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  if (spr_str_is(typed, "true") || spr_str_is(typed, "false"))
    return sprawa_value_boolean(NULL, spr_str_is(typed, "true"));
  blame(k, input, d, spr_ask_misfit(d->kind));
  return NULL;
}

static sprawa_value *read_choice(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  for (size_t i = 0; i < d->nchoices; i++)
    if (spr_str_is(typed, d->choices[i])) return read_text(typed);
  blame(k, input, d, spr_ask_misfit(d->kind));
  return NULL;
}

static sprawa_value *read_json(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  spr_buf why;
  sprawa_value *out = public_of(k, typed, &why);
  if (!out) blame(k, input, d, SPR_SAY_fault_json);
  return out;
}

static sprawa_value *read_simple(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  switch (d->kind) {
    case SPRAWA_KIND_INTEGER:
    case SPRAWA_KIND_NUMBER: return read_number(k, input, d, typed);
    case SPRAWA_KIND_BOOLEAN: return read_boolean(k, input, d, typed);
    case SPRAWA_KIND_CHOICE: return read_choice(k, input, d, typed);
    case SPRAWA_KIND_DURATION: return read_duration(k, input, d, typed);
    case SPRAWA_KIND_DATE: return read_date(k, input, d, typed);
    case SPRAWA_KIND_DATETIME: return read_datetime(k, input, d, typed);
    case SPRAWA_KIND_ANY:
    case SPRAWA_KIND_RECORD:
    case SPRAWA_KIND_PERSON:
    case SPRAWA_KIND_LIST: return read_json(k, input, d, typed);
    default: return read_text(typed);
  }
}

/* -- of several parts -------------------------------------------------------------------------------------
 */

/* One on each line; empty lines are none. */
static sprawa_value *read_lines(const reading *k, spr_str input, const sprawa_datum *d, spr_str typed) {
  const sprawa_datum *one = &d->members[0];
  if (!spr_ask_simple(one->kind)) return read_json(k, input, d, typed);
  size_t most = 1, n = 0;
  for (uint32_t i = 0; i < typed.n; i++) most += typed.p[i] == '\n';
  sprawa_value **items = SPR_NEW_N(k->arena, sprawa_value *, most);
  sprawa_datum named = *one;
  named.name = d->name;
  named.title = d->title;
  for (uint32_t from = 0, to = 0; from < typed.n; from = to + 1) {
    for (to = from; to < typed.n && typed.p[to] != '\n';) to++;
    spr_str line = spr_str_trim(spr_str_sub(typed, from, to));
    sprawa_value *item = line.n ? read_simple(k, input, &named, line) : NULL;
    if (item) items[n++] = item;
  }
  return sprawa_value_list(NULL, n, items);
}

static sprawa_value *read_datum(const reading *k, spr_str path, const sprawa_datum *d);

/* NULL where nothing of it was typed. */
static sprawa_value *read_members(const reading *k, spr_str path, const sprawa_datum *of) {
  const char **names = SPR_NEW_N(k->arena, const char *, of->nmembers + 1);
  sprawa_value **values = SPR_NEW_N(k->arena, sprawa_value *, of->nmembers + 1);
  size_t found = 0;
  for (size_t i = 0; i < of->nmembers; i++) {
    sprawa_datum member = spr_ask_member(k->v, of, i);
    sprawa_value *one = read_datum(k, path, &member);
    if (!one) continue;
    names[found] = member.name;
    values[found++] = one;
  }
  return found ? sprawa_value_record(NULL, found, names, values) : NULL;
}

/* Is anything typed in an input whose name begins so? */
static bool any_typed(const spr_asked *a, spr_str path) {
  for (uint32_t i = 0; i < a->form.n; i++) {
    spr_str name = a->form.fields[i].name;
    bool inside = spr_str_starts(name, path) && name.n > path.n && name.p[path.n] == '.';
    if (inside && spr_str_trim(a->form.fields[i].value).n) return true;
  }
  return false;
}

static sprawa_value *read_datum(const reading *k, spr_str path, const sprawa_datum *d) {
  spr_str input = spr_str_printf(k->arena, "%.*s.%s", SPR_FMT(path), d->name);
  bool grouped = d->kind == SPRAWA_KIND_PERSON || d->kind == SPRAWA_KIND_RECORD;
  spr_str typed = spr_str_trim(spr_ask_typed(k->asked, input));
  bool empty = grouped ? !any_typed(k->asked, input) : typed.n == 0;
  if (empty && d->required) blame(k, input, d, SPR_SAY_fault_missing);
  if (empty) return NULL;
  if (grouped) return read_members(k, input, d);
  return d->kind == SPRAWA_KIND_LIST ? read_lines(k, input, d, typed) : read_simple(k, input, d, typed);
}

const sprawa_value *spr_ask_read(spr_visit *v, const sprawa_datum *data, size_t n, spr_asked *a) {
  reading k = {v, v->http->arena, a};
  const sprawa_datum whole = {.kind = SPRAWA_KIND_RECORD, .members = data, .nmembers = n};
  sprawa_value *out = read_members(&k, SPR_STR("data"), &whole);
  return out ? SPR_HOLD(v, out, sprawa_value_release) : NULL;
}

const sprawa_value *spr_ask_texts(spr_visit *v, const spr_asked *a) {
  spr_arena *arena = v->http->arena;
  const char **names = SPR_NEW_N(arena, const char *, a->form.n + 1);
  sprawa_value **values = SPR_NEW_N(arena, sprawa_value *, a->form.n + 1);
  spr_str data = SPR_STR("data.");
  size_t n = 0;
  for (uint32_t i = 0; i < a->form.n; i++) {
    spr_str name = a->form.fields[i].name, typed = a->form.fields[i].value;
    bool first = spr_ask_typed(a, name).p == typed.p;
    if (!first || !spr_str_starts(name, data) || !spr_str_trim(typed).n) continue;
    names[n] = spr_arena_strdup(arena, name.p + data.n, name.n - data.n);
    values[n++] = read_text(typed);
  }
  if (!n) return NULL;
  return SPR_HOLD(v, sprawa_value_record(NULL, n, names, values), sprawa_value_release);
}
