/* SPDX-License-Identifier: Apache-2.0 */
#include <sys/stat.h>

#include "api/handles.h"
#include "base/utf8.h"
#include "check/check.h"
#include "lang/build.h"

/* What is to be opened, and who is told of its faults. */
typedef struct opening {
  const char *folder;                /* a site */
  bool draft;                        /* is not checked */
  const char *path, *rules;          /* files */
  const char *name, *text, *answers; /* texts in memory */
  sprawa_diagnostic_fn report;
  void *report_data;
} opening;

sprawa_code spr_api_idle(const sprawa_definitions *d, sprawa_error *e) {
  if (!d->running) return SPRAWA_OK;
  return spr_api_fail(e, SPRAWA_INVALID, "busy", "a hook must not call this: a step is running");
}

/* What a diagnostic is made of, for whoever shows it. */
struct sprawa_shown {
  sprawa_definitions *d;
  const spr_diag *entry; /* NULL: those that were left out */
};

/* -- reading -------------------------------------------------------------------------------------------- */

static spr_status add_file(sprawa_definitions *d, const char *path, size_t max, uint32_t *file) {
  spr_str text;
  spr_status s = spr_file_read(&d->arena, path, max, &text);
  if (s == SPR_OK) *file = spr_sources_add(&d->sources, spr_str_dup(&d->arena, spr_str_of(path)), text);
  return s;
}

static spr_status add_text(sprawa_definitions *d, const char *name, const char *text, size_t max,
                           uint32_t *file) {
  size_t n = strlen(text);
  if (n > max) return SPR_ELIMIT;
  *file = spr_sources_add(&d->sources, spr_str_dup(&d->arena, spr_str_of(name)),
                          spr_str_dup(&d->arena, spr_str_n(text, n)));
  return SPR_OK;
}

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder of a site around a file, from which the file may name a calendar; NULL if there is none. */
static const char *site_around(spr_arena *a, const char *path) {
  spr_str at = spr_str_of(path);
  for (;;) {
    while (at.n > 0 && at.p[at.n - 1] != '/') at.n--;
    const char *folder = at.n ? spr_str_dup(a, at).p : ".";
    if (is_folder(spr_str_printf(a, "%s/workflows", folder).p)) return folder;
    if (at.n <= 1) return NULL;
    at.n--;
  }
}

static spr_status read_alone(sprawa_definitions *d, const opening *o) {
  uint32_t file = 0, rules = 0;
  const char *site = o->path ? site_around(&d->arena, o->path) : NULL;
  spr_status s = o->path ? add_file(d, o->path, SPR_MAX_YAML_BYTES, &file)
                         : add_text(d, o->name, o->text, SPR_MAX_YAML_BYTES, &file);
  if (s == SPR_OK && o->rules) s = add_file(d, o->rules, SPR_MAX_LUA_BYTES, &rules);
  if (s == SPR_OK && o->answers)
    s = add_text(d, spr_str_printf(&d->arena, "%s.lua", o->name).p, o->answers, SPR_MAX_LUA_BYTES, &rules);
  if (s != SPR_OK) return s;
  const spr_model *m = spr_build_alone_in(&d->arena, &d->sources, &d->diags, site, file, rules);
  if (!m || d->diags.errors) return SPR_EINVAL;
  return spr_library_alone(&d->alloc, m, &d->sources, &d->diags, &d->library);
}

static spr_status read_site(sprawa_definitions *d, const char *folder) {
  if (!is_folder(folder)) return SPR_ENOTFOUND;
  spr_status s = spr_site_load(&d->arena, &d->sources, &d->diags,
                               spr_str_dup(&d->arena, spr_str_of(folder)).p, &d->site);
  if (s == SPR_OK && d->site && !d->draft) s = spr_check_site(&d->alloc, d->site, &d->diags);
  if (s == SPR_OK && (!d->site || (d->diags.errors && !d->draft))) s = SPR_EINVAL;
  return s == SPR_OK ? spr_library_new(&d->alloc, d->site, &d->sources, &d->diags, &d->library) : s;
}

/* -- faults --------------------------------------------------------------------------------------------- */

static const char *z(spr_arena *a, spr_str s) {
  return spr_str_dup(a, s).p;
}

static uint32_t end_column(const spr_source *s, spr_span at, uint32_t line, uint32_t column) {
  uint32_t end_line = 0, end = 0;
  spr_source_place(s, at.to, &end_line, &end);
  if (end_line != line) end = spr_utf8_count(spr_source_line(s, line)) + 1;
  return end > column ? end : column + 1;
}

