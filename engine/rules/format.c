/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/format.h"

#include <stdio.h>

#include "rules/state.h"

#define MAX_ITEM 512 /* %99.99f of the largest double has 310 + 1 + 99 characters */

typedef struct spec { /* "%-05.2" and the letter */
  char text[16];
  uint32_t n;
  bool bare;
} spec;

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Reads a specification behind its '%'; gives the place of its letter. */
static uint32_t read_spec(lua_State *L, const char *f, uint32_t i, size_t n, spec *out) {
  uint32_t from = i, digits = 0;
  while (i < n && f[i] != '\0' && strchr("-+ #0", f[i])) i++;
  if (i - from > 5) luaL_error(L, "string.format: too many flags");
  for (; i < n && is_digit(f[i]); i++) digits++;
  if (digits > 2) luaL_error(L, "string.format: a width has at most two digits");
  if (i < n && f[i] == '.') {
    i++;
    for (digits = 0; i < n && is_digit(f[i]); i++) digits++;
    if (digits > 2) luaL_error(L, "string.format: a precision has at most two digits");
  }
  if (i >= n) luaL_error(L, "string.format: the format ends within a specification");
  out->n = i - from + 1;
  out->text[0] = '%';
  memcpy(out->text + 1, f + from, i - from);
  out->bare = out->n == 1;
  return i;
}

static void complete(spec *s, const char *letters) {
  memcpy(s->text + s->n, letters, strlen(letters) + 1);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void add_number(lua_State *L, size_t base, spec *s, char letter, int arg) {
  char text[MAX_ITEM];
  int n;
  if (strchr("dioxX", letter)) {
    char letters[4] = {'l', 'l', letter == 'i' ? 'd' : letter, '\0'};
    complete(s, letters);
    n = snprintf(text, sizeof text, s->text, (long long)luaL_checkinteger(L, arg));
  } else {
    char letters[2] = {letter, '\0'};
    lua_Number v = luaL_checknumber(L, arg);
    complete(s, letters);
    n = v != v ? snprintf(text, sizeof text, "nan") : snprintf(text, sizeof text, s->text, v);
  }
  spr_charge(L, 5 + n / 8);
  spr_scratch_add(L, base, text, (size_t)n);
}

static void add_text(lua_State *L, size_t base, spec *s, int arg) {
  luaL_checkany(L, arg);
  if (s->bare) {
    spr_scratch_tostring(L, base, arg);
    return;
  }
  size_t inner = spr_rules_of(L)->nscratch, n;
  spr_scratch_tostring(L, inner, arg);
  spr_scratch_push(L, inner);
  const char *p = lua_tolstring(L, -1, &n);
  /* Width and precision by hand: a text may hold NUL, and is never cut by accident. */
  bool left = strchr(s->text, '-') != NULL;
  s->text[s->n] = '\0';
  const char *dot = strchr(s->text, '.'), *digits = s->text + 1 + strspn(s->text + 1, "-+ #0");
  size_t width = 0, precision = n;
  for (; is_digit(*digits); digits++) width = width * 10 + (size_t)(*digits - '0');
  if (dot) {
    precision = 0;
    for (dot++; is_digit(*dot); dot++) precision = precision * 10 + (size_t)(*dot - '0');
  }
  if (precision < n) n = precision;
  for (size_t k = n; !left && k < width; k++) spr_scratch_add(L, base, " ", 1);
  spr_scratch_add(L, base, p, n);
  for (size_t k = n; left && k < width; k++) spr_scratch_add(L, base, " ", 1);
  lua_pop(L, 1);
}

static void add_char(lua_State *L, size_t base, spec *s, int arg) {
  char text[MAX_ITEM];
  complete(s, "c");
  int n = snprintf(text, sizeof text, s->text, (int)(unsigned char)luaL_checkinteger(L, arg));
  spr_scratch_add(L, base, text, (size_t)n);
}

#pragma GCC diagnostic pop

int spr_lib_format(lua_State *L) {
  size_t n, base = spr_rules_of(L)->nscratch;
  const char *f = luaL_checklstring(L, 1, &n);
  int arg = 1;
  spr_charge(L, (int64_t)n / 4);
  for (uint32_t i = 0; i < n; i++) {
    if (f[i] != '%') {
      spr_scratch_add(L, base, f + i, 1);
      continue;
    }
    if (++i < n && f[i] == '%') {
      spr_scratch_add(L, base, "%", 1);
      continue;
    }
    spec s;
    i = read_spec(L, f, i, n, &s);
    arg++;
    if (f[i] == 's')
      add_text(L, base, &s, arg);
    else if (f[i] == 'c')
      add_char(L, base, &s, arg);
    else if (f[i] != '\0' && strchr("dioxXeEfFgG", f[i]))
      add_number(L, base, &s, f[i], arg);
    else if (f[i] == 'p')
      return luaL_error(L, "string.format: %%p would show an address");
    else
      return luaL_error(L, "string.format has no %%%c", f[i] >= 32 && f[i] < 127 ? f[i] : '?');
  }
  spr_scratch_push(L, base);
  return 1;
}
