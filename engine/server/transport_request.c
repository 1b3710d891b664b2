/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include "server/target.h"
#include "server/transport_impl.h"

/* -- the head ------------------------------------------------------------------------------------------- */

static void keep_target(spr_exchange *x, const char *uri) {
  jmp_buf env;
  size_t n = strlen(uri);
  x->target_at = uri;
  x->head.target = (spr_str){"", n <= SPR_MAX_TARGET ? 0 : SPR_MAX_TARGET + 1};
  if (n > SPR_MAX_TARGET) return;
  if (spr_arena_guard(&x->arena, &env))
    x->refused = &spr_refused_overloaded;
  else
    x->head.target = spr_str_dup(&x->arena, spr_str_n(uri, n));
  spr_arena_unguard(&x->arena, NULL);
}

/* Called when the request line was read, before the library takes parameters apart: that takes it quadratic
 * time and its memory, so they are cut off there. The bytes are in its own buffer, where it writes itself. */
void *spr_request_target(void *ud, const char *uri, struct MHD_Connection *c) {
  spr_exchange *x = spr_exchange_new(ud, c);
  char *query = uri ? strchr((char *)(uintptr_t)uri, '?') : NULL;
  if (x) {
    keep_target(x, uri ? uri : "");
    if (!x->link) x->refused = &spr_refused_overloaded;
  }
  if (query && query[1]) query[1] = '\0';
  return x;
}

typedef struct fields {
  spr_head *head;
  uintptr_t end; /* of what was seen of the head so far */
  bool exact;    /* nothing lies between what was seen */
  bool many;
} fields;

static enum MHD_Result take_field(void *ud, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                  const char *value, size_t value_n) {
  fields *f = ud;
  spr_head *h = f->head;
  (void)kind;
  f->many = h->nfields == SPR_MAX_HTTP_HEADERS;
  if (f->many) return MHD_NO;
  if (!value) value_n = 0;
  f->exact =
      f->exact && value && (uintptr_t)name == f->end + 2 && (uintptr_t)value > (uintptr_t)name + name_n;
  f->end = (uintptr_t)value + value_n;
  h->fields[h->nfields++] =
      (spr_pair){spr_str_n(name, name_n), spr_str_trim(spr_str_n(value_n ? value : "", value_n))};
  return MHD_YES;
}

/* What stands before a request the library passes over, lines that begin with a NUL among them; but it reads
 * each request of a connection to the same place. An empty line may be left over from the request before
 * (RFC 9112, 2.2). */
static bool begins_well(spr_link *l, uintptr_t at) {
  if (l->request_at == 0) l->request_at = at;
  if (l->odd) return false;
  return at == l->request_at || at == l->request_at + 2;
}

/* The library is lenient: it takes a lone line feed or a NUL for an end of line, a field without a name for
 * the end of the head, and passes over spaces and empty words. What it found lies in its buffer as it came;
 * so if the pieces with CR LF between them are the whole head, there was nothing else. */
static const spr_refusal *read_head(spr_exchange *x, const char *method, const char *version) {
  spr_head *h = &x->head;
  const union MHD_ConnectionInfo *size =
      MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  h->method = spr_str_of(method);
  h->version = spr_str_of(version);
  if (h->target.n > SPR_MAX_TARGET || x->refused || !size) return NULL;
  if (size->header_size > SPR_MAX_HTTP_HEAD) return &spr_refused_headers;
  uintptr_t at = (uintptr_t)method + h->method.n + 1;
  fields f = {.head = h, .exact = begins_well(x->link, (uintptr_t)method) && (uintptr_t)x->target_at == at};
  at += h->target.n + 1;
  f.exact = f.exact && (uintptr_t)version == at;
  f.end = at + h->version.n;
  MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, take_field, &f);
  if (f.many) return &spr_refused_headers;
  bool whole = f.exact && f.end + 4 == (uintptr_t)method + size->header_size;
  return whole ? NULL : &spr_refused_malformed;
}

static void pass_guard(spr_exchange *x, const char *method, const char *version) {
  const spr_refusal *odd = read_head(x, method, version);
  if (x->refused) return;
  /* What it is refused for should be what is wrong with it, so the guard is asked first. */
  x->refused = spr_guard_check(&x->transport->options.guard, &x->head, &x->length);
  if (odd && (!x->refused || odd == &spr_refused_headers)) x->refused = odd;
}

/* -- the work ------------------------------------------------------------------------------------------- */

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static void copy_headers(spr_exchange *x) {
  const spr_head *h = &x->head;
  spr_pair *v = SPR_NEW_N(&x->arena, spr_pair, h->nfields + 1);
  for (uint32_t i = 0; i < h->nfields; i++) {
    char *name = spr_arena_strdup(&x->arena, h->fields[i].name.p, h->fields[i].name.n);
    for (char *p = name; *p; p++) *p = lower(*p);
    v[i] = (spr_pair){spr_str_n(name, h->fields[i].name.n), h->fields[i].value};
  }
  x->http.headers = v;
  x->http.nheaders = h->nfields;
}

