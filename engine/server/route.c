/* SPDX-License-Identifier: Apache-2.0 */
#include "server/route.h"

static bool is_served(const spr_route *r, spr_method method) {
  return r->method == method || (r->method == SPR_METHOD_GET && method == SPR_METHOD_HEAD);
}

/* Both begin with "/"; a name in braces stands for a part of the path that is not empty. */
static bool fits(const char *pattern, spr_str path, spr_str *args) {
  const char *at = path.p, *end = path.p + path.n;
  uint32_t n = 0;
  while (*pattern) {
    if (*pattern != '{') {
      if (at == end || *at++ != *pattern++) return false;
      continue;
    }
    const char *from = at;
    while (at < end && *at != '/') at++;
    if (at == from || n == SPR_ROUTE_ARGS) return false;
    args[n++] = spr_str_n(from, (size_t)(at - from));
    pattern = strchr(pattern, '}') + 1;
  }
  return at == end;
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
