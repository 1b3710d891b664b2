/* SPDX-License-Identifier: Apache-2.0 */
#include "check/show.h"

#include "base/limits.h"
#include "rules/rules.h"

/* -- what both forms say -------------------------------------------------------------------------------- */

typedef struct place {
  spr_str file;
  uint32_t line;
} place;

static place place_of(const spr_show *s, spr_span at) {
  const spr_source *src = spr_sources_get(s->sources, at.file);
  uint32_t line = 0, column = 0;
  if (!src) return (place){SPR_STR(""), 0};
  spr_source_place(src, at.from, &line, &column);
  return (place){src->path, line};
}

/* The institution that plays a role without asking anybody: the city's only one of the kind. */
static spr_str plain_player(const spr_model *m, const spr_role *r) {
  spr_str found = SPR_STR("");
  if (!m->city || r->kind == SPR_NONE || r->of != SPR_NONE) return found;
  for (uint32_t i = 0; i < m->city->ninstitutions; i++) {
    if (!spr_institution_is(&m->city->institutions[i], m->kinds[r->kind].name)) continue;
    if (found.n) return SPR_STR("");
    found = m->city->institutions[i].id;
  }
  return found;
}

/* What the city's adaptation says under a key, or NULL. */
static const spr_node *adapted(const spr_model *m, const char *key) {
  const spr_adaptation *a = m->city ? m->city->adaptations : NULL;
  while (a && !spr_str_eq(a->package, m->package)) a = a->next;
  return a ? spr_node_get(a->tree, key) : NULL;
}

/* What is to be said of a parameter's value. */
typedef struct setting {
  place at;
  bool illustrative; /* the value is invented */
  spr_str why;       /* the city's reason, or the legal basis */
} setting;

static setting setting_of(const spr_show *s, const spr_model *m, const spr_param *p) {
  setting x = {place_of(s, p->by_city ? p->value_at : p->at), p->illustrative, p->basis};
  if (!p->by_city) return x;
  const spr_member *mine = spr_node_find(adapted(m, "parameters"), p->name);
  const spr_node *map =
      mine ? mine->value : NULL; /* {value, why, basis, illustrative}, or the value itself */
  spr_str why = spr_node_text(spr_node_get(map, "why")), basis = spr_node_text(spr_node_get(map, "basis"));
  if (!why.n) why = spr_node_text(spr_node_get(adapted(m, "why"), spr_str_dup(s->arena, p->name).p));
  x.why = why.n ? why : basis;
  x.illustrative = spr_str_is(spr_node_text(spr_node_get(map, "illustrative")), "true");
  return x;
}

/* Where each hook is answered: in the city's file if it does, else in the package's. */
static const spr_span *answers_of(const spr_show *s, const spr_model *m) {
  spr_arena *a = s->arena;
  spr_diags ignored; /* `check` tells what is wrong with the files */
  spr_diags_init(&ignored, a, s->sources);
  spr_span *answers = SPR_NEW_N(a, spr_span, m->nhooks + 1);
  if (m->standard_lua) spr_lua_check_file(&ignored, m, m->standard_lua, false, answers, NULL);
  if (m->city_lua) spr_lua_check_file(&ignored, m, m->city_lua, true, answers, NULL);
  return answers;
}

/* Calls fn for everything that the city drops from the workflows that are shown, in its order. path: the
 * patch's place, "intake.reported". Of a definition with faults nothing is said: what was refused has not
 * been dropped. */
typedef void dropped_fn(const spr_show *s, spr_str path, const spr_member *what, bool first, spr_buf *out);

static void each_dropped(const spr_show *s, spr_str path, const spr_node *patch, bool *first, dropped_fn *fn,
                         spr_buf *out, int depth) {
  for (uint32_t i = 0; spr_node_is_map(patch) && i < patch->n && depth <= SPR_MAX_YAML_DEPTH; i++) {
    const spr_member *m = &patch->members[i];
    spr_str here = spr_str_printf(s->arena, "%.*s.%.*s", SPR_FMT(path), SPR_FMT(m->key));
    if (spr_node_is_null(m->value)) fn(s, path, m, *first, out);
    if (spr_node_is_null(m->value)) *first = false;
    each_dropped(s, here, m->value, first, fn, out, depth + 1);
  }
}

/* Is the workflow, or a part of it, what is shown? Others are only opened by it. */
static bool is_part(const spr_model *m, spr_str workflow) {
  for (uint32_t i = 0; i < m->nstates; i++)
    if (spr_str_eq(m->workflows[m->states[i].workflow].name, workflow)) return true;
  return false;
}

