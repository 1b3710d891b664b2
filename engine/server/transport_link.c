/* SPDX-License-Identifier: Apache-2.0 */
#include <netinet/in.h>

#include "server/transport_impl.h"

/* Who has one IPv6 address has 2^64 of them. */
void spr_link_address(const struct sockaddr *from, unsigned char out[16]) {
  memset(out, 0, 16);
  if (from->sa_family == AF_INET) {
    const struct sockaddr_in *a = (const struct sockaddr_in *)(const void *)from;
    out[10] = out[11] = 0xff;
    memcpy(out + 12, &a->sin_addr, 4);
  } else if (from->sa_family == AF_INET6) {
    const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)(const void *)from;
    bool whole = IN6_IS_ADDR_V4MAPPED(&a->sin6_addr) || IN6_IS_ADDR_LOOPBACK(&a->sin6_addr);
    memcpy(out, &a->sin6_addr, whole ? 16 : 8);
  }
}

bool spr_link_room(spr_transport *t, const unsigned char address[16], uint32_t all, uint32_t same) {
  pthread_mutex_lock(&t->lock);
  for (const spr_link *l = t->links; l; l = l->next) {
    if (l->state == LINK_STREAM) continue;
    all++;
    if (memcmp(l->address, address, 16) == 0) same++;
  }
  pthread_mutex_unlock(&t->lock);
  if (all >= SPR_MAX_CONNECTIONS) return false;
  /* Behind a proxy all come from one address; it has limits of its own. */
  return t->options.proxied || same < SPR_MAX_CONNECTIONS_OF_ONE;
}

/* Under the lock. Those on their way to the library were not counted for their address by spr_link_room. */
static bool is_one_too_many(const spr_transport *t, const spr_link *l) {
  uint32_t same = 0;
  for (const spr_link *other = t->links; other; other = other->next)
    if (other->state != LINK_STREAM && memcmp(other->address, l->address, sizeof l->address) == 0) same++;
  return !t->options.proxied && same > SPR_MAX_CONNECTIONS_OF_ONE;
}

static void begin(spr_transport *t, struct MHD_Connection *c, void **context) {
  const union MHD_ConnectionInfo *address = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const union MHD_ConnectionInfo *fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
  spr_link *l = address && fd ? spr_realloc(&spr_alloc_default, NULL, 0, sizeof *l) : NULL;
  *context = l;
  spr_tls_meet(t, c, l);
  if (!l) {
    /* Without it the first request is refused. */
    atomic_fetch_sub(&t->coming, 1);
    return;
  }
  *l = (spr_link){.transport = t, .connection = c, .fd = fd->connect_fd, .since = spr_clock_steady()};
  spr_link_address(address->client_addr, l->address);
  pthread_mutex_lock(&t->lock);
  l->next = t->links;
  l->at = &t->links;
  if (l->next) l->next->at = &l->next;
  t->links = l;
  t->nlinks++;
  atomic_fetch_sub(&t->coming, 1);
  /* What has arrived is still read; then the library sees the end. */
  if (t->stopping) shutdown(l->fd, SHUT_RD);
  if (is_one_too_many(t, l)) shutdown(l->fd, SHUT_RDWR);
  pthread_mutex_unlock(&t->lock);
}

/* MHD closes the socket after this: until then, and under the lock, the keeper may shut it down. */
static void end(spr_transport *t, spr_link *l) {
  pthread_mutex_lock(&t->lock);
  *l->at = l->next;
  if (l->next) l->next->at = l->at;
  t->nlinks--;
  pthread_cond_signal(&t->rung);
  pthread_mutex_unlock(&t->lock);
  spr_free(&spr_alloc_default, l, sizeof *l);
}

void spr_link_notify(void *ud, struct MHD_Connection *c, void **context,
                     enum MHD_ConnectionNotificationCode why) {
  if (why == MHD_CONNECTION_NOTIFY_STARTED)
    begin(ud, c, context);
  else if (*context)
    end(ud, *context);
}

spr_link *spr_link_of(struct MHD_Connection *c) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

void spr_link_enter(spr_transport *t, spr_link *l, link_state state) {
  pthread_mutex_lock(&t->lock);
  l->state = state;
  l->since = spr_clock_steady();
  if (state == LINK_READING && t->stopping) shutdown(l->fd, SHUT_RD);
  pthread_mutex_unlock(&t->lock);
}

bool spr_link_work(spr_transport *t, spr_link *l) {
  pthread_mutex_lock(&t->lock);
  bool goes_on = !t->stopping;
  if (goes_on) l->state = LINK_WORKING;
  if (goes_on) l->since = spr_clock_steady();
  pthread_mutex_unlock(&t->lock);
  return goes_on;
}

void spr_links_reap(spr_transport *t, int64_t now) {
  for (spr_link *l = t->links; l; l = l->next) {
    int64_t age = now - l->since;
    if ((l->state == LINK_READING && age > SPR_REQUEST_MS) ||
        (l->state == LINK_SENDING && age > SPR_SENDING_MS))
      shutdown(l->fd, SHUT_RDWR);
  }
}
