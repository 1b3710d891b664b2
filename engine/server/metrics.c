/* SPDX-License-Identifier: Apache-2.0 */
#include "server/metrics.h"

#include <inttypes.h>
#include <pthread.h>

#include "base/limits.h"

/* Upper ends of the classes of durations, in microseconds: what people feel, and what a commit takes. */
static const uint32_t ends[] = {500,   1000,   2500,   5000,    10000,   25000,
                                50000, 100000, 250000, 1000000, 2500000, 10000000};
#define NENDS ((uint32_t)(sizeof ends / sizeof *ends))

typedef struct route_count {
  const char *route;
  spr_method method;
  uint16_t status;
  uint64_t n;
} route_count;

typedef struct refused_count {
  const char *code;
  uint64_t n;
} refused_count;

struct spr_metrics {
  pthread_mutex_t lock;
  route_count routes[SPR_MAX_COUNTED_ROUTES];
  refused_count refused[SPR_MAX_COUNTED_CODES];
  uint32_t nroutes, nrefused;
  uint64_t other; /* requests for which there was no room */
  uint64_t classes[sizeof ends / sizeof *ends], slower, sum_us, requests;
  uint64_t turned_away;
};

spr_metrics *spr_metrics_new(void) {
  spr_metrics *m = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *m);
  if (!m) return NULL;
  memset(m, 0, sizeof *m);
  pthread_mutex_init(&m->lock, NULL);
  return m;
}

void spr_metrics_free(spr_metrics *m) {
  if (!m) return;
  pthread_mutex_destroy(&m->lock);
  spr_free(&spr_alloc_default, m, sizeof *m);
}

static uint64_t *route_of(spr_metrics *m, const char *route, spr_method method, uint16_t status) {
  for (uint32_t i = 0; i < m->nroutes; i++) {
    route_count *r = &m->routes[i];
    if (r->status == status && r->method == method && strcmp(r->route, route) == 0) return &r->n;
  }
  if (m->nroutes == SPR_MAX_COUNTED_ROUTES) return &m->other;
  m->routes[m->nroutes] = (route_count){.route = route, .method = method, .status = status};
  return &m->routes[m->nroutes++].n;
}

void spr_metrics_request(spr_metrics *m, const char *route, spr_method method, uint16_t status, int64_t us) {
  uint64_t took = us < 0 ? 0 : (uint64_t)us;
  uint32_t i = 0;
  while (i < NENDS && took > ends[i]) i++;
  pthread_mutex_lock(&m->lock);
  ++*route_of(m, route ? route : "none", method, status);
  if (i < NENDS)
    m->classes[i]++;
  else
    m->slower++;
  m->sum_us += took;
  m->requests++;
  pthread_mutex_unlock(&m->lock);
}

void spr_metrics_refused(spr_metrics *m, const char *code) {
  uint32_t i = 0;
  pthread_mutex_lock(&m->lock);
  while (i < m->nrefused && strcmp(m->refused[i].code, code) != 0) i++;
  if (i == m->nrefused && i < SPR_MAX_COUNTED_CODES) m->refused[m->nrefused++] = (refused_count){code, 0};
  if (i < m->nrefused) m->refused[i].n++;
  pthread_mutex_unlock(&m->lock);
}

void spr_metrics_turned_away(spr_metrics *m) {
  pthread_mutex_lock(&m->lock);
  m->turned_away++;
  pthread_mutex_unlock(&m->lock);
}

