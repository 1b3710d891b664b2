/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/serving.h"

#include <unistd.h>

#include "base/limits.h"
#include "base/source.h"
#include "cli/place.h"

#define DEFAULT_ADDRESS "127.0.0.1:8080"

static int read_pem(spr_cli *cli, const char *path, const char **out) {
  spr_str text = {0};
  spr_status st = spr_file_read(&cli->arena, path, SPR_MAX_PEM_BYTES, &text);
  if (st != SPR_OK) {
    spr_complain(cli, "%s: %s", path,
                 st == SPR_ENOTFOUND ? "there is no such file" : "the file cannot be read");
    return spr_file_exit(st);
  }
  *out = spr_arena_strdup(&cli->arena, text.p, text.n);
  return SPR_EXIT_DONE;
}

/* What can be said of them by name; whether the two belong together, TLS finds out. */
static int check_certificate(spr_cli *cli, const char *path, const char *pem) {
  if (strstr(pem, "-----BEGIN CERTIFICATE-----")) return SPR_EXIT_DONE;
  spr_complain(cli, "%s: there is no certificate in it (PEM)", path);
  if (strstr(pem, "PRIVATE KEY-----")) spr_advise(cli, "that is a private key: it goes behind --tls-key");
  return SPR_EXIT_ENVIRONMENT;
}

static int check_key(spr_cli *cli, const char *path, const char *pem) {
  bool sealed = strstr(pem, "ENCRYPTED") != NULL;
  if (strstr(pem, "PRIVATE KEY-----") && !sealed) return SPR_EXIT_DONE;
  if (sealed) {
    spr_complain(cli, "%s: the private key is sealed by a passphrase, and nobody is here to type it", path);
    spr_advise(cli, "write it without one (openssl pkey -in FILE -out NEW), to be read by the server alone");
  } else {
    spr_complain(cli, "%s: there is no private key in it (PEM)", path);
  }
  return SPR_EXIT_ENVIRONMENT;
}

static int read_tls(spr_serving *s, const spr_args *args) {
  const char *certificate = spr_args_value(args, "tls-cert"), *key = spr_args_value(args, "tls-key");
  if (!certificate && !key) return SPR_EXIT_DONE;
  if (!certificate || !key) {
    spr_complain(s->cli, "TLS takes both --tls-cert and --tls-key");
    return SPR_EXIT_USAGE;
  }
  int code = read_pem(s->cli, certificate, &s->options.certificate);
  if (code == SPR_EXIT_DONE) code = read_pem(s->cli, key, &s->options.key);
  s->certificate = certificate;
  s->key = key;
  if (code == SPR_EXIT_DONE) code = check_certificate(s->cli, certificate, s->options.certificate);
  return code == SPR_EXIT_DONE ? check_key(s->cli, key, s->options.key) : code;
}

/* On a fault a constant, else NULL. The memory lasts as long as the arena. */
static const char *read_again(const spr_serving *s, spr_transport *t, spr_arena *a) {
  spr_str certificate, key;
  const char *fault = NULL;
  if (spr_file_read(a, s->certificate, SPR_MAX_PEM_BYTES, &certificate) != SPR_OK)
    return "the certificate's file cannot be read";
  if (spr_file_read(a, s->key, SPR_MAX_PEM_BYTES, &key) != SPR_OK) return "the key's file cannot be read";
  bool renewed = spr_transport_renew(t, spr_arena_strdup(a, certificate.p, certificate.n),
                                     spr_arena_strdup(a, key.p, key.n), &fault);
  return renewed ? NULL : fault;
}

bool spr_serving_renew(const spr_serving *s, spr_transport *t, const char **fault) {
  spr_arena a;
  jmp_buf env;
  spr_arena_init(&a, &spr_alloc_default, 8 * SPR_MAX_PEM_BYTES);
  if (spr_arena_guard(&a, &env))
    *fault = "there is not enough memory";
  else
    *fault = read_again(s, t, &a);
  spr_arena_release(&a);
  return *fault == NULL;
}

static void add_host(spr_serving *s, spr_str *hosts, const char *name) {
  hosts[s->options.guard.nhosts++] = spr_str_of(name);
}

/* Without TLS, a page from elsewhere could have its own name lead to this address, and talk to us through a
 * case worker's browser; so we go by the names of this machine alone. */
static void name_hosts(spr_serving *s, const spr_args *args) {
  uint32_t n = 0;
  while (spr_args_nth(args, "host", n)) n++;
  spr_str *hosts = SPR_NEW_N(&s->cli->arena, spr_str, n + 3);
  s->options.guard.hosts = hosts;
  for (uint32_t i = 0; i < n; i++) add_host(s, hosts, spr_args_nth(args, "host", i));
  if (s->options.certificate || s->options.proxied) return;
  add_host(s, hosts, "localhost");
  add_host(s, hosts, "127.0.0.1");
  add_host(s, hosts, "[::1]");
}

static int find_socket(spr_serving *s, const spr_args *args) {
  const char *address = spr_args_value(args, "listen"), *fault = NULL;
  if (!address && spr_listen_inherited(&s->listener, &fault)) return SPR_EXIT_DONE;
  if (!address && fault) {
    spr_complain(s->cli, "cannot listen on the service manager's socket: %s", fault);
    return SPR_EXIT_ENVIRONMENT;
  }
  if (!address) address = DEFAULT_ADDRESS;
  spr_status st = spr_listen_open(address, &s->listener, &fault);
  if (st == SPR_OK) return SPR_EXIT_DONE;
  spr_complain(s->cli, "cannot listen on \"%s\": %s", address, fault);
  if (st == SPR_EBUSY) spr_advise(s->cli, "end that one, or name another port: --listen 127.0.0.1:8081");
  return st == SPR_EINVAL ? SPR_EXIT_USAGE : SPR_EXIT_ENVIRONMENT;
}

int spr_serving_prepare(spr_serving *s, spr_cli *cli, const spr_args *args) {
  *s = (spr_serving){.cli = cli, .listener = {.fd = -1}};
  s->options.proxied = spr_args_flag(args, "behind-proxy");
  int code = read_tls(s, args);
  if (code == SPR_EXIT_DONE) name_hosts(s, args);
  if (code == SPR_EXIT_DONE) code = find_socket(s, args);
  if (code != SPR_EXIT_DONE) return code;
  s->options.listener = s->listener.fd;
  if (s->listener.local || s->options.certificate || s->options.proxied) return SPR_EXIT_DONE;
  spr_complain(cli, "%s can be reached from other machines, and what they say could be read on the way",
               s->listener.name);
  spr_advise(cli, "give --tls-cert and --tls-key, or --behind-proxy where a proxy in front does TLS");
  spr_serving_release(s);
  return SPR_EXIT_USAGE;
}

void spr_serving_release(spr_serving *s) {
  if (s->listener.fd >= 0) close(s->listener.fd);
  s->listener.fd = -1;
}
