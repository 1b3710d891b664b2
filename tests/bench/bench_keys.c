/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/keys.h"

/* Sealing and unsealing of what an entry of a case file weighs, against the bare calls of libsodium; then
 * what is done once for a case: finding its key in the file, making it, wrapping it anew. */

#define PLAIN_BYTES 300
#define WARM 1000
#define SEALED (PLAIN_BYTES + SPR_SEAL_BYTES)
#define CASES 100000

typedef struct world {
  spr_keys *k;
  spr_buf sealed[WARM], out;
  char plain[PLAIN_BYTES];
  uint8_t key[32];
  uint32_t made;
  char *journal; /* one sealed text of each case */
  char folder[32], keys[48], master[48];
  uint64_t seed;
} world;

static void numbers(void *ud, void *out, size_t n) {
  world *w = ud;
  uint8_t *b = out;
  for (size_t i = 0; i < n; i++) {
    w->seed = w->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    b[i] = (uint8_t)(w->seed >> 56);
  }
}

static spr_str id_of(char out[20], uint64_t n) {
  return spr_str_n(out, (size_t)snprintf(out, 20, "C%015llu", (unsigned long long)n));
}

static const spr_str context = {"body of entry 0000001", 21};

static double seal(void *ud, uint64_t n) {
  world *w = ud;
  char id[20];
  bool well = true;
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    spr_buf_clear(&w->out);
    well = well && spr_keys_seal(w->k, id_of(id, i % WARM), context, spr_str_n(w->plain, PLAIN_BYTES),
                                 &w->out) == SPR_OK;
  }
  double seconds = bench_now() - start;
  bench_check(well, "seal");
  return seconds;
}

static double unseal(void *ud, uint64_t n) {
  world *w = ud;
  char id[20];
  bool well = true;
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    spr_buf_clear(&w->out);
    well = well && spr_keys_unseal(w->k, id_of(id, i % WARM), context, spr_buf_view(&w->sealed[i % WARM]),
                                   &w->out) == SPR_OK;
  }
  double seconds = bench_now() - start;
  bench_check(well && memcmp(w->out.p, w->plain, PLAIN_BYTES) == 0, "unseal");
  return seconds;
}

static double bare_seal(void *ud, uint64_t n) {
  world *w = ud;
  uint8_t out[PLAIN_BYTES + 16], nonce[24];
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    crypto_generichash(nonce, 24, (const uint8_t *)w->plain, PLAIN_BYTES, w->key, 32);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out, NULL, (const uint8_t *)w->plain, PLAIN_BYTES,
                                               (const uint8_t *)context.p, context.n, NULL, nonce, w->key);
  }
  return bench_now() - start;
}

static double bare_unseal(void *ud, uint64_t n) {
  world *w = ud;
  uint8_t sealed[PLAIN_BYTES + 16], out[PLAIN_BYTES], nonce[24] = {0};
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, (const uint8_t *)w->plain, PLAIN_BYTES, NULL, 0,
                                             NULL, nonce, w->key);
  int rc = 0;
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    rc |= crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, sealed, sizeof sealed, NULL, 0, nonce,
                                                     w->key);
  }
  double seconds = bench_now() - start;
  bench_check(rc == 0, "bare unseal");
  return seconds;
}

static double create(void *ud, uint64_t n) {
  world *w = ud;
  char id[20], city[16];
  bool well = spr_keys_begin(w->k) == SPR_OK;
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    spr_str town = spr_str_n(city, (size_t)snprintf(city, sizeof city, "town %u", w->made % 50));
    well = well && spr_keys_create(w->k, id_of(id, w->made++), town) == SPR_OK;
  }
  well = well && spr_keys_commit(w->k) == SPR_OK;
  double seconds = bench_now() - start;
  bench_check(well, "create");
  return seconds;
}

/* Each case once, of more than the cache holds, in another order than they were made. */
static double cold(void *ud, uint64_t n) {
  world *w = ud;
  char id[20];
  bool well = true;
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    spr_buf_clear(&w->out);
    uint64_t which = i * UINT64_C(7919) % w->made;
    well = well && spr_keys_seal(w->k, id_of(id, which), context, spr_str_n(w->plain, PLAIN_BYTES),
                                 &w->out) == SPR_OK;
  }
  double seconds = bench_now() - start;
  bench_check(well, "seal in a cold cache");
  return seconds;
}

