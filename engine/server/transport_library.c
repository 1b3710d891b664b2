/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>

#include "server/transport_impl.h"

/* What the library cannot read it refuses by itself, with a page of HTML that no option changes, and an
 * unknown version of HTTP with a 505. The gate has met what comes first on a connection in the clear; what
 * comes later, and all under TLS, only the library sees. It sends its page by MHD_queue_response, as any
 * program would, and a program's own function of that name goes before that of a shared library. So the one
 * here is called by the library alone, and what it refuses is answered by us; our answers go by t->queue, the
 * library's.
 *
 * Where its calls do not come by (it was built to call itself directly, or linked statically, when this weak
 * function gives way to its own), it sends its page; the test http.hostile tells. */

/* -- what it sends by itself ----------------------------------------------------------------------------- */

spr_queue_fn *spr_library_queue(void) {
  void *found = dlsym(RTLD_NEXT, "MHD_queue_response");
  spr_queue_fn *queue = MHD_queue_response;
  if (found) memcpy(&queue, &found, sizeof queue); /* C has no cast between the two */
  return queue;
}

static const spr_refusal *refusal_of(unsigned status) {
  switch (status) {
    case MHD_HTTP_CONTENT_TOO_LARGE: return &spr_refused_large;
    case MHD_HTTP_URI_TOO_LONG: return &spr_refused_long;
    case MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE: return &spr_refused_headers;
    case MHD_HTTP_HTTP_VERSION_NOT_SUPPORTED: return &spr_refused_version;
    default: return &spr_refused_malformed;
  }
}

/* Of a whole head it refuses the length of the body, and then forgets that it has: it would write the
 * beginning of the answer twice. */
static bool has_whole_head(struct MHD_Connection *c) {
  const union MHD_ConnectionInfo *size = MHD_get_connection_info(c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return size && size->header_size > 0;
}

/* The page stays the library's, which throws it away. Without an answer the connection ends. */
__attribute__((weak, visibility("default"))) enum MHD_Result
MHD_queue_response(struct MHD_Connection *c, unsigned status, struct MHD_Response *page) {
  const spr_refusal *why = refusal_of(status);
  spr_link *l = spr_link_of(c);
  (void)page;
  if (!l) return MHD_NO;
  if (!has_whole_head(c)) return spr_answer_refusal(l, why);
  spr_answer_refused(l->transport, why);
  return MHD_NO;
}

/* -- what it reads under TLS -----------------------------------------------------------------------------
 * It passes over lines that begin with a NUL, and over lone line feeds. In the clear the gate sees them, and
 * behind a request they show by where the next one lies (begins_well); so the first bytes of a connection are
 * looked at as they come out of TLS. */

spr_receive_fn *spr_library_receive(void) {
  void *found = dlsym(RTLD_NEXT, "gnutls_record_recv");
  spr_receive_fn *receive = gnutls_record_recv;
  if (found) memcpy(&receive, &found, sizeof receive);
  return receive;
}

/* Empty lines may come before a request, as in the clear. */
static void look_at(spr_link *l, const char *p, size_t n) {
  for (size_t i = 0; i < n && !l->heard; i++) {
    bool ends_line = l->before == '\r';
    l->odd = l->odd || ends_line != (p[i] == '\n');
    l->heard = p[i] != '\r' && p[i] != '\n';
    if (l->heard) l->odd = l->odd || !spr_head_token(spr_str_n(p + i, 1));
    l->before = p[i];
  }
}

__attribute__((weak, visibility("default"))) ssize_t gnutls_record_recv(gnutls_session_t s, void *out,
                                                                        size_t n) {
  spr_link *l = gnutls_session_get_ptr(s);
  spr_receive_fn *receive = l ? l->transport->receive : spr_library_receive();
  ssize_t got = receive(s, out, n);
  if (got > 0 && l) look_at(l, out, (size_t)got);
  return got;
}
