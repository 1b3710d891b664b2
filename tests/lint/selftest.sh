#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: selftest.sh CC
# Proves that each rule of this folder fires on a bad sample and stays silent on its good counterpart.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
cc=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The folder of a project may have any name.
root="$work/Żółta łódź"
mkdir "$root"
spdx='/* SPDX-License-Identifier: Apache-2.0 */'
failures=0

# expect RULE|clean NAME COMMAND...: the command reports a fault of the rule, or nothing at all.
expect() {
  rule=$1
  name=$2
  shift 2
  status=0
  output=$("$@" 2>&1) || status=$?
  if [ "$rule" = clean ]; then
    [ "$status" -eq 0 ] && [ -z "$output" ] && return
  else
    [ "$status" -ne 0 ] && printf '%s\n' "$output" | grep -q -e "$rule" && return
  fi
  printf 'FAILED: %s: expected %s, got (%s): %s\n' "$name" "$rule" "$status" "$output"
  failures=$((failures + 1))
}

# sample RULE|clean PATH TEXT: a tree with this one file.
sample() {
  rm -rf "$root/tree"
  mkdir -p "$root/tree/$(dirname "$2")"
  printf '%s\n' "$3" >"$root/tree/$2"
  expect "$1" "$2: $3" sh "$here/source.sh" "$root/tree"
}

