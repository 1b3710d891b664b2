/* SPDX-License-Identifier: Apache-2.0 */
#include "server/transport_impl.h"

/* What every answer says to a browser: run and show nothing but what came from here, be in nobody's frame,
 * tell nobody where one was, keep no copy. */
static const char *const always[][2] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                                "connect-src 'self'; form-action "
                                "'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for "
                                "'script'; trusted-types 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
                           "microphone=(), payment=(), usb=()"},
};

#define SECURE_FOR_A_YEAR "max-age=31536000"

void spr_answer_begin(spr_exchange *x) {
  x->answer = (spr_answer){.arena = &x->arena};
  spr_buf_init(&x->answer.body, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
}

static bool add(struct MHD_Response *r, const char *name, const char *value) {
  return MHD_add_response_header(r, name, value) == MHD_YES;
}

static bool add_always(struct MHD_Response *r, bool secure) {
  bool ok = true;
  for (size_t i = 0; i < sizeof always / sizeof *always; i++) ok = add(r, always[i][0], always[i][1]) && ok;
  if (secure) ok = add(r, "Strict-Transport-Security", SECURE_FOR_A_YEAR) && ok;
  return ok;
}

static bool closes(const spr_exchange *x, uint16_t status) {
  return status >= 400 || x->answer.close || x->answer.stream || x->transport->stopping;
}

static bool add_own(const spr_answer *a, struct MHD_Response *r) {
  bool ok = true;
  if (a->type) ok = add(r, "Content-Type", a->type);
  if (!a->cacheable) ok = add(r, "Cache-Control", "no-store") && ok;
  for (uint32_t i = 0; i < a->nheaders; i++) ok = add(r, a->headers[i].name.p, a->headers[i].value.p) && ok;
  return ok;
}

/* NULL: no memory. */
static struct MHD_Response *dress(struct MHD_Response *r, const spr_answer *a, bool secure, bool closing) {
  if (!r) return NULL;
  bool ok = add_always(r, secure) && add_own(a, r);
  if (closing) ok = add(r, "Connection", "close") && ok;
  if (ok) return r;
  MHD_destroy_response(r);
  return NULL;
}

static struct MHD_Response *bare(const spr_buf *body, enum MHD_ResponseMemoryMode mode) {
  return MHD_create_response_from_buffer(body->n, body->p ? body->p : (void *)(uintptr_t) "", mode);
}

static struct MHD_Response *make_answer(spr_exchange *x) {
  const spr_answer *a = &x->answer;
  struct MHD_Response *r = a->stream ? spr_stream_response(x) : bare(&a->body, MHD_RESPMEM_PERSISTENT);
  return dress(r, a, x->http.secure || x->transport->options.certificate, closes(x, a->status));
}

static void set(spr_answer *a, spr_str name, spr_str value) {
  a->headers[a->nheaders++] = (spr_pair){name, value};
}

static void tell_refusal(spr_answer *a, const spr_refusal *why) {
  spr_problem_tell(a, why->problem, why->detail);
  if (a->status == 405) set(a, SPR_STR("Allow"), SPR_STR("GET, HEAD, POST"));
  if (a->status == 503) set(a, SPR_STR("Retry-After"), SPR_STR("1"));
  if (a->status == 429) set(a, SPR_STR("Retry-After"), SPR_STR("30"));
}

void spr_answer_refuse(spr_exchange *x, const spr_refusal *why) {
  spr_answer *a = &x->answer;
  if (a->stream) a->stream->release(a->stream);
  a->stream = NULL;
  a->nheaders = 0;
  a->cacheable = false;
  tell_refusal(a, why);
}

bool spr_answer_make(spr_exchange *x) {
  spr_answer *a = &x->answer;
  const spr_refusal *no = a->stream ? spr_stream_begin(x) : NULL;
  if (no) spr_answer_refuse(x, no);
  x->response = make_answer(x);
  /* A stream lives for hours: of its request nothing stays. */
  if (a->stream) spr_arena_release(&x->arena);
  if (a->stream) spr_buf_release(&x->body);
  return x->response != NULL;
}

/* -- of what was not read ------------------------------------------------------------------------------- */

void spr_answer_refused(const spr_transport *t, const spr_refusal *why) {
  const spr_problem_info *p = spr_problem_of(why->problem);
  spr_metrics_refused(t->server->metrics, p->code);
  spr_log_refused(t->log, spr_clock_now(), p->code, p->status);
}

static void begin_refusal(spr_answer *a, const spr_refusal *why) {
  *a = (spr_answer){.status = 0};
  spr_buf_init(&a->body, &spr_alloc_default, SPR_MAX_ANSWER_BYTES);
  tell_refusal(a, why);
}

enum MHD_Result spr_answer_refusal(spr_link *l, const spr_refusal *why) {
  spr_transport *t = l->transport;
  struct MHD_Response *r = NULL;
  spr_answer a;
  spr_answer_refused(t, why);
  begin_refusal(&a, why);
  if (!a.body.failed) r = dress(bare(&a.body, MHD_RESPMEM_MUST_COPY), &a, t->options.certificate, true);
  spr_buf_release(&a.body);
  if (!r) return MHD_NO;
  spr_link_enter(t, l, LINK_SENDING);
  enum MHD_Result queued = t->queue(l->connection, a.status, r);
  MHD_destroy_response(r);
  return queued;
}

static void line(spr_buf *out, const char *name, const char *value) {
  spr_buf_printf(out, "%s: %s\r\n", name, value);
}

void spr_answer_raw(const spr_transport *t, const spr_refusal *why, spr_buf *out) {
  spr_answer a;
  begin_refusal(&a, why);
  spr_buf_printf(out, "HTTP/1.1 %u %s\r\n", a.status, MHD_get_reason_phrase_for(a.status));
  for (size_t i = 0; i < sizeof always / sizeof *always; i++) line(out, always[i][0], always[i][1]);
  if (t->options.certificate) line(out, "Strict-Transport-Security", SECURE_FOR_A_YEAR);
  line(out, "Content-Type", a.type);
  line(out, "Cache-Control", "no-store");
  for (uint32_t i = 0; i < a.nheaders; i++) line(out, a.headers[i].name.p, a.headers[i].value.p);
  spr_buf_printf(out, "Connection: close\r\nContent-Length: %zu\r\n\r\n", a.body.n);
  spr_buf_str(out, spr_buf_view(&a.body));
  if (a.body.failed) out->failed = true;
  spr_buf_release(&a.body);
}
