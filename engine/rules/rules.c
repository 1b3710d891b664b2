/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/rules.h"

#include "base/utf8.h"
#include "rules/env.h"

/* Making and freeing a rules object: every text of the model is read by the static look first; only if it
 * finds nothing is a state made. */

/* -- the static look ------------------------------------------------------------------------------------ */

/* What Lua's own compiler refuses though our parser took it (an undefined label, too many registers). */
static void compile_check(spr_lua_unit *u, spr_rules *probe, spr_str edited) {
  char why[SPR_MAX_REASON_BYTES + 4];
  uint32_t line = 0, from = 0;
  spr_str text = edited;
  if (u->mode == SPR_LUA_EXPR) text = spr_str_printf(u->arena, "return %.*s", SPR_FMT(edited));
  if (spr_lua_compiles(probe, text, why, &line)) return;
  for (uint32_t l = 1; l < line && from < u->text.n; from++) l += u->text.p[from] == '\n';
  while (from < u->text.n && (u->text.p[from] == ' ' || u->text.p[from] == '\t')) from++;
  spr_lua_syntax(u, from, from, "%s", why);
}

/* probe: its state compiles and is not the one in which rules run; whoever passes it drops it. */
static spr_str look(spr_lua_unit *u, spr_rules *probe) {
  if (u->text.n > SPR_MAX_LUA_BYTES) {
    spr_lua_syntax(u, 0, 1, "the code is longer than %u kB", SPR_MAX_LUA_BYTES / 1024);
    return SPR_STR("");
  }
  spr_lua_parse(u);
  if (u->syntax) return SPR_STR("");
  spr_str edited = spr_lua_edited(u);
  if (!u->failed) compile_check(u, probe, edited);
  return edited;
}

/* false: memory ran out. Diagnostics are made in their own arena, whose escape must not leave this one
 * behind. */
static bool look_guarded(spr_lua_unit *u, spr_diags *d, spr_rules *probe) {
  jmp_buf env;
  jmp_buf *volatile outer = d->arena->escape;
  volatile bool done = false;
  if (!spr_arena_guard(u->arena, &env)) {
    d->arena->escape = &env;
    look(u, probe);
    done = true;
  }
  spr_arena_unguard(u->arena, NULL);
  d->arena->escape = outer;
  return done;
}

/* Runs the look with an arena of its own; where memory runs out, the diagnostics' owner is told. */
static void look_alone(const spr_lua_unit *what, spr_diags *d) {
  spr_lua_unit u = *what;
  spr_arena a;
  locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0), host = uselocale(c);
  spr_rules probe = {.alloc = d->arena->alloc};
  spr_arena_init(&a, &probe.alloc, SPR_MAX_DEFINITION_BYTES);
  u.arena = &a;
  u.diags = d;
  bool done = look_guarded(&u, d, &probe);
  spr_state_drop(&probe);
  spr_arena_release(&a);
  uselocale(host);
  freelocale(c);
  if (!done && d->arena->escape) longjmp(*d->arena->escape, 1);
}

void spr_lua_check_expr(spr_diags *d, const spr_model *m, const spr_expr *x, spr_lua_uses *uses) {
  spr_lua_unit u;
  spr_lua_unit_expr(&u, m, d->sources, x);
  u.uses = uses;
  look_alone(&u, d);
}

void spr_lua_check_file(spr_diags *d, const spr_model *m, uint32_t file, bool is_city, spr_span *answers,
                        spr_lua_uses *uses) {
  spr_lua_unit u;
  if (!spr_lua_unit_file(&u, m, d->sources, file, is_city)) return;
  u.uses = uses;
  u.answers = answers;
  look_alone(&u, d);
}

/* -- the object ----------------------------------------------------------------------------------------- */

/* The head stands on the text's first line; the text may end with a comment. */
static spr_str as_function(spr_lua_unit *u, uint32_t nargs, spr_str edited) {
  static const char names[] = "spr__0,spr__1,spr__2,spr__3,spr__4,spr__5,spr__6,spr__7";
  uint32_t n = nargs * (uint32_t)(sizeof names / SPR_MAX_LUA_ARGS);
  return spr_str_printf(u->arena, "return function(%.*s) %s%.*s\nend", n > 0 ? (int)n - 1 : 0, names,
                        u->mode == SPR_LUA_EXPR ? "return " : "", SPR_FMT(edited));
}

/* Only of what changes nothing: an action might change a field before it is read. */
static void take_args(spr_lua_unit *u, spr_compiled *c) {
  c->nargs = spr_lua_hoist(u, c->args);
  if (c->nargs > 0) c->text_of_args = as_function(u, c->nargs, spr_lua_edited(u));
}

