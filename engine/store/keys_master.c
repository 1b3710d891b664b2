/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/keys_impl.h"

#define HEX_BYTES (2 * KEY_BYTES)

void spr_keys_master_id(const uint8_t *key, uint8_t out[MASTER_ID_BYTES]) {
  static const uint8_t purpose[crypto_generichash_blake2b_PERSONALBYTES] = "sprawa master";
  uint8_t hash[crypto_generichash_blake2b_BYTES];
  crypto_generichash_blake2b_salt_personal(hash, sizeof hash, NULL, 0, key, KEY_BYTES, NULL, purpose);
  memcpy(out, hash, MASTER_ID_BYTES);
}

void spr_keys_master_beside(char *out, const char *path, const uint8_t id[MASTER_ID_BYTES]) {
  char hex[2 * MASTER_ID_BYTES + 1];
  sodium_bin2hex(hex, sizeof hex, id, MASTER_ID_BYTES);
  snprintf(out, SPR_MAX_KEY_PATH, "%.*s.%s", SPR_MAX_KEY_PATH - 20, path, hex);
}

/* -- reading ----------------------------------------------------------------------------------------- */
static spr_status fail_errno(spr_keys *k, const char *path) {
  int e = errno;
  spr_status st = e == ENOSPC || e == EDQUOT ? SPR_EFULL : SPR_EIO;
  return spr_keys_fail(k, st, "%s: %s: see that it and its folder may be used, and that the disk has space",
                       path, strerror(e));
}

/* The bytes of the file, at most n. -1: errno says why. */
static ssize_t read_some(int fd, char *to, size_t n) {
  size_t have = 0;
  while (have < n) {
    ssize_t got = read(fd, to + have, n - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    have += (size_t)got;
  }
  return (ssize_t)have;
}

static spr_status read_open(spr_keys *k, const char *path, int fd, uint8_t *key) {
  struct stat st;
  if (fstat(fd, &st) != 0) return fail_errno(k, path);
  if (!S_ISREG(st.st_mode)) return spr_keys_fail(k, SPR_EINVAL, "%s is no regular file", path);
  if (st.st_mode & 077) {
    return spr_keys_fail(k, SPR_EREFUSED,
                         "others may read the master key %s; it must be its owner's alone: chmod 600", path);
  }
  char *text = k->secret->text;
  ssize_t n = read_some(fd, text, MASTER_TEXT_BYTES);
  if (n < 0) return fail_errno(k, path);
  while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r')) n--;
  if (n == HEX_BYTES && sodium_hex2bin(key, KEY_BYTES, text, HEX_BYTES, NULL, NULL, NULL) == 0) return SPR_OK;
  return spr_keys_fail(k, SPR_EINVAL, "%s is no master key: it must be %d hexadecimal digits", path,
                       (int)HEX_BYTES);
}

spr_status spr_keys_master_read(spr_keys *k, const char *path, uint8_t *key) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    if (errno != ENOENT && errno != ENOTDIR) return fail_errno(k, path);
    return spr_keys_fail(k, SPR_ENOTFOUND, "there is no master key %s: put it back, or name where it is",
                         path);
  }
  spr_status st = read_open(k, path, fd, key);
  close(fd);
  sodium_memzero(k->secret->text, sizeof k->secret->text);
  return st;
}

/* -- finding ----------------------------------------------------------------------------------------- */
spr_status spr_keys_master_prove(spr_keys *k, const uint8_t *key) {
  uint8_t id[MASTER_ID_BYTES];
  spr_keys_master_id(key, id);
  if (memcmp(id, k->master_id, sizeof id) != 0) {
    char is[2 * MASTER_ID_BYTES + 1], needed[2 * MASTER_ID_BYTES + 1];
    sodium_bin2hex(is, sizeof is, id, sizeof id);
    sodium_bin2hex(needed, sizeof needed, k->master_id, MASTER_ID_BYTES);
    return spr_keys_fail(k, SPR_EINVAL, "the master key %.*s has the id %s, but %.*s needs %s", 200,
                         k->master, is, 200, k->path, needed);
  }
  spr_str name = spr_str_n((const char *)id, sizeof id);
  if (spr_keys_unwrap(k, SPR_WRAP_PROOF, name, key, k->proof, k->secret->seed) == SPR_OK) return SPR_OK;
  return spr_keys_damaged(k, "the row about the file");
}

spr_status spr_keys_master_find(spr_keys *k) {
  uint8_t *key = k->secret->key;
  spr_status st = spr_keys_master_read(k, k->master, key);
  if (st == SPR_OK) st = spr_keys_master_prove(k, key);
  if (st != SPR_OK) {
    char beside[SPR_MAX_KEY_PATH], why[SPR_MAX_MESSAGE_BYTES];
    memcpy(why, k->fault, sizeof why);
    spr_keys_master_beside(beside, k->master, k->master_id);
    spr_status second = spr_keys_master_read(k, beside, key);
    if (second == SPR_OK) second = spr_keys_master_prove(k, key);
    if (second == SPR_OK) st = SPR_OK;
    memcpy(k->fault, why, sizeof why);
  }
  if (st == SPR_OK) memcpy(k->secret->master, key, KEY_BYTES);
  sodium_memzero(key, KEY_BYTES);
  return st;
}