static void dropped(const spr_show *s, const spr_model *m, dropped_fn *fn, spr_buf *out) {
  const spr_node *change = m->faulty ? NULL : adapted(m, "change");
  bool first = true;
  for (uint32_t i = 0; spr_node_is_map(change) && i < change->n; i++) {
    spr_str path = change->members[i].key;
    const char *dot = memchr(path.p, '.', path.n);
    spr_str workflow = dot ? spr_str_n(path.p, (size_t)(dot - path.p)) : path;
    if (is_part(m, workflow)) each_dropped(s, path, change->members[i].value, &first, fn, out, 0);
  }
}

/* -- YAML ----------------------------------------------------------------------------------------------- */

/* A comment ends with its line. */
static void put_text(spr_buf *out, spr_str s) {
  for (uint32_t i = 0; i < s.n; i++) spr_buf_char(out, s.p[i] == '\n' ? ' ' : s.p[i]);
}

static void yaml_text(spr_buf *out, spr_value v) {
  if (v.type == SPR_TEXT)
    put_text(out, spr_v_str(v));
  else
    spr_v_json(out, v, NULL, NULL);
}

static void yaml_param(const spr_show *s, const spr_model *m, const spr_param *p, spr_buf *out) {
  char text[64];
  spr_buf_printf(out, "#   %.*s: ", SPR_FMT(p->name));
  if (p->value.type == SPR_DURATION) {
    spr_duration_format(p->value.u.d->d, text);
    spr_buf_puts(out, text);
  } else {
    yaml_text(out, p->value);
  }
  setting x = setting_of(s, m, p);
  spr_buf_printf(out, "   (%s, %.*s:%u%s", p->by_city ? "the city's" : "standard", SPR_FMT(x.at.file),
                 x.at.line, x.illustrative ? ", illustrative" : "");
  if (x.why.n) spr_buf_puts(out, "; ");
  put_text(out, x.why);
  spr_buf_puts(out, ")\n");
}

static void yaml_role(const spr_model *m, const spr_role *r, spr_buf *out) {
  spr_str player = plain_player(m, r);
  if (r->implicit && player.n == 0) return;
  spr_buf_printf(out, "#   %.*s: ", SPR_FMT(r->name));
  if (r->is != SPR_NONE) {
    spr_buf_puts(out, "= ");
    put_text(out, m->exprs[r->is].text);
  } else if (r->of != SPR_NONE) {
    spr_buf_printf(out, "%.*s of ", SPR_FMT(m->kinds[r->kind].name));
    put_text(out, m->exprs[r->of].text);
  } else if (player.n) {
    spr_buf_str(out, player);
  } else if (r->hook != SPR_NONE) {
    spr_buf_printf(out, "chosen by hook.%.*s", SPR_FMT(m->hooks[r->hook].name));
  } else {
    spr_buf_puts(out, m->city ? "nobody" : "the city's only one");
  }
  spr_buf_char(out, '\n');
}

static void yaml_place(spr_buf *out, place at) {
  if (at.line)
    spr_buf_printf(out, "%.*s:%u", SPR_FMT(at.file), at.line);
  else
    spr_buf_puts(out, "nobody");
}

static void yaml_dropped(const spr_show *s, spr_str path, const spr_member *what, bool first, spr_buf *out) {
  if (first) spr_buf_puts(out, "# dropped by the city:\n");
  spr_buf_printf(out, "#   %.*s.%.*s: ", SPR_FMT(path), SPR_FMT(what->key));
  yaml_place(out, place_of(s, what->key_at));
  spr_buf_char(out, '\n');
}

static void yaml_head(const spr_show *s, const spr_model *m, spr_buf *out) {
  spr_buf_printf(out, "# %.*s %.*s", SPR_FMT(m->package), SPR_FMT(m->version));
  if (m->city) spr_buf_printf(out, " in %.*s", SPR_FMT(m->city->id));
  spr_buf_puts(out, "\n# parameters:\n");
  for (uint32_t i = 0; i < m->nparams; i++) yaml_param(s, m, &m->params[i], out);
  spr_buf_puts(out, "# roles:\n");
  for (uint32_t i = 0; i < m->nroles; i++) yaml_role(m, &m->roles[i], out);
  const spr_span *answers = answers_of(s, m);
  spr_buf_puts(out, "# hooks:\n");
  for (uint32_t i = 0; i < m->nhooks; i++) {
    place at = place_of(s, answers[i]);
    spr_buf_printf(out, "#   %.*s: ", SPR_FMT(m->hooks[i].name));
    yaml_place(out, at);
    spr_buf_char(out, '\n');
  }
  dropped(s, m, yaml_dropped, out);
  const spr_node *why = adapted(m, "why");
  if (why && why->n) spr_buf_puts(out, "# why:\n");
  for (uint32_t i = 0; why && i < why->n; i++) {
    spr_buf_printf(out, "#   %.*s: ", SPR_FMT(why->members[i].key));
    put_text(out, spr_node_text(why->members[i].value));
    spr_buf_char(out, '\n');
  }
}

