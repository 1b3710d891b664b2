#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: symbols.sh objects FILE...   no object has writable data: no mutable state outside of handles
#        symbols.sh exports FILE      the shared library exports sprawa_* and nothing else
# Not for builds with sanitizers, which add writable data and symbols of their own.

set -eu
kind=$1
shift
# By way of a file, because a pipe would hide that nm failed.
table=$(mktemp)
trap 'rm -f "$table"' EXIT

case $kind in
  objects)
    nm --format=sysv "$@" >"$table"
    # .data.rel.ro is constant once it is loaded. json_memory_lost (doors/json_in.c) is of a thread and of one call: the JSON
    # library asks for memory by a function without an argument, and tells nobody that it got none.
    awk -F '|' '
      /^Symbols from / { sub(/^Symbols from /, ""); sub(/:$/, ""); file = $0 }
      NF == 7 && $4 ~ /OBJECT|TLS/ && ($7 ~ /^[ \t]*\.(data|bss|tdata|tbss)/ || $7 ~ /COM/) && $7 !~ /\.data\.rel\.ro/ {
        gsub(/[ \t]/, "", $1)
        if ($1 == "json_memory_lost") next
        print file ": writable: " $1
        faults++
      }
      END { exit faults > 0 }' "$table"
    ;;
  exports)
    nm -D --defined-only "$1" >"$table"
    awk '
      $NF !~ /^sprawa_/ && $NF !~ /^(_init|_fini)$/ {
        print "exported: " $NF
        faults++
      }
      END { exit faults > 0 }' "$table"
    ;;
esac
