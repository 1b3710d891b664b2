#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# builds.sh ROOT SPRAWA WORK: run.sh with builds by other compilers and with other optimisation beside SPRAWA, as far as there are
# such compilers here, and from another folder, whose name has a blank and letters beyond ASCII. They are kept in WORK.
set -eu
root=$1 sprawa=$2 work=$3

source="$work/Żółta łódź"
rm -rf "$source" && mkdir -p "$source"
cp -rp "$root/CMakeLists.txt" "$root/engine" "$root/include" "$root/web" "$root/workflows" "$source"

build() { # COMPILER FLAG
  cmake -G Ninja -S "$source" -B "$work/builds/$1$2" -DCMAKE_C_COMPILER="$1" -DCMAKE_C_FLAGS="$2" -DCMAKE_BUILD_TYPE=None \
    -DBUILD_TESTING=OFF
  cmake --build "$work/builds/$1$2" --target sprawa_cli
}

others=()
for kind in 'gcc -O0' 'clang -O2'; do
  read -r compiler flag <<<"$kind"
  command -v "$compiler" >/dev/null || continue
  build "$compiler" "$flag" >"$work/log" 2>&1 || { cat "$work/log" && exit 1; }
  others+=("$work/builds/$compiler$flag/sprawa")
done
exec "$root/tests/determinism/run.sh" "$root" "$sprawa" "${others[@]}"