#define SLICE 256 /* entries between two looks, as in verifying */

/* The same for unsealing, in the order of a journal whose cases overlap: the key's number is in the sealed
 * bytes. */
static double cold_unseal(void *ud, uint64_t n) {
  world *w = ud;
  char id[20];
  bool well = true;
  double start = bench_now();
  for (uint64_t i = 0; i < n; i++) {
    uint64_t which = (i / 100 * 100 + i * 37 % 100) % w->made;
    spr_str sealed = spr_str_n(w->journal + which * SEALED, SEALED);
    spr_buf_clear(&w->out);
    if (i % SLICE == 0) {
      spr_keys_looked(w->k);
      well = well && spr_keys_look(w->k) == SPR_OK;
    }
    well = well && spr_keys_unseal(w->k, id_of(id, which), context, sealed, &w->out) == SPR_OK;
  }
  double seconds = bench_now() - start;
  spr_keys_looked(w->k);
  bench_check(well, "unseal in a cold cache");
  return seconds;
}

static double rotate(void *ud, uint64_t n) {
  world *w = ud;
  double start = bench_now();
  bench_check(spr_keys_rotate(w->k, NULL) == SPR_OK, "rotate");
  /* Of all keys, told for n of them. */
  return (bench_now() - start) * (double)n / w->made;
}

static bool remove_key(const char *folder, const char *name) {
  char path[300];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return unlink(path) == 0;
}

static void leave(world *w) {
  spr_keys_close(w->k);
  DIR *d = opendir(w->folder);
  bench_check(d != NULL, "open the folder");
  bool well = true;
  for (struct dirent *e = readdir(d); e; e = readdir(d)) {
    if (e->d_name[0] != '.') well = remove_key(w->folder, e->d_name) && well;
  }
  closedir(d);
  bench_check(well && rmdir(w->folder) == 0, "remove the folder");
}

int main(void) {
  static world w = {.folder = "/tmp/spr-bench-XXXXXX", .seed = 1};
  bench_check(mkdtemp(w.folder) != NULL, "a folder");
  snprintf(w.keys, sizeof w.keys, "%s/keys", w.folder);
  snprintf(w.master, sizeof w.master, "%s/master", w.folder);
  spr_keys_options o = {.alloc = &spr_alloc_default,
                        .path = w.keys,
                        .master = w.master,
                        .create = true,
                        .random = numbers,
                        .random_ud = &w};
  bench_check(spr_keys_open(&o, &w.k, NULL) == SPR_OK, "open");
  numbers(&w, w.plain, sizeof w.plain);
  spr_buf_init(&w.out, &spr_alloc_default, 100000);
  bench_one("keys: create, batches of 10,000", "cases", create, &w, 10000);
  while (w.made < CASES) create(&w, 10000);
  for (uint32_t i = 0; i < WARM; i++) {
    char id[20];
    spr_buf_init(&w.sealed[i], &spr_alloc_default, 100000);
    bench_check(spr_keys_seal(w.k, id_of(id, i), context, spr_str_n(w.plain, PLAIN_BYTES), &w.sealed[i]) ==
                    SPR_OK,
                "seal");
  }
  bench_pair("keys: seal 300 bytes", "texts", seal, &w, bare_seal, &w, 200000);
  bench_pair("keys: unseal 300 bytes", "texts", unseal, &w, bare_unseal, &w, 200000);
  bench_one("keys: seal, each case once", "texts", cold, &w, 50000);
  w.journal = malloc((size_t)w.made * SEALED);
  bench_check(w.journal != NULL, "memory");
  for (uint32_t i = 0; i < w.made; i++) {
    char id[20];
    spr_buf_clear(&w.out);
    bench_check(spr_keys_seal(w.k, id_of(id, i), context, spr_str_n(w.plain, PLAIN_BYTES), &w.out) == SPR_OK,
                "seal");
    memcpy(w.journal + (size_t)i * SEALED, w.out.p, SEALED);
  }
  bench_one("keys: unseal, each case once", "texts", cold_unseal, &w, 50000);
  free(w.journal);
  bench_one("keys: rotate", "cases", rotate, &w, CASES);
  for (uint32_t i = 0; i < WARM; i++) spr_buf_release(&w.sealed[i]);
  spr_buf_release(&w.out);
  leave(&w);
  return 0;
}
