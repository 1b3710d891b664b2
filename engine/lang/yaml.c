/* SPDX-License-Identifier: Apache-2.0 */
#include "lang/node.h"

#include <yaml.h>

#include "base/limits.h"
#include "lang/encoding.h"
#include "lang/yaml_fault.h"
#include "lang/yaml_refuse.h"

/* A collection that is being read. */
typedef struct frame {
  spr_node *node;
  uint32_t cap;
  bool has_key, drop; /* of a map: a key was read, and its value is not kept */
  bool is_key;        /* the collection stands where a key should */
  spr_str key;
  spr_span key_at;
} frame;

/* Lives in the arena: what stands there survives the jump when memory runs out. */
typedef struct reader {
  spr_arena *arena;
  spr_yaml_text in;
  yaml_parser_t parser;
  yaml_event_t event;
  size_t mark_chars; /* a place known in both measures: libyaml counts characters, we count bytes */
  uint32_t mark_bytes;
  frame stack[SPR_MAX_YAML_DEPTH];
  uint32_t depth, events, documents;
  spr_node *root;
  const spr_node *last;
  spr_str last_key;
} reader;

typedef enum outcome { GO_ON, DONE, GIVE_UP } outcome;

/* -- places --------------------------------------------------------------------------------------------- */

static bool is_tail(char c) {
  return ((unsigned char)c & 0xC0) == 0x80;
}

