/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"

#define FIRST_INHERITED 3 /* of systemd's protocol */

static bool is_local(const struct sockaddr *a) {
  if (a->sa_family == AF_UNIX) return true;
  if (a->sa_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)a;
    return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
  }
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)a;
  return a->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static void name_it(const struct sockaddr *a, socklen_t n, char out[64]) {
  char host[INET6_ADDRSTRLEN] = "", port[8] = "";
  snprintf(out, 64, "a Unix socket");
  if (a->sa_family == AF_UNIX) return;
  getnameinfo(a, n, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
  snprintf(out, 64, a->sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

static bool describe(int fd, spr_listener *out) {
  struct sockaddr_storage a;
  socklen_t n = sizeof a;
  if (getsockname(fd, (struct sockaddr *)&a, &n) != 0) return false;
  out->fd = fd;
  out->local = is_local((struct sockaddr *)&a);
  name_it((struct sockaddr *)&a, n, out->name);
  return true;
}

/* "HOST:PORT" in two; what is in brackets is an address of IPv6. */
static bool split(const char *address, char host[256], char port[8]) {
  const char *colon = strrchr(address, ':');
  if (!colon || strlen(colon + 1) > 5 || strlen(colon + 1) == 0) return false;
  size_t n = (size_t)(colon - address);
  if (n >= 2 && address[0] == '[' && address[n - 1] == ']') {
    address++;
    n -= 2;
  } else if (memchr(address, ':', n)) {
    return false;
  }
  if (n == 0 || n >= 256) return false;
  /* RFC 6761, 6.3: of this name no resolver is asked, which may not know it. */
  if (n == 9 && memcmp(address, "localhost", n) == 0)
    snprintf(host, 256, "127.0.0.1");
  else
    snprintf(host, 256, "%.*s", (int)n, address);
  snprintf(port, 8, "%s", colon + 1);
  return strspn(port, "0123456789") == strlen(port) && strtoul(port, NULL, 10) <= 65535;
}

static bool prepare(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static const char *reason(int error) {
  if (error == EADDRINUSE) return "another program listens there";
  if (error == EACCES) return "a port below 1024 takes more rights";
  if (error == EADDRNOTAVAIL) return "this machine has no such address";
  return "the system refuses it";
}

spr_status spr_listen_open(const char *address, spr_listener *out, const char **fault) {
  char host[256], port[8];
  struct addrinfo want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | AI_PASSIVE}, *found = NULL;
  int one = 1;
  *fault = "write it as ADDRESS:PORT or [ADDRESS]:PORT";
  if (!split(address, host, port)) return SPR_EINVAL;
  *fault = "there is no such address";
  if (getaddrinfo(host, port, &want, &found) != 0 || !found) return SPR_EIO;
  int fd = socket(found->ai_family, SOCK_STREAM, 0);
  bool ok = fd >= 0 && prepare(fd) && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
            bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, SPR_BACKLOG) == 0;
  bool taken = errno == EADDRINUSE;
  *fault = reason(errno);
  freeaddrinfo(found);
  if (ok && describe(fd, out)) return SPR_OK;
  if (fd >= 0) close(fd);
  return taken ? SPR_EBUSY : SPR_EIO;
}

static bool takes_connections(int fd) {
  int type = 0, listens = 0;
  socklen_t n = sizeof type, m = sizeof listens;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 && type == SOCK_STREAM &&
         getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &m) == 0 && listens;
}

bool spr_listen_inherited(spr_listener *out, const char **fault) {
  const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
  char own[32];
  snprintf(own, sizeof own, "%ld", (long)getpid());
  *fault = NULL;
  if (!pid || !n || strcmp(pid, own) != 0 || strcmp(n, "0") == 0) return false;
  *fault = "it hands over more than one";
  if (strcmp(n, "1") != 0) return false;
  *fault = "no connections can be taken from it: it takes ListenStream= and Accept=no";
  return takes_connections(FIRST_INHERITED) && prepare(FIRST_INHERITED) && describe(FIRST_INHERITED, out);
}

void spr_notify_manager(const char *what) {
  const char *path = getenv("NOTIFY_SOCKET");
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  if (!path || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof to.sun_path) return;
  size_t n = strlen(path);
  memcpy(to.sun_path, path, n);
  if (path[0] == '@') to.sun_path[0] = '\0'; /* an abstract name */
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0) return;
  (void)!sendto(fd, what, strlen(what), MSG_NOSIGNAL, (struct sockaddr *)&to,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
  close(fd);
}
