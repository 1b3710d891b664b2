/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "server/console.h"
#include "server/rest_routes.h"

/* The server's own tables of routes as JSON, so that the tests of who sees what ask all of them. */

static void put_route(const char *door, const spr_route *r, const char *before) {
  static const char *const methods[] = {
      [SPR_METHOD_GET] = "GET", [SPR_METHOD_HEAD] = "HEAD", [SPR_METHOD_POST] = "POST"};
  printf("%s\n{\"door\": \"%s\", \"method\": \"%s\", \"pattern\": \"%s\", \"params\": [", before, door,
         methods[r->method], r->pattern);
  for (const spr_param *p = r->params; p && p->name; p++)
    printf("%s\"%s\"", p == r->params ? "" : ", ", p->name);
  printf("]}");
}

int main(void) {
  static const struct {
    const char *name;
    const spr_door *door;
  } doors[] = {{"api", &spr_door_api}, {"console", &spr_door_console}, {"watch", &spr_door_watch}};
  const char *before = "";
  printf("[");
  for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
    for (const spr_route *r = doors[i].door->routes; r->pattern; r++, before = ",")
      put_route(doors[i].name, r, before);
  printf("]\n");
  return 0;
}