/* -- writing ----------------------------------------------------------------------------------------- */
static spr_status sync_folder(spr_keys *k, const char *path) {
  char folder[SPR_MAX_KEY_PATH];
  const char *slash = strrchr(path, '/');
  size_t n = slash ? (size_t)(slash - path) : 0;
  memcpy(folder, path, n);
  folder[n] = '\0';
  const char *name = n > 0 ? folder : slash ? "/" : ".";
  int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return fail_errno(k, name);
  /* Some file systems cannot sync a folder, and then need not. */
  spr_status st = fsync(fd) == 0 || errno == EINVAL ? SPR_OK : fail_errno(k, name);
  close(fd);
  return st;
}

static bool write_all(int fd, const char *p, size_t n) {
  while (n > 0) {
    ssize_t put = write(fd, p, n);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    p += put;
    n -= (size_t)put;
  }
  return true;
}

static spr_status write_new(spr_keys *k, const char *path, const uint8_t *key) {
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fail_errno(k, path);
  char *text = k->secret->text;
  sodium_bin2hex(text, sizeof k->secret->text, key, KEY_BYTES);
  text[HEX_BYTES] = '\n';
  bool done = write_all(fd, text, HEX_BYTES + 1) && fsync(fd) == 0;
  spr_status st = done ? SPR_OK : fail_errno(k, path);
  sodium_memzero(text, sizeof k->secret->text);
  close(fd);
  if (st != SPR_OK) unlink(path);
  return st;
}

spr_status spr_keys_master_stage(spr_keys *k, const char *path, const uint8_t *key) {
  char beside[SPR_MAX_KEY_PATH];
  uint8_t id[MASTER_ID_BYTES];
  spr_keys_master_id(key, id);
  spr_keys_master_beside(beside, path, id);
  /* A crash may have left half of it there; what bears its id can be nothing else. */
  spr_status st = spr_keys_master_read(k, beside, k->secret->seed);
  if (st == SPR_OK) return SPR_OK;
  if (st == SPR_EINVAL && unlink(beside) != 0) return fail_errno(k, beside);
  st = write_new(k, beside, key);
  return st == SPR_OK ? sync_folder(k, path) : st;
}

void spr_keys_master_unstage(const char *path, const uint8_t *key) {
  char beside[SPR_MAX_KEY_PATH];
  uint8_t id[MASTER_ID_BYTES];
  spr_keys_master_id(key, id);
  spr_keys_master_beside(beside, path, id);
  unlink(beside);
}

/* A name may reach the disk after the removal of another one: so the new one is durable first. */
static spr_status unname(spr_keys *k, const char *beside, const char *path) {
  spr_status st = sync_folder(k, path);
  if (st == SPR_OK) unlink(beside);
  return st;
}

spr_status spr_keys_master_promote(spr_keys *k, const char *path, const uint8_t id[MASTER_ID_BYTES]) {
  char beside[SPR_MAX_KEY_PATH], old[SPR_MAX_KEY_PATH];
  uint8_t there[MASTER_ID_BYTES];
  spr_keys_master_beside(beside, path, id);
  spr_status st = spr_keys_master_read(k, path, k->secret->seed);
  if (st == SPR_ENOTFOUND) {
    /* Not a rename: it would replace what another process has just put there. */
    if (link(beside, path) != 0) return fail_errno(k, path);
    return unname(k, beside, path);
  }
  if (st != SPR_OK) return st;
  spr_keys_master_id(k->secret->seed, there);
  sodium_memzero(k->secret->seed, KEY_BYTES);
  if (memcmp(there, id, MASTER_ID_BYTES) == 0) return unname(k, beside, path);
  spr_keys_master_beside(old, path, there);
  if (link(path, old) != 0 && errno != EEXIST) return fail_errno(k, old);
  st = sync_folder(k, path);
  if (st != SPR_OK) return st;
  if (rename(beside, path) != 0) return fail_errno(k, path);
  return sync_folder(k, path);
}

spr_status spr_keys_master_free_path(spr_keys *k, const char *path) {
  struct stat st;
  if (strlen(path) >= SPR_MAX_KEY_PATH - 20) {
    return spr_keys_fail(k, SPR_EINVAL, "a path of more than %d bytes", SPR_MAX_KEY_PATH - 20);
  }
  if (lstat(path, &st) == 0)
    return spr_keys_fail(k, SPR_EREFUSED, "%s exists; a master key never replaces it", path);
  return errno == ENOENT ? SPR_OK : fail_errno(k, path);
}

spr_status spr_keys_master_make(spr_keys *k) {
  uint8_t id[MASTER_ID_BYTES];
  k->random(k->random_ud, k->secret->master, KEY_BYTES);
  spr_keys_master_id(k->secret->master, id);
  spr_status st = spr_keys_master_stage(k, k->master, k->secret->master);
  return st == SPR_OK ? spr_keys_master_promote(k, k->master, id) : st;
}
