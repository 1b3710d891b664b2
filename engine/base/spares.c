/* SPDX-License-Identifier: Apache-2.0 */
#include "base/spares.h"

struct spr_spare {
  struct spr_spare *next;
};

void spr_spares_init(spr_spares *s, const spr_alloc *alloc, size_t size, uint32_t most) {
  *s = (spr_spares){.alloc = *alloc, .size = size, .most = most};
  pthread_mutex_init(&s->lock, NULL);
}

void spr_spares_release(spr_spares *s) {
  while (s->first) {
    struct spr_spare *next = s->first->next;
    spr_free(&s->alloc, s->first, s->size);
    s->first = next;
  }
  pthread_mutex_destroy(&s->lock);
}

void *spr_spares_take(spr_spares *s) {
  pthread_mutex_lock(&s->lock);
  struct spr_spare *p = s->first;
  if (p) {
    s->first = p->next;
    s->n--;
  }
  pthread_mutex_unlock(&s->lock);
  return p ? p : spr_realloc(&s->alloc, NULL, 0, s->size);
}

void spr_spares_give(spr_spares *s, void *p) {
  struct spr_spare *spare = p;
  pthread_mutex_lock(&s->lock);
  bool kept = s->n < s->most;
  if (kept) {
    spare->next = s->first;
    s->first = spare;
    s->n++;
  }
  pthread_mutex_unlock(&s->lock);
  if (!kept) spr_free(&s->alloc, p, s->size);
}