static void head(spr_buf *out, const char *name, const char *type, const char *help) {
  spr_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(spr_buf *out, const char *name, const char *type, const char *help, uint64_t n) {
  head(out, name, type, help);
  spr_buf_printf(out, "%s %" PRIu64 "\n", name, n);
}

static void write_routes(const spr_metrics *m, spr_buf *out) {
  static const char *const methods[] = {"GET", "HEAD", "POST"};
  head(out, "sprawa_http_requests_total", "counter", "Requests answered, by route, method and status.");
  for (uint32_t i = 0; i < m->nroutes; i++) {
    const route_count *r = &m->routes[i];
    spr_buf_printf(out, "sprawa_http_requests_total{route=\"%s\",method=\"%s\",status=\"%u\"} %" PRIu64 "\n",
                   r->route, methods[r->method], r->status, r->n);
  }
  if (m->other)
    spr_buf_printf(out, "sprawa_http_requests_total{route=\"other\",method=\"\",status=\"\"} %" PRIu64 "\n",
                   m->other);
}

static void write_times(const spr_metrics *m, spr_buf *out) {
  uint64_t n = 0;
  head(out, "sprawa_http_request_seconds", "histogram", "From a whole request to its answer.");
  for (uint32_t i = 0; i < NENDS; i++) {
    n += m->classes[i];
    spr_buf_printf(out, "sprawa_http_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n", ends[i] / 1e6, n);
  }
  spr_buf_printf(out, "sprawa_http_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", m->requests);
  spr_buf_printf(out, "sprawa_http_request_seconds_sum %.6f\n", (double)m->sum_us / 1e6);
  spr_buf_printf(out, "sprawa_http_request_seconds_count %" PRIu64 "\n", m->requests);
}

static void write_refused(const spr_metrics *m, spr_buf *out) {
  head(out, "sprawa_http_refused_total", "counter", "Requests refused before they were looked at, by code.");
  for (uint32_t i = 0; i < m->nrefused; i++)
    spr_buf_printf(out, "sprawa_http_refused_total{code=\"%s\"} %" PRIu64 "\n", m->refused[i].code,
                   m->refused[i].n);
}

/* Counts of cases, which tell of none of them; beyond a thousand they stop, for nobody looks more closely
 * then. */
static void write_condition(const sprawa_condition *c, spr_buf *out) {
  one(out, "sprawa_timers_due", "gauge", "Cases with something due that has not fired, up to 1000.",
      c->due.n);
  head(out, "sprawa_timers_lag_seconds", "gauge", "How long the first of what is due waits to be fired.");
  spr_buf_printf(out, "sprawa_timers_lag_seconds %.3f\n", (double)c->late / 1e3);
  one(out, "sprawa_cases_overdue", "gauge", "Open cases with a deadline that has passed, up to 1000.",
      c->overdue.n);
  one(out, "sprawa_cases_failing", "gauge", "Cases in which something failed and is tried again, up to 1000.",
      c->incidents.n);
  one(out, "sprawa_messages_waiting", "gauge", "Messages between cases not delivered yet, up to 1000.",
      c->messages.n);
}

static void write_database(const sprawa_condition *c, spr_buf *out) {
  one(out, "sprawa_journal_entries", "gauge", "Entries of the journal.", c->entries);
  one(out, "sprawa_database_bytes", "gauge", "Size of the database.", c->bytes);
  one(out, "sprawa_outbox_waiting", "gauge", "Notices in the outbox not acknowledged yet, up to 1000.",
      c->notices.n);
}

static void write_server(spr_metrics *m, const spr_gauges *g, spr_buf *out) {
  pthread_mutex_lock(&m->lock);
  write_routes(m, out);
  write_times(m, out);
  write_refused(m, out);
  one(out, "sprawa_http_turned_away_total", "counter", "Connections not taken: there were too many.",
      m->turned_away);
  pthread_mutex_unlock(&m->lock);
  one(out, "sprawa_http_connections", "gauge", "Open connections that are no streams.", g->connections);
  one(out, "sprawa_http_streams", "gauge", "Open streams of events.", g->streams);
  one(out, "sprawa_http_waiting", "gauge", "Requests that wait for a thread.", g->waiting);
  one(out, "sprawa_http_working", "gauge", "Requests that are worked on.", g->working);
  one(out, "sprawa_log_lines_lost_total", "counter",
      "Lines left out of the log: whoever reads it did not keep up.", g->unlogged);
  one(out, "sprawa_database_writable", "gauge", "1: the database could be written; see /readyz.",
      g->writable);
}

void spr_metrics_write(spr_metrics *m, const spr_gauges *g, spr_buf *out) {
  if (g->whole) write_server(m, g, out);
  if (g->whole && g->known) write_database(&g->condition, out);
  if (g->known) write_condition(&g->condition, out);
}
