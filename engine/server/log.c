/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/utf8.h"

void spr_log_init(spr_log *l, int fd) {
  l->fd = fd;
  l->n = 0;
  pthread_mutex_init(&l->lock, NULL);
}

/* What cannot be written is lost: a full disk must not stop the server. */
static void write_all(int fd, const char *p, size_t n) {
  while (n > 0) {
    ssize_t done = write(fd, p, n);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;
    p += done;
    n -= (size_t)done;
  }
}

static void flush(spr_log *l) {
  write_all(l->fd, l->lines, l->n);
  l->n = 0;
}

void spr_log_flush(spr_log *l) {
  pthread_mutex_lock(&l->lock);
  flush(l);
  pthread_mutex_unlock(&l->lock);
}

void spr_log_release(spr_log *l) {
  spr_log_flush(l);
  pthread_mutex_destroy(&l->lock);
}

/* n: as printf gave it. */
static void add(spr_log *l, const char *line, int n, size_t room) {
  if (n <= 0 || (size_t)n >= room) return;
  if ((size_t)n > sizeof l->lines - l->n) flush(l);
  memcpy(l->lines + l->n, line, (size_t)n);
  l->n += (size_t)n;
}

static void add_later(spr_log *l, const char *line, int n, size_t room) {
  pthread_mutex_lock(&l->lock);
  add(l, line, n, room);
  pthread_mutex_unlock(&l->lock);
}

void spr_log_request(spr_log *l, spr_instant at, const char *route, spr_method method, uint16_t status,
                     int64_t us, size_t bytes, const char *fault) {
  static const char *const methods[] = {"GET", "HEAD", "POST"};
  char time[36], line[512];
  spr_instant_format(at, 0, true, time);
  int n =
      snprintf(line, sizeof line,
               "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"request\",\"method\":\"%s\",\"route\":\"%s\","
               "\"status\":%u,\"ms\":%.3f,\"bytes\":%zu%s%s%s}\n",
               time, fault ? "error" : "info", methods[method], route ? route : "none", status,
               (double)us / 1000, bytes, fault ? ",\"fault\":\"" : "", fault ? fault : "", fault ? "\"" : "");
  add_later(l, line, n, sizeof line);
}

void spr_log_refused(spr_log *l, spr_instant at, const char *code, uint16_t status) {
  char time[36], line[256];
  spr_instant_format(at, 0, true, time);
  int n =
      snprintf(line, sizeof line,
               "{\"time\":\"%s\",\"level\":\"info\",\"event\":\"refused\",\"code\":\"%s\",\"status\":%u}\n",
               time, code, status);
  add_later(l, line, n, sizeof line);
}

/* Text as it may stand between quotation marks. */
static void quote(const char *text, char *out, size_t size) {
  char clean[SPR_MAX_MESSAGE_BYTES];
  uint32_t n = spr_utf8_clean_into(clean, spr_str_of(text), sizeof clean);
  size_t at = 0;
  for (uint32_t i = 0; i < n && at + 3 < size; i++) {
    if (clean[i] == '"' || clean[i] == '\\') out[at++] = '\\';
    out[at++] = clean[i];
  }
  out[at] = '\0';
}

void spr_log_tell(spr_log *l, spr_instant at, const char *level, const char *event, const char *text) {
  char time[36], said[SPR_MAX_MESSAGE_BYTES * 2], line[SPR_MAX_MESSAGE_BYTES * 2 + 256];
  spr_instant_format(at, 0, true, time);
  quote(text, said, sizeof said);
  int n = snprintf(line, sizeof line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"text\":\"%s\"}\n",
                   time, level, event, said);
  pthread_mutex_lock(&l->lock);
  add(l, line, n, sizeof line);
  flush(l);
  pthread_mutex_unlock(&l->lock);
}
