/* SPDX-License-Identifier: Apache-2.0 */
#include "server/route.h"

static bool is_served(const spr_route *r, spr_method method) {
  return r->method == method || (r->method == SPR_METHOD_GET && method == SPR_METHOD_HEAD);
}

/* The part of the text up to the next "/". */
static spr_str part_of(spr_str s) {
  const char *end = s.n ? memchr(s.p, '/', s.n) : NULL;
  return end ? spr_str_n(s.p, (size_t)(end - s.p)) : s;
}

static spr_str behind(spr_str s, spr_str part) {
  return spr_str_sub(s, part.n + 1, s.n);
}

/* Both begin with "/" and are gone through part by part. */
static bool fits(const char *pattern, spr_str path, spr_str *args) {
  spr_str want = spr_str_of(pattern), got = path;
  for (uint32_t n = 0; want.n && got.n;) {
    spr_str w = part_of(want), g = part_of(got);
    bool name = w.n > 0 && w.p[0] == '{';
    if (name && (g.n == 0 || n == SPR_ROUTE_ARGS)) return false;
    if (!name && !spr_str_eq(w, g)) return false;
    if (name) args[n++] = g;
    bool more = want.n > w.n;
    if (more != (got.n > g.n)) return false;
    if (!more) return true;
    want = behind(want, w);
    got = behind(got, g);
    if (want.n == 0 && got.n == 0) return true; /* both end in "/" */
  }
  return false;
}

const spr_route *spr_route_find(const spr_route *routes, spr_method method, spr_str path, spr_str *args,
                                const char **allowed) {
  bool get = false, post = false;
  for (const spr_route *r = routes; r->pattern; r++) {
    spr_str found[SPR_ROUTE_ARGS] = {{0}};
    if (!fits(r->pattern, path, found)) continue;
    if (is_served(r, method)) {
      memcpy(args, found, sizeof found);
      return r;
    }
    if (r->method == SPR_METHOD_POST)
      post = true;
    else
      get = true;
  }
  *allowed = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : post ? "POST" : NULL;
  return NULL;
}
