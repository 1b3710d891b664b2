/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

void spr_log_init(spr_log *l, int fd) {
  l->fd = fd;
  l->n = 0;
  l->lost = l->untold = 0;
  pthread_mutex_init(&l->lock, NULL);
}

/* -- writing: always with the lock, so without waiting --------------------------------------------------- */

/* A pipe that is ready takes so much without making anybody wait (POSIX, write), and a file anything. */
static ssize_t write_some(int fd, const char *p, size_t n, int wait_ms) {
  struct pollfd ready = {.fd = fd, .events = POLLOUT};
  int found = fd < 0 ? 1 : poll(&ready, 1, wait_ms);
  if (found == 0 || (found < 0 && errno == EINTR)) return 0;
  ssize_t done = write(fd, p, n < PIPE_BUF ? n : PIPE_BUF);
  if (done < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  return done;
}

static void lose(spr_log *l, uint64_t lines) {
  l->lost += lines;
  l->untold += lines;
}

/* What cannot be written is lost: a full disk must not stop the server. */
static void lose_all(spr_log *l) {
  uint64_t lines = 0;
  for (size_t i = 0; i < l->n; i++) lines += l->lines[i] == '\n';
  lose(l, lines);
  l->n = 0;
}

/* What there is no room for stays. */
static void flush(spr_log *l, int64_t until) {
  size_t written = 0;
  ssize_t n = 1;
  while (n > 0 && written < l->n) {
    int64_t left = until ? until - spr_clock_steady() : 0;
    n = write_some(l->fd, l->lines + written, l->n - written, left > 0 ? (int)left : 0);
    if (n > 0) written += (size_t)n;
  }
  l->n -= written;
  memmove(l->lines, l->lines + written, l->n);
  if (n < 0) lose_all(l);
}

void spr_log_flush(spr_log *l) {
  pthread_mutex_lock(&l->lock);
  flush(l, 0);
  pthread_mutex_unlock(&l->lock);
}

void spr_log_release(spr_log *l) {
  pthread_mutex_lock(&l->lock);
  flush(l, spr_clock_steady() + SPR_LOG_END_MS);
  pthread_mutex_unlock(&l->lock);
  pthread_mutex_destroy(&l->lock);
}

uint64_t spr_log_lost(spr_log *l) {
  pthread_mutex_lock(&l->lock);
  uint64_t lost = l->lost;
  pthread_mutex_unlock(&l->lock);
  return lost;
}

/* -- lines ----------------------------------------------------------------------------------------------- */

static bool has_room(spr_log *l, size_t n) {
  if (n > sizeof l->lines - l->n) flush(l, 0);
  return n <= sizeof l->lines - l->n;
}

static void put(spr_log *l, const char *line, size_t n) {
  memcpy(l->lines + l->n, line, n);
  l->n += n;
}

/* Before the first line behind those that are not there. */
static size_t tell_lost(const spr_log *l, char line[160]) {
  char time[36];
  if (l->untold == 0) return 0;
  spr_instant_format(spr_clock_now(), 0, true, time);
  int n = snprintf(line, 160, "{\"time\":\"%s\",\"level\":\"warning\",\"event\":\"lost\",\"lines\":%llu}\n",
                   time, (unsigned long long)l->untold);
  return n > 0 ? (size_t)n : 0;
}

/* n: as printf gave it. */
static void add(spr_log *l, const char *line, int n, size_t room) {
  char lost[160];
  if (n <= 0 || (size_t)n >= room) return;
  size_t before = tell_lost(l, lost);
  if (!has_room(l, before + (size_t)n)) {
    lose(l, 1);
    return;
  }
  put(l, lost, before);
  put(l, line, (size_t)n);
  l->untold = 0;
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
  int n = snprintf(
      line, sizeof line,
      "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"request\",\"method\":\"%s\",\"route\":\"%s\","
      "\"status\":%u,\"ms\":%lld.%03d,\"bytes\":%zu%s%s%s}\n",
      time, fault ? "error" : "info", methods[method], route ? route : "none", status, (long long)us / 1000,
      (int)(us % 1000), bytes, fault ? ",\"fault\":\"" : "", fault ? fault : "", fault ? "\"" : "");
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
  flush(l, 0);
  pthread_mutex_unlock(&l->lock);
}