static void take_expr(spr_rules *r, spr_diags *d, uint32_t i) {
  spr_lua_unit u;
  spr_compiled *c = &r->exprs[i];
  spr_lua_unit_expr(&u, r->model, r->sources, &r->model->exprs[i]);
  u.arena = &r->arena;
  u.diags = d;
  u.starts_anyway = r->model->alone;
  c->kind = r->model->exprs[i].kind;
  c->text = as_function(&u, 0, look(&u, r));
  c->file = u.at.file;
  c->line = spr_lua_first_line(&u);
  if (!u.root || u.failed || (c->kind != SPR_X_GUARD && c->kind != SPR_X_VALUE)) return;
  c->native = spr_native_compile(&r->arena, r->model, u.root);
  take_args(&u, c);
}

static void take_file(spr_rules *r, spr_diags *d, spr_lua_file *f, uint32_t file, bool is_city) {
  spr_lua_unit u;
  if (file == 0 || !spr_lua_unit_file(&u, r->model, r->sources, file, is_city)) return;
  u.arena = &r->arena;
  u.diags = d;
  u.starts_anyway = r->model->alone;
  f->file = file;
  f->text = look(&u, r);
  f->functions = u.functions;
  f->nfunctions = u.nfunctions;
}

static void take_all(spr_rules *r, spr_diags *d) {
  const spr_model *m = r->model;
  r->exprs = SPR_NEW_N(&r->arena, spr_compiled, m->nexprs + 1);
  r->places = SPR_NEW_N(&r->arena, spr_hook_place, 2 * m->nhooks + 1);
  for (uint32_t i = 0; i < m->nexprs; i++) take_expr(r, d, i);
  take_file(r, d, &r->standard_file, m->standard_lua, false);
  take_file(r, d, &r->city_file, m->city_lua, true);
}

/* The state cannot be made: whose fault is it? */
static spr_status load_failed(spr_rules *r, spr_diags *d, spr_str message, uint32_t file, uint32_t line) {
  if (r->limit == SPR_LIMIT_HOST) return SPR_ENOMEM;
  if (spr_str_starts(message, SPR_STR("sprawa bug"))) return SPR_EBUG;
  const spr_source *s = spr_sources_get(r->sources, file);
  uint32_t from = s && line >= 1 && line <= s->nlines ? s->lines[line - 1] : 0;
  spr_diag_add(d, SPR_D_LUA_LOAD, spr_span_make(file, from, from), "%.*s", SPR_FMT(message));
  return SPR_OK;
}

static spr_status make(spr_rules *r, spr_diags *d, bool *usable) {
  uint32_t errors = d->errors, file, line;
  spr_str message;
  jmp_buf env, *outer = d->arena->escape;
  if (spr_arena_guard(&r->arena, &env)) {
    d->arena->escape = outer;
    return SPR_ENOMEM;
  }
  d->arena->escape = &env;
  take_all(r, d);
  d->arena->escape = outer;
  if (d->errors > errors) return SPR_OK;
  *usable = spr_state_make(r, &message, &file, &line);
  if (*usable) return SPR_OK;
  d->arena->escape = &env;
  spr_status s = load_failed(r, d, message, file, line);
  d->arena->escape = outer;
  return s;
}

spr_status spr_rules_new(const spr_alloc *alloc, const spr_model *m, const spr_sources *src, spr_diags *d,
                         spr_rules **out) {
  *out = NULL;
  spr_rules *r = spr_realloc(alloc, NULL, 0, sizeof *r);
  if (!r) return SPR_ENOMEM;
  *r = (spr_rules){.alloc = *alloc, .model = m, .sources = src};
  spr_arena_init(&r->arena, alloc, SPR_MAX_DEFINITION_BYTES);
  r->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  bool usable = false;
  locale_t host = uselocale(r->c_locale);
  spr_status s = make(r, d, &usable);
  uselocale(host);
  if (s == SPR_OK && usable)
    *out = r;
  else
    spr_rules_free(r);
  return s;
}

void spr_rules_free(spr_rules *r) {
  if (!r) return;
  spr_alloc alloc = r->alloc;
  spr_state_drop(r);
  spr_free(&alloc, r->pins, r->cap_pins * sizeof *r->pins);
  spr_free(&alloc, r->scratch, r->cap_scratch);
  spr_arena_release(&r->arena);
  if (r->c_locale) freelocale(r->c_locale);
  spr_free(&alloc, r, sizeof *r);
}

void spr_rules_set_native(spr_rules *r, bool on) {
  r->native_off = !on;
}

const char *spr_rules_library(void) {
  return LUA_VERSION_MAJOR "." LUA_VERSION_MINOR "." LUA_VERSION_RELEASE;
}