static uint32_t offset_of(reader *r, size_t chars) {
  spr_str t = r->in.text;
  while (r->mark_chars < chars && r->mark_bytes < t.n) {
    r->mark_bytes++;
    while (r->mark_bytes < t.n && is_tail(t.p[r->mark_bytes])) r->mark_bytes++;
    r->mark_chars++;
  }
  while (r->mark_chars > chars && r->mark_bytes > 0) {
    r->mark_bytes--;
    while (r->mark_bytes > 0 && is_tail(t.p[r->mark_bytes])) r->mark_bytes--;
    r->mark_chars--;
  }
  return r->mark_bytes;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The event's token; a block scalar ends behind its last character that is not blank. */
static spr_span event_span(reader *r) {
  uint32_t from = offset_of(r, r->event.start_mark.index);
  uint32_t to = offset_of(r, r->event.end_mark.index);
  while (to > from && is_blank(r->in.text.p[to - 1])) to--;
  return spr_span_make(r->in.file, from, to);
}

/* -- the tree ------------------------------------------------------------------------------------------- */

static void check_tab(reader *r, uint32_t at) {
  uint32_t tab = 0;
  if (spr_yaml_tab_before(r->in.text, at, &tab)) spr_yaml_report_tab(r->in.d, r->in.file, tab);
}

static frame *top(reader *r) {
  return r->depth ? &r->stack[r->depth - 1] : NULL;
}
static bool key_is_due(reader *r) {
  return r->depth && top(r)->node->kind == SPR_NODE_MAP && !top(r)->has_key;
}

static void put(reader *r, spr_node *n) {
  frame *f = top(r);
  if (!f) {
    r->root = n;
    return;
  }
  spr_node *c = f->node;
  if (c->kind == SPR_NODE_LIST) {
    *SPR_PUSH(r->arena, c->items, c->n, f->cap) = n;
    return;
  }
  f->has_key = false;
  if (f->drop) return;
  *SPR_PUSH(r->arena, c->members, c->n, f->cap) = (spr_member){f->key, f->key_at, n};
}

static void put_key(reader *r, spr_str key, spr_span at, bool keep) {
  frame *f = top(r);
  f->has_key = true;
  f->drop = !keep;
  f->key = key;
  f->key_at = at;
  if (!keep) f->node->poisoned = true;
}

static void report_key(reader *r, spr_span at, const char *what) {
  spr_diag *e = spr_diag_add(r->in.d, SPR_D_YAML_KEY, at, "%s cannot be a key", what);
  spr_diag_help(r->in.d, e, "a key is a plain word before a colon");
}

static void take_key(reader *r, const spr_node *n) {
  bool block = n->style == SPR_LITERAL || n->style == SPR_FOLDED;
  bool merge = spr_str_is(n->text, "<<");
  bool empty = n->text.n == 0;
  if (merge) {
    spr_diag *e = spr_diag_add(r->in.d, SPR_D_YAML_MERGE, n->at, "the merge key `<<` is not used here");
    spr_diag_help(r->in.d, e, "write the keys out");
  } else if (block || empty) {
    report_key(r, n->at, empty ? "an empty text" : "a block of text");
  }
  put_key(r, n->text, n->at, !merge && !block && !empty && !n->poisoned);
}

static outcome take_scalar(reader *r) {
  static const spr_scalar_style styles[] = {
      [YAML_ANY_SCALAR_STYLE] = SPR_PLAIN,
      [YAML_PLAIN_SCALAR_STYLE] = SPR_PLAIN,
      [YAML_SINGLE_QUOTED_SCALAR_STYLE] = SPR_SINGLE_QUOTED,
      [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = SPR_DOUBLE_QUOTED,
      [YAML_LITERAL_SCALAR_STYLE] = SPR_LITERAL,
      [YAML_FOLDED_SCALAR_STYLE] = SPR_FOLDED,
  };
  size_t length = r->event.data.scalar.length;
  spr_scalar_style style = styles[r->event.data.scalar.style];
  spr_span at = event_span(r);
  check_tab(r, at.from);
  bool poisoned = r->event.data.scalar.anchor || r->event.data.scalar.tag;
  if (poisoned) at.from = spr_yaml_refuse_properties(&r->in, at.from);
  if (at.to < at.from) at.to = at.from;
  if (length > SPR_MAX_SCALAR_BYTES) {
    spr_diag *e =
        spr_diag_add(r->in.d, SPR_D_TOO_LARGE, at, "the text is longer than %u bytes", SPR_MAX_SCALAR_BYTES);
    spr_diag_help(r->in.d, e, "a long expression belongs into a hook");
    poisoned = true;
    length = 0;
  } else if (style == SPR_DOUBLE_QUOTED && !spr_yaml_check_escapes(&r->in, at)) {
    poisoned = true;
  }
  spr_str text =
      spr_str_n(spr_arena_strdup(r->arena, (const char *)r->event.data.scalar.value, length), length);
  spr_node *n = spr_node_new_scalar(r->arena, text, style, at);
  n->poisoned = poisoned;
  r->last = n;
  r->last_key = SPR_STR("");
  if (key_is_due(r)) {
    take_key(r, n);
    return GO_ON;
  }
  if (r->depth && top(r)->node->kind == SPR_NODE_MAP) r->last_key = top(r)->key;
  put(r, n);
  return GO_ON;
}

static outcome take_alias(reader *r) {
  spr_span at = event_span(r);
  spr_yaml_report_alias(&r->in, at);
  if (key_is_due(r)) {
    put_key(r, SPR_STR(""), at, false);
    return GO_ON;
  }
  spr_node *n = spr_node_new_scalar(r->arena, SPR_STR(""), SPR_PLAIN, at);
  n->poisoned = true;
  put(r, n);
  return GO_ON;
}

static outcome open_collection(reader *r, spr_node_kind kind, bool flow, bool properties) {
  spr_span at = event_span(r);
  check_tab(r, at.from);
  if (properties) at.from = spr_yaml_refuse_properties(&r->in, at.from);
  at.to = at.from < r->in.text.n ? at.from + 1 : at.from;
  if (r->depth == SPR_MAX_YAML_DEPTH) {
    spr_diag *e = spr_diag_add(r->in.d, SPR_D_TOO_DEEP, at, "lists and maps are nested deeper than %d",
                               SPR_MAX_YAML_DEPTH);
    spr_diag_help(r->in.d, e, "make the inner states a workflow of their own and `use` it");
    return GIVE_UP;
  }
  spr_node *n = kind == SPR_NODE_LIST ? spr_node_new_list(r->arena, NULL, 0, at)
                                      : spr_node_new_map(r->arena, NULL, 0, at);
  n->style = flow ? SPR_FLOW : SPR_BLOCK;
  n->poisoned = properties;
  bool is_key = key_is_due(r);
  if (is_key) report_key(r, at, kind == SPR_NODE_LIST ? "a list" : "a map");
  r->stack[r->depth++] = (frame){.node = n, .is_key = is_key};
  return GO_ON;
}

/* Of two equal keys the first stays. */
static void drop_duplicates(reader *r, spr_node *map) {
  spr_names seen;
  spr_names_init(&seen, r->arena);
  uint32_t n = 0;
  for (uint32_t i = 0; i < map->n; i++) {
    const spr_member m = map->members[i];
    bool added;
    uint32_t first = spr_names_add(&seen, m.key, &added);
    if (added) {
      map->members[n++] = m;
      continue;
    }
    spr_diag *e = spr_diag_add(r->in.d, SPR_D_DUPLICATE_KEY, m.key_at,
                               "the key \"%.*s\" stands twice in this map", SPR_FMT(m.key));
    spr_diag_also(r->in.d, e, map->members[first].key_at, "the first one is here");
    spr_diag_help(r->in.d, e, "remove one of them");
  }
  map->n = n;
}

static outcome close_collection(reader *r) {
  frame f = r->stack[--r->depth];
  spr_node *n = f.node;
  uint32_t end = offset_of(r, r->event.end_mark.index);
  if (n->style == SPR_FLOW && end > 0) check_tab(r, end - 1);
  if (n->kind == SPR_NODE_MAP) {
    drop_duplicates(r, n);
    if (n->style == SPR_BLOCK && n->n && n->members[0].key_at.from == n->at.from)
      n->at = n->members[0].key_at;
  }
  if (f.is_key)
    put_key(r, SPR_STR(""), n->at, false);
  else
    put(r, n);
  return GO_ON;
}

static outcome open_document(reader *r) {
  uint32_t from = offset_of(r, r->event.start_mark.index);
  if (r->documents++) {
    spr_diag *e = spr_diag_add(r->in.d, SPR_D_YAML_DOCUMENTS,
                               spr_span_make(r->in.file, from, spr_yaml_word_end(r->in.text, from)),
                               "a second document begins here");
    spr_diag_help(r->in.d, e, "put it into a file of its own");
    return DONE;
  }
  return GO_ON;
}

static outcome take(reader *r) {
  if (++r->events > SPR_MAX_YAML_EVENTS) {
    spr_diag *e = spr_diag_add(r->in.d, SPR_D_TOO_LARGE, event_span(r), "the file has more than %d parts",
                               SPR_MAX_YAML_EVENTS);
    spr_diag_help(r->in.d, e, "split it");
    return GIVE_UP;
  }
  switch (r->event.type) {
    case YAML_DOCUMENT_START_EVENT: return open_document(r);
    case YAML_SCALAR_EVENT: return take_scalar(r);
    case YAML_ALIAS_EVENT: return take_alias(r);
    case YAML_SEQUENCE_START_EVENT:
      return open_collection(r, SPR_NODE_LIST, r->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                             r->event.data.sequence_start.anchor || r->event.data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
      return open_collection(r, SPR_NODE_MAP, r->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                             r->event.data.mapping_start.anchor || r->event.data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_collection(r);
    case YAML_STREAM_END_EVENT: return DONE;
    default: return GO_ON;
  }
}

/* -- the loop ------------------------------------------------------------------------------------------- */

static void report_syntax(reader *r) {
  const yaml_parser_t *p = &r->parser;
  spr_yaml_fault f = {
      .file = r->in.file,
      .problem = p->problem,
      .at = offset_of(r, p->problem_mark.index),
      .context = p->context,
      .last = r->last,
      .last_key = r->last_key,
  };
  f.context_at = p->context ? offset_of(r, p->context_mark.index) : f.at;
  spr_yaml_report(r->in.d, &f);
}

static void release(reader *r) {
  yaml_event_delete(&r->event);
  yaml_parser_delete(&r->parser);
}

/* Does not return: asking the arena for the impossible goes where its owner wants to be when memory runs out.
 */
static void out_of_memory(reader *r, jmp_buf *outer) {
  release(r);
  spr_arena_unguard(r->arena, outer);
  spr_arena_alloc(r->arena, SIZE_MAX);
}

static outcome run(reader *r, jmp_buf *outer) {
  for (;;) {
    if (!yaml_parser_parse(&r->parser, &r->event)) {
      if (r->parser.error == YAML_MEMORY_ERROR) out_of_memory(r, outer);
      report_syntax(r);
      return GIVE_UP;
    }
    outcome o = take(r);
    yaml_event_delete(&r->event);
    if (o != GO_ON) return o;
  }
}

static outcome parse(reader *r) {
  jmp_buf env, *outer = r->arena->escape;
  if (!yaml_parser_initialize(&r->parser)) out_of_memory(r, outer);
  if (spr_arena_guard(r->arena, &env)) out_of_memory(r, outer);
  yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->in.text.p, r->in.text.n);
  outcome o = run(r, outer);
  spr_arena_unguard(r->arena, outer);
  release(r);
  return o;
}

static bool nothing_but_space(const spr_node *root) {
  return !root ||
         (spr_node_is_scalar(root) && root->style == SPR_PLAIN && root->text.n == 0 && !root->poisoned);
}

spr_node *spr_yaml_parse(spr_arena *a, spr_diags *d, uint32_t file) {
  spr_str text = spr_sources_get(d->sources, file)->text;
  if (text.n > SPR_MAX_YAML_BYTES) {
    spr_diag *e = spr_diag_add(d, SPR_D_TOO_LARGE, spr_span_make(file, 0, 0),
                               "the file is larger than %u bytes", SPR_MAX_YAML_BYTES);
    spr_diag_help(d, e, "split it");
    return NULL;
  }
  spr_yaml_text in = {d, file, text};
  if (!spr_source_check(d, file) || !spr_yaml_check_directives(&in)) return NULL;
  reader *r = SPR_NEW(a, reader);
  r->arena = a;
  r->in = in;
  if (parse(r) == GIVE_UP) return NULL;
  if (!nothing_but_space(r->root)) return r->root;
  spr_diag *e = spr_diag_add(d, SPR_D_EMPTY_FILE, spr_span_make(file, 0, 0), "the file says nothing");
  spr_diag_help(d, e, "write it, or delete it");
  return NULL;
}

const char *spr_yaml_library(void) {
  return yaml_get_version_string();
}