static sprawa_diagnostic shown(sprawa_definitions *d, const spr_diag *v) {
  sprawa_diagnostic out = {.severity = (sprawa_severity)v->severity,
                           .name = spr_code_name(v->code),
                           .message = z(&d->arena, v->message),
                           .help = z(&d->arena, v->help),
                           .file = ""};
  const spr_source *s = spr_sources_get(&d->sources, v->at.file);
  if (!s) return out;
  out.file = z(&d->arena, s->path);
  spr_source_place(s, v->at.from, &out.line, &out.column);
  out.end_column = end_column(s, v->at, out.line, out.column);
  return out;
}

static void tell_dropped(sprawa_definitions *d, sprawa_diagnostic_fn fn, void *data) {
  struct sprawa_shown inside = {d, NULL};
  sprawa_diagnostic v = {.severity = SPRAWA_NOTE,
                         .name = "more",
                         .message = spr_str_printf(&d->arena, "and %u more", d->diags.dropped).p,
                         .help = "",
                         .file = "",
                         .shown = &inside};
  fn(data, &v);
}

sprawa_code spr_api_faults(sprawa_definitions *d, sprawa_diagnostic_fn fn, void *data, sprawa_error *e) {
  sprawa_code code = SPRAWA_OK;
  spr_diags_sort(&d->diags);
  for (uint32_t i = 0; i < d->diags.n; i++) {
    struct sprawa_shown inside = {d, &d->diags.v[i]};
    sprawa_diagnostic v = shown(d, &d->diags.v[i]);
    v.shown = &inside;
    if (fn) fn(data, &v);
    if (code != SPRAWA_OK || v.severity != SPRAWA_ERROR) continue;
    code = spr_api_fail(e, SPRAWA_INVALID, v.name, "%s%s%s", v.message, *v.help ? "; " : "", v.help);
    spr_api_place(e, spr_str_of(v.file), v.line, v.column);
  }
  if (d->diags.dropped && fn) tell_dropped(d, fn, data);
  return code;
}

size_t sprawa_diagnostic_text(const sprawa_diagnostic *diagnostic, bool colour, char *out, size_t size) {
  spr_buf b;
  if (!diagnostic || !diagnostic->shown) return 0;
  const struct sprawa_shown *v = diagnostic->shown;
  spr_diags one = v->d->diags;
  one.v = (spr_diag *)(uintptr_t)v->entry;
  one.n = v->entry ? 1 : 0;
  spr_buf_init(&b, &v->d->alloc, SPR_MAX_OUTPUT_BYTES);
  spr_diags_text(&one, &b, colour);
  if (!v->entry) spr_buf_printf(&b, "... %s\n", diagnostic->message);
  size_t n = spr_texts_give(&b, out, size);
  spr_buf_release(&b);
  return n;
}

static const char *what(const opening *o) {
  return o->folder ? o->folder : o->path ? o->path : o->name;
}

static sprawa_code read_and_report(sprawa_definitions *d, const opening *o, sprawa_error *e) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return spr_api_status(e, SPR_ENOMEM, what(o));
  spr_status s = o->folder ? read_site(d, o->folder) : read_alone(d, o);
  bool tells = s != SPR_ENOMEM && !(d->draft && s == SPR_OK);
  sprawa_code code = tells ? spr_api_faults(d, o->report, o->report_data, e) : SPRAWA_OK;
  spr_arena_unguard(&d->arena, NULL);
  if (code != SPRAWA_OK && s == SPR_ENOTFOUND) code = SPRAWA_NOT_FOUND; /* it is told what there is not */
  if (code != SPRAWA_OK && e) e->code = code;
  if (code != SPRAWA_OK) return code;
  return s == SPR_OK ? spr_api_ok(e) : spr_api_status(e, s, what(o));
}

/* -- opening -------------------------------------------------------------------------------------------- */

static sprawa_code open_all(const sprawa_host *host, const opening *o, sprawa_definitions **out,
                            sprawa_error *e) {
  spr_str ignored;
  if (!out) return spr_api_fail(e, SPRAWA_INVALID, NULL, "nowhere to put the definitions");
  *out = NULL;
  sprawa_code code = spr_api_text(e, "the name", what(o), true, &ignored);
  if (code != SPRAWA_OK) return code;
  spr_alloc alloc = spr_api_alloc(host);
  sprawa_definitions *d = spr_realloc(&alloc, NULL, 0, sizeof *d);
  if (!d) return spr_api_status(e, SPR_ENOMEM, what(o));
  *d = (sprawa_definitions){.host = spr_api_host(host), .alloc = alloc, .draft = o->draft};
  spr_arena_init(&d->arena, &d->alloc, SPR_MAX_RUN_BYTES);
  spr_sources_init(&d->sources, &d->arena);
  spr_diags_init(&d->diags, &d->arena, &d->sources);
  code = read_and_report(d, o, e);
  if (code == SPRAWA_OK)
    *out = d;
  else
    sprawa_definitions_free(d);
  return code;
}

