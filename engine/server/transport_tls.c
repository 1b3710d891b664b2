/* SPDX-License-Identifier: Apache-2.0 */
#include <gnutls/x509.h>

#include "server/transport_impl.h"

/* The library reads certificate and key once, as it starts. So that they can be renewed while it runs, each
 * connection is given ours before its handshake. Those that were shown before stay until the end, since
 * connections may still lean on them: a certificate is renewed some times a year, and takes a few kB. */

struct spr_papers {
  spr_papers *former;
  gnutls_certificate_credentials_t shown;
  spr_instant end; /* of the certificate */
};

static gnutls_datum_t datum(const char *text) {
  return (gnutls_datum_t){(unsigned char *)(uintptr_t)text, (unsigned)strlen(text)};
}

/* Of the first one, which is the server's own. */
static spr_instant end_of(gnutls_certificate_credentials_t shown) {
  gnutls_datum_t raw;
  gnutls_x509_crt_t certificate;
  spr_instant end = SPR_NO_INSTANT;
  if (gnutls_certificate_get_crt_raw(shown, 0, 0, &raw) != 0) return end;
  if (gnutls_x509_crt_init(&certificate) != 0) return end;
  if (gnutls_x509_crt_import(certificate, &raw, GNUTLS_X509_FMT_DER) == 0)
    end = (spr_instant)gnutls_x509_crt_get_expiration_time(certificate) * 1000;
  gnutls_x509_crt_deinit(certificate);
  return end;
}

static void release(spr_papers *p) {
  gnutls_certificate_free_credentials(p->shown);
  spr_free(&spr_alloc_default, p, sizeof *p);
}

static spr_papers *read_both(const char *certificate, const char *key, const char **fault) {
  gnutls_datum_t first = datum(certificate), second = datum(key);
  spr_papers *p = spr_realloc(&spr_alloc_default, NULL, 0, sizeof *p);
  *fault = "there is not enough memory";
  if (!p) return NULL;
  *p = (spr_papers){.former = NULL};
  if (gnutls_certificate_allocate_credentials(&p->shown) != 0) {
    spr_free(&spr_alloc_default, p, sizeof *p);
    return NULL;
  }
  int rc = gnutls_certificate_set_x509_key_mem(p->shown, &first, &second, GNUTLS_X509_FMT_PEM);
  if (rc >= 0) return p;
  *fault = rc == GNUTLS_E_CERTIFICATE_KEY_MISMATCH ? "certificate and key do not belong together"
                                                   : "certificate or key are damaged";
  release(p);
  return NULL;
}

bool spr_tls_show(spr_transport *t, const char *certificate, const char *key, spr_instant now,
                  const char **fault) {
  spr_papers *p = read_both(certificate, key, fault);
  if (!p) return false;
  p->end = end_of(p->shown);
  *fault = "the certificate has ended already";
  if (now != SPR_NO_INSTANT && p->end <= now) {
    release(p);
    return false;
  }
  p->former = t->papers;
  t->papers = p;
  return true;
}

void spr_tls_meet(const spr_transport *t, struct MHD_Connection *c, spr_link *l) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  spr_papers *p = t->papers;
  if (!p || !info) return;
  (void)gnutls_credentials_set(info->tls_session, GNUTLS_CRD_CERTIFICATE, p->shown);
  gnutls_session_set_ptr(info->tls_session,
                         l); /* the library needs it for shared keys, which we have none of */
}

spr_instant spr_transport_certificate_end(const spr_transport *t) {
  const spr_papers *p = t->papers;
  return p ? p->end : SPR_NO_INSTANT;
}

void spr_tls_release(spr_transport *t) {
  while (t->papers) {
    spr_papers *p = t->papers;
    t->papers = p->former;
    release(p);
  }
}