static bool is_v4(const unsigned char *a) {
  static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return memcmp(a, mapped, sizeof mapped) == 0;
}

static bool is_loopback(const unsigned char *a) {
  return is_v4(a) ? a[12] == 127 : IN6_IS_ADDR_LOOPBACK((const struct in6_addr *)(const void *)a);
}

static spr_str address_text(spr_arena *arena, const unsigned char *a) {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_v4(a))
    inet_ntop(AF_INET, a + 12, text, sizeof text);
  else
    inet_ntop(AF_INET6, a, text, sizeof text);
  return spr_str_dup(arena, spr_str_of(text));
}

/* What the proxy itself has added: the last word of the last line. What comes before it, anybody may say. */
static spr_str last_word(const spr_http *h, const char *name) {
  spr_str found = {NULL, 0};
  for (uint32_t i = 0; i < h->nheaders; i++)
    if (spr_str_is(h->headers[i].name, name)) found = h->headers[i].value;
  for (uint32_t i = found.n; i > 0; i--)
    if (found.p[i - 1] == ',') return spr_str_trim(spr_str_sub(found, i, found.n));
  return found;
}

/* As that of a connection: a limit must not be another one because a proxy is in between. */
static bool read_address(spr_str s, unsigned char out[16]) {
  char text[INET6_ADDRSTRLEN];
  struct sockaddr_in v4 = {.sin_family = AF_INET};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
  const struct sockaddr *found = NULL;
  if (s.n == 0 || s.n >= sizeof text) return false;
  memcpy(text, s.p, s.n);
  text[s.n] = '\0';
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) found = (const struct sockaddr *)&v4;
  if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) found = (const struct sockaddr *)&v6;
  if (found) spr_link_address(found, out);
  return found != NULL;
}

static void read_origin(spr_exchange *x) {
  const spr_transport_options *o = &x->transport->options;
  spr_http *h = &x->http;
  unsigned char client[16];
  bool told = o->proxied && read_address(last_word(h, "x-forwarded-for"), client);
  h->peer = address_text(&x->arena, told ? client : x->link->address);
  h->local = !o->proxied && is_loopback(x->link->address);
  h->secure = o->certificate || (o->proxied && spr_str_is(last_word(h, "x-forwarded-proto"), "https"));
}

static spr_method method_of(const spr_head *h) {
  if (spr_str_is(h->method, "POST")) return SPR_METHOD_POST;
  return spr_str_is(h->method, "HEAD") ? SPR_METHOD_HEAD : SPR_METHOD_GET;
}

static void go_on_later(void *ud, bool soon);

static void read_request(spr_exchange *x) {
  spr_http *h = &x->http;
  h->arena = &x->arena;
  h->at = spr_clock_now();
  h->method = method_of(&x->head);
  h->body = spr_buf_view(&x->body);
  h->ready = go_on_later;
  h->ready_ud = x;
  spr_target_read(x->head.target, h);
  copy_headers(x);
  read_origin(x);
}

/* In a function of its own, so that no local variable is alive across the jump. */
static bool run_guarded(spr_exchange *x, void (*part)(spr_exchange *x)) {
  jmp_buf env;
  if (spr_arena_guard(&x->arena, &env)) {
    spr_arena_unguard(&x->arena, NULL);
    return false;
  }
  part(x);
  spr_arena_unguard(&x->arena, NULL);
  return true;
}

/* Should it jump, nothing of it is left. */
static void begin_visit(spr_exchange *x) {
  struct spr_visit *v = x->visit;
  x->visit = NULL;
  x->visit = spr_visit_begin(v);
}

static void account(spr_exchange *x) {
  int64_t took = spr_clock_steady_us() - x->began;
  const spr_answer *a = &x->answer;
  bool bare = x->http.method == SPR_METHOD_HEAD || a->status == 304;
  spr_metrics_request(x->transport->server->metrics, a->route, x->http.method, a->status, took);
  spr_log_request(x->transport->log, x->http.at, a->route, x->http.method, a->status, took,
                  bare ? 0 : a->body.n, a->fault);
}

static void end_answer(spr_exchange *x) {
  if (x->answer.status == 0 || x->answer.body.failed) spr_answer_refuse(x, &spr_refused_failed);
  account(x);
  if (!spr_answer_make(x)) x->response = NULL;
}

static void resume(spr_exchange *x, exchange_state state) {
  x->state = state;
  MHD_resume_connection(x->connection);
}

/* What waits for a commit is left; then it is another worker's at any time. */
static void answer_or_leave(spr_exchange *x) {
  spr_transport *t = x->transport;
  while (x->visit) {
    atomic_fetch_add(&t->away, 1);
    if (!spr_visit_leave(x->visit)) return;
    atomic_fetch_sub(&t->away, 1);
    x->visit = spr_visit_go_on(x->visit);
  }
  end_answer(x);
  resume(x, EXCHANGE_ANSWERED);
}

/* It has waited for a worker so long that it could not be answered before the end. */
static bool is_too_late(const spr_transport *t) {
  return t->stopping && spr_clock_steady() - t->stopped > SPR_STOP_BEGIN_MS;
}