sprawa_code sprawa_definitions_site(const sprawa_host *host, const char *folder,
                                    sprawa_diagnostic_fn report_to, void *report_data,
                                    sprawa_definitions **out, sprawa_error *error) {
  opening o = {.folder = folder ? folder : "", .report = report_to, .report_data = report_data};
  return open_all(host, &o, out, error);
}

sprawa_code sprawa_definitions_draft(const sprawa_host *host, const char *folder,
                                     sprawa_diagnostic_fn report_to, void *report_data,
                                     sprawa_definitions **out, sprawa_error *error) {
  opening o = {
      .folder = folder ? folder : "", .draft = true, .report = report_to, .report_data = report_data};
  return open_all(host, &o, out, error);
}

sprawa_code sprawa_definitions_file(const sprawa_host *host, const char *path, const char *rules,
                                    sprawa_diagnostic_fn report_to, void *report_data,
                                    sprawa_definitions **out, sprawa_error *error) {
  opening o = {.path = path ? path : "", .rules = rules, .report = report_to, .report_data = report_data};
  return open_all(host, &o, out, error);
}

sprawa_code sprawa_definitions_text(const sprawa_host *host, const char *name, const char *text,
                                    const char *rules, sprawa_diagnostic_fn report_to, void *report_data,
                                    sprawa_definitions **out, sprawa_error *error) {
  opening o = {.name = name ? name : "",
               .text = text,
               .answers = rules,
               .report = report_to,
               .report_data = report_data};
  if (out) *out = NULL;
  if (!text) return spr_api_fail(error, SPRAWA_INVALID, NULL, "the text is missing");
  return open_all(host, &o, out, error);
}

void sprawa_definitions_free(sprawa_definitions *d) {
  if (!d) return;
  spr_alloc alloc = d->alloc;
  spr_library_free(d->library);
  spr_arena_release(&d->arena);
  spr_free(&alloc, d, sizeof *d);
}

/* -- hooks ---------------------------------------------------------------------------------------------- */

static bool declares(const spr_node *tree, spr_str name) {
  return spr_node_find(spr_node_get(tree, "hooks"), name) != NULL;
}

static bool is_declared(sprawa_definitions *d, spr_str name) {
  spr_definition *def = NULL;
  if (!d->site)
    return spr_library_get(d->library, NULL, NULL, SPR_STR(""), &def) == SPR_OK &&
           spr_model_hook(def->model, name) != SPR_NONE;
  for (uint32_t i = 0; i < d->site->npackages; i++) {
    const spr_package *p = &d->site->packages[i];
    if (declares(p->tree, name)) return true;
    for (uint32_t k = 0; k < p->nworkflows; k++)
      if (declares(p->workflows[k].tree, name)) return true;
  }
  return false;
}

static spr_api_hook *find_hook(const sprawa_definitions *d, spr_str name) {
  spr_api_hook *h = d->hooks;
  while (h && !spr_str_eq(h->bound.name, name)) h = h->next;
  return h;
}

static spr_status new_hook(sprawa_definitions *d, spr_str name, spr_api_hook **out) {
  jmp_buf env;
  if (spr_arena_guard(&d->arena, &env)) return SPR_ENOMEM;
  spr_api_hook *h = SPR_NEW(&d->arena, spr_api_hook);
  *h = (spr_api_hook){.d = d, .bound = {.name = spr_str_dup(&d->arena, name), .fn = spr_api_answer, .ud = h}};
  spr_arena_unguard(&d->arena, NULL);
  *out = h;
  return SPR_OK;
}

sprawa_code sprawa_definitions_hook(sprawa_definitions *d, const char *name, sprawa_hook_fn fn, void *data,
                                    sprawa_error *error) {
  spr_str s;
  if (!d || !fn) return spr_api_fail(error, SPRAWA_INVALID, NULL, "definitions or function are missing");
  sprawa_code code = spr_api_idle(d, error);
  if (code == SPRAWA_OK) code = spr_api_text(error, "the hook's name", name, true, &s);
  if (code != SPRAWA_OK) return code;
  if (!is_declared(d, s))
    return spr_api_fail(error, SPRAWA_NOT_FOUND, "unknown-hook", "no workflow declares a hook \"%s\"", name);
  spr_api_hook *h = find_hook(d, s);
  spr_status st = h ? SPR_OK : new_hook(d, s, &h);
  if (st == SPR_OK && !h->fn) st = spr_library_add_hook(d->library, &h->bound);
  if (st != SPR_OK) return spr_api_status(error, st, name);
  if (!h->fn) {
    h->next = d->hooks;
    d->hooks = h;
  }
  h->fn = fn;
  h->data = data;
  return spr_api_ok(error);
}