code() { sample "$1" "$2" "$spdx
$3"; }

sample 'spdx' engine/base/x.c 'int x(void);'
sample 'spdx' engine/base/CMakeLists.txt 'add_library(x)'
sample 'spdx' workflows/p/standard.lua 'return {}'
sample 'clean' workflows/p/standard.lua '-- SPDX-License-Identifier: Apache-2.0
return {}'
sample 'clean' engine/base/x.c "$spdx"
code 'clean' engine/lang/x.c '#include "base/str.h"'
code 'clean' engine/lang/x.c '#include "lang/x.h"'
code 'layer' engine/base/x.c '#include "lang/x.h"'
code 'layer' engine/chart/x.c '#include "rules/x.h"'
code 'layer' engine/chart/x.c '#include "x.h"'
code 'layer' engine/chart/x.c '  #  include "cli/x.h"'
code 'layer' engine/unlisted/x.c '#include "base/str.h"'
code 'layer' engine/chart/x.c '#include "sprawa/sprawa.h"'
code 'clean' engine/cli/x.c '#include "sprawa/sprawa.h"'
code 'clean' engine/doors/x.c '#include "sprawa/sprawa.h"'
code 'words' engine/server/x.c 'void f(void) { spr_html_text(h, SPR_STR("Overdue")); }'
code 'words' engine/server/x.c 'void f(void) { spr_html_element(h, "p", NULL, SPR_STR("a b")); }'
code 'clean' engine/server/x.c 'void f(void) { spr_html_text(h, SPR_STR(" \xE2\x86\x92 ")); }'
code 'clean' engine/server/x.c 'void f(void) { spr_html_attr(h, "id", SPR_STR("main")); }'
code 'foreign' engine/chart/x.c '#include <lua.h>'
code 'foreign' engine/rules/x.c '#include <yaml.h>'
code 'foreign' engine/lang/x.c '#include <jansson.h>'
code 'clean' engine/rules/x.c '#include <lua.h>'
code 'clean' tests/x.c '#include <jansson.h>'
code 'banned' engine/base/x.c 'void f(char *p) { strcpy(p, "x"); }'
code 'banned' engine/base/x.c 'int f(char *p) { return atoi (p); }'
code 'banned' tests/unit/x.c 'char *f(char *p) { return strtok(p, ","); }'
code 'clean' engine/base/x.c '/* not strcpy(p, q) */ // nor rand()'
code 'clean' engine/base/x.c 'const char *s = "strcpy(p, q)"; int my_rand(void) { return v.rand(1) + v->time(2); }'
code 'memory' engine/lang/x.c 'void *f(void) { return malloc(1); }'
code 'memory' engine/lang/x.c 'void f(void *p) { free(p); }'
code 'clean' engine/base/alloc.c 'void f(void *p) { free(p); }'
code 'clean' engine/lang/x.c 'void f(void *p) { spr_free(p); }'
code 'clock' engine/lab/x.c 'long f(void) { return time(0); }'
code 'clock' engine/base/x.c 'int f(void *p) { return clock_gettime(0, p); }'
code 'clean' engine/base/clock.c 'long f(void) { return time(0); }'
code 'condition' engine/base/x.c 'void f(int a) { if ((a = g())) h(); }'
code 'condition' engine/base/x.c 'void f(int a) { while (a = g()) h(); }'
code 'clean' engine/base/x.c 'void f(int a) { if (a == 1 && a <= 2 && a >= 0 && a != 3) a = 1; }'
sample 'length' engine/base/x.c "$spdx
$(awk 'BEGIN { for (i = 2; i <= 601; i++) print "int x" i ";" }')"
sample 'clean' engine/base/x.c "$spdx
$(awk 'BEGIN { for (i = 2; i <= 600; i++) print "int x" i ";" }')"

headers() {
  rm -rf "$root/tree"
  mkdir -p "$root/tree/$(dirname "$2")" "$root/tree/engine" "$root/tree/include"
  printf '%s\n' "$3" >"$root/tree/$2"
  expect "$1" "$2: $3" sh "$here/headers.sh" "$root/tree" "$cc"
}

headers 'does not compile alone' engine/base/x.h 'void f(size_t n);'
headers 'does not compile alone' include/sprawa/x.h 'void f(uint32_t n);'
headers 'clean' engine/base/x.h '#include <stddef.h>
void f(size_t n);'
headers 'clean' include/sprawa/x.h '#define X 1'

object() {
  printf '%s\n' "$2" | "$cc" -fPIC -c -o "$root/x.o" -x c -
  expect "$1" "$2" sh "$here/symbols.sh" objects "$root/x.o"
}

object 'writable: counter' 'int counter;'
object 'writable: counter' 'static int counter = 1; int f(void) { return ++counter; }'
object 'writable: counter' 'int f(void) { static int counter; return ++counter; }'
object 'writable: local' '_Thread_local int local;'
object 'writable: list' 'const char *list[] = {"a"};'
object 'clean' 'static const char *const list[] = {"a"}; const char *f(int i) { return list[i]; }'

library() {
  printf '%s\n' "$2" | "$cc" -fPIC -shared -o "$root/x.so" -x c -
  expect "$1" "$2" sh "$here/symbols.sh" exports "$root/x.so"
}

expect 'absent' 'a file that is not there' sh "$here/symbols.sh" objects "$root/absent.o"
expect 'absent' 'a file that is not there' sh "$here/symbols.sh" exports "$root/absent.so"

library 'exported: spr_inner' 'void spr_inner(void) {} void sprawa_outer(void) {}'
library 'clean' 'void sprawa_outer(void) {} __attribute__((visibility("hidden"))) void spr_inner(void) {}'

# public RULE|clean HELPER-TEXT: `tick` that includes a helper; its header is empty, and this is its C file.
public() {
  rm -rf "$root/tree" "$root/doors"
  mkdir -p "$root/tree" "$root/doors"
  for file in cmd_case_x.c cmd_task_x.c cmd_deploy.c cmd_try.c helper.h commands.h; do : >"$root/tree/$file"; done
  printf '#include "cli/commands.h"\n#include "cli/helper.h"\n#include "sprawa/sprawa.h"\n' >"$root/tree/cmd_tick.c"
  printf '#include "cases/desk.h"\n' >"$root/tree/commands.c"
  : >"$root/doors/shape.h"
  printf '#include "store/row.h"\n' >"$root/doors/shape.c"
  printf '%s\n' "$2" >"$root/tree/helper.c"
  expect "$1" "public: $2" sh "$here/public.sh" includes "$root/tree"
}

public 'helper.c: includes "store/store.h"' '#include "store/store.h"'
public '../doors/shape.c: includes "store/row.h"' '#include "doors/shape.h"'
public 'clean' '#include "base/str.h"'

# styled RULE|clean SHEET: a sheet beside a page with the classes "menu" and "tag late".
styled() {
  rm -rf "$root/tree"
  mkdir -p "$root/tree/engine/server" "$root/tree/engine/diagram" "$root/tree/web"
  printf 'open(h, "nav", "menu"); open(h, "b", "tag late");\n' >"$root/tree/engine/server/page.c"
  : >"$root/tree/engine/diagram/style.c"
  : >"$root/tree/web/live.js"
  printf '%s\n' "$2" >"$root/tree/web/base.css"
  expect "$1" "style: $2" sh "$here/style.sh" "$root/tree"
}

styled 'clean' '/* .old */ .menu a:hover { color: #fff; } @media print { .tag.late { top: 1.5rem; } }'
styled 'no page has "lat"' '.tag.lat { top: 0; }'
styled 'no page has "old"' '@media print { .menu { top: 0; } .old > p { top: 0; } }'
styled 'no page has "old"' 'p { top: 0; } #old { top: 0; }'

# linked RULE|clean HELPER-TEXT: `tick` that calls a helper, as objects.
linked() {
  printf 'void spr_help(void); void spr_list(void) { spr_help(); }\n' | "$cc" -c -o "$root/cmd_tick.c.o" -x c -
  printf '%s\n' "$2" | "$cc" -c -o "$root/helper.c.o" -x c -
  printf 'int spr_buf; void spr_base(void) {}\n' | "$cc" -c -o "$root/str.c.o" -x c -
  expect "$1" "linked: $2" sh "$here/public.sh" symbols "$root/cmd_tick.c.o" "$root/helper.c.o" -- "$root/str.c.o"
}

linked 'helper.c.o: needs spr_engine_open' 'void spr_engine_open(void); void spr_help(void) { spr_engine_open(); }'
linked 'clean' 'void spr_base(void); void sprawa_tick(void); void spr_help(void) { spr_base(); sprawa_tick(); }'

[ "$failures" -eq 0 ]