static void give_up(spr_exchange *x) {
  spr_visit_end(x->visit);
  x->visit = NULL;
  spr_answer_refuse(x, &spr_refused_stopping);
}

/* On a worker's thread, or the library's where that is soon done. */
static void work(spr_job *job) {
  spr_exchange *x = (spr_exchange *)job;
  if (is_too_late(x->transport))
    give_up(x);
  else if (!run_guarded(x, begin_visit))
    spr_answer_refuse(x, &spr_refused_overloaded);
  answer_or_leave(x);
}

static void work_again(spr_job *job) {
  spr_exchange *x = (spr_exchange *)job;
  x->visit = spr_visit_go_on(x->visit);
  answer_or_leave(x);
}

/* On the thread of whatever it waited for. What is soon told is told by the library's thread, which sends it
 * anyway: to wake a worker in between takes longer. */
static void go_on_later(void *ud, bool soon) {
  spr_exchange *x = ud;
  spr_transport *t = x->transport;
  x->job.run = work_again;
  if (soon)
    resume(x, EXCHANGE_MET);
  else
    spr_crew_give_again(t->crew, &x->job);
  atomic_fetch_sub(&t->away, 1);
}

/* -- the way of a request ------------------------------------------------------------------------------- */

static enum MHD_Result send_answer(spr_exchange *x) {
  if (x->link) spr_link_enter(x->transport, x->link, x->answer.stream ? LINK_STREAM : LINK_SENDING);
  x->state = EXCHANGE_SENT;
  return x->response ? x->transport->queue(x->connection, x->answer.status, x->response) : MHD_NO;
}

/* Should it have to wait once more, its connection rests again. */
static enum MHD_Result tell(spr_exchange *x) {
  x->visit = spr_visit_go_on(x->visit);
  if (!x->visit) {
    end_answer(x);
    return send_answer(x);
  }
  x->state = EXCHANGE_WORKING;
  MHD_suspend_connection(x->connection);
  answer_or_leave(x);
  return MHD_YES;
}

static enum MHD_Result refuse(spr_exchange *x) {
  spr_answer_refused(x->transport, x->refused);
  spr_answer_begin(x);
  spr_answer_refuse(x, x->refused);
  return spr_answer_make(x) ? send_answer(x) : MHD_NO;
}

/* Nobody else gives jobs, so there is still room when the connection rests. What is soon done is done here:
 * to wake a worker takes longer. */
static enum MHD_Result give(spr_exchange *x) {
  spr_transport *t = x->transport;
  spr_answer_begin(x);
  x->job.run = work;
  x->began = spr_clock_steady_us();
  if (run_guarded(x, read_request)) x->visit = spr_visit_new(t->server, &x->http, &x->answer);
  bool soon = x->visit && spr_visit_soon(x->visit);
  if (!x->visit || (!soon && !spr_crew_has_room(t->crew)))
    x->refused = &spr_refused_overloaded;
  else if (!spr_link_work(t, x->link))
    x->refused = &spr_refused_stopping;
  if (x->refused) return refuse(x);
  x->state = EXCHANGE_WORKING;
  MHD_suspend_connection(x->connection);
  if (!soon) return spr_crew_give(t->crew, &x->job) ? MHD_YES : MHD_NO;
  work(&x->job);
  return MHD_YES;
}

static enum MHD_Result take_body(spr_exchange *x, const char *data, size_t *size) {
  if (x->body.n + *size <= x->length) spr_buf_add(&x->body, data, *size);
  *size = 0;
  return x->body.failed ? MHD_NO : MHD_YES;
}

enum MHD_Result spr_request_part(void *ud, struct MHD_Connection *c, const char *url, const char *method,
                                 const char *version, const char *data, size_t *size, void **context) {
  spr_exchange *x = *context;
  (void)ud;
  (void)c;
  (void)url;
  if (!x) return MHD_NO;
  switch (x->state) {
    case EXCHANGE_NEW:
      pass_guard(x, method, version);
      x->state = EXCHANGE_BODY;
      return x->refused ? refuse(x) : MHD_YES;
    case EXCHANGE_BODY:
      if (*size > 0) return take_body(x, data, size);
      return x->body.n == x->length ? give(x) : MHD_NO;
    case EXCHANGE_MET: return tell(x);
    case EXCHANGE_ANSWERED: return send_answer(x);
    case EXCHANGE_WORKING:
    case EXCHANGE_SENT: break;
  }
  return MHD_YES;
}

void spr_request_done(void *ud, struct MHD_Connection *c, void **context,
                      enum MHD_RequestTerminationCode why) {
  spr_exchange *x = *context;
  (void)ud;
  (void)c;
  (void)why;
  if (!x) return;
  if (x->visit)
    spr_visit_end(x->visit); /* refused, or the client has left between the commit and the answer */
  if (x->answer.stream) spr_stream_end(x);
  if (x->response) MHD_destroy_response(x->response);
  if (x->link) spr_link_enter(x->transport, x->link, LINK_READING);
  spr_exchange_free(x);
  *context = NULL;
}