void spr_show_definition_yaml(const spr_show *s, const spr_model *m, spr_buf *out) {
  if (!m->alone && s->origin) yaml_head(s, m, out);
  spr_show_yaml(s, m->resolved, 0, out);
}

/* -- JSON ----------------------------------------------------------------------------------------------- */

static void json_key(spr_buf *out, const char *key, bool first) {
  if (!first) spr_buf_char(out, ',');
  spr_json_string(out, spr_str_of(key));
  spr_buf_char(out, ':');
}

static void json_name(spr_buf *out, spr_str name, bool first) {
  if (!first) spr_buf_char(out, ',');
  spr_json_string(out, name);
  spr_buf_char(out, ':');
}

static void json_param(const spr_show *s, const spr_model *m, const spr_param *p, bool first, spr_buf *out) {
  setting x = setting_of(s, m, p);
  json_name(out, p->name, first);
  spr_buf_puts(out, "{\"value\":");
  spr_v_json(out, p->value, NULL, NULL);
  spr_buf_printf(out, ",\"by_city\":%s,\"illustrative\":%s,\"why\":", p->by_city ? "true" : "false",
                 x.illustrative ? "true" : "false");
  spr_json_string(out, x.why);
  spr_buf_puts(out, ",\"file\":");
  spr_json_string(out, x.at.file);
  spr_buf_printf(out, ",\"line\":%u}", x.at.line);
}

static void json_role(const spr_model *m, const spr_role *r, bool first, spr_buf *out) {
  json_name(out, r->name, first);
  spr_buf_puts(out, "{\"institution\":");
  spr_str player = plain_player(m, r);
  if (player.n)
    spr_json_string(out, player);
  else
    spr_buf_puts(out, "null");
  if (r->is != SPR_NONE) {
    spr_buf_puts(out, ",\"is\":");
    spr_json_string(out, m->exprs[r->is].text);
  }
  if (r->of != SPR_NONE) {
    spr_buf_puts(out, ",\"of\":");
    spr_json_string(out, m->exprs[r->of].text);
  }
  spr_buf_char(out, '}');
}

static void json_place(spr_buf *out, place at) {
  spr_buf_puts(out, "{\"file\":");
  spr_json_string(out, at.file);
  spr_buf_printf(out, ",\"line\":%u}", at.line);
}

static void json_dropped(const spr_show *s, spr_str path, const spr_member *what, bool first, spr_buf *out) {
  json_name(out, spr_str_printf(s->arena, "%.*s.%.*s", SPR_FMT(path), SPR_FMT(what->key)), first);
  json_place(out, place_of(s, what->key_at));
}

static void json_parts(const spr_show *s, const spr_model *m, spr_buf *out) {
  json_key(out, "parameters", false);
  spr_buf_char(out, '{');
  for (uint32_t i = 0; i < m->nparams; i++) json_param(s, m, &m->params[i], i == 0, out);
  spr_buf_puts(out, "},\"roles\":{");
  for (uint32_t i = 0; i < m->nroles; i++) json_role(m, &m->roles[i], i == 0, out);
  spr_buf_puts(out, "},\"hooks\":{");
  const spr_span *answers = answers_of(s, m);
  for (uint32_t i = 0; i < m->nhooks; i++) {
    json_name(out, m->hooks[i].name, i == 0);
    json_place(out, place_of(s, answers[i]));
  }
  spr_buf_puts(out, "},\"dropped\":{");
  dropped(s, m, json_dropped, out);
  spr_buf_puts(out, "},\"why\":");
  const spr_node *why = adapted(m, "why");
  if (why)
    spr_show_json(why, out);
  else
    spr_buf_puts(out, "{}");
}

void spr_show_definition_json(const spr_show *s, const spr_model *m, spr_buf *out) {
  spr_buf_char(out, '{');
  json_key(out, "package", true);
  spr_json_string(out, m->package);
  json_key(out, "version", false);
  spr_json_string(out, m->version);
  json_key(out, "municipality", false);
  if (m->city)
    spr_json_string(out, m->city->id);
  else
    spr_buf_puts(out, "null");
  json_key(out, "workflow", false);
  spr_json_string(out, m->workflow);
  json_parts(s, m, out);
  json_key(out, "definition", false);
  spr_show_json(m->resolved, out);
  json_key(out, "origins", false);
  spr_show_json_origins(s, m->resolved, out);
  spr_buf_puts(out, "}\n");
}
