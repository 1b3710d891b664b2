#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: public.sh includes CLI           CLI: the folder engine/cli
#        public.sh symbols FILE... -- FILE...   objects of the command line and doors, then those of base
# The commands below use the engine by its public headers alone. Beside these they may include what belongs to the
# command line itself, what it shares with other doors (engine/doors), and base: texts, memory and UTF-8 for what they print, the clock for --pretend; nothing in base
# knows what a case is. Both are followed from file to file, so that no helper hides what a command must not know.

set -eu
kind=$1
shift
commands='cmd_case_*.c cmd_task_*.c cmd_tick.c cmd_deploy.c cmd_try.c'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $kind in
  includes)
    cd "$1"
    # shellcheck disable=SC2086
    ls $commands >"$work/todo"
    : >"$work/done"
    while [ -s "$work/todo" ]; do
      while IFS= read -r file; do
        printf '%s\n' "$file" >>"$work/done"
        sed -n 's/^[ \t]*#[ \t]*include[ \t]*"\([^"]*\)".*/\1/p' "$file" | while IFS= read -r header; do
          case $header in
            sprawa/* | base/*) ;;
            cli/* | doors/*)
              case $header in cli/*) name=${header#cli/} ;; *) name=../$header ;; esac
              printf '%s\n' "$name" >>"$work/found"
              # What it declares is there, too; of the table of commands only that it is there.
              if [ "$name" != commands.h ] && [ -f "${name%.h}.c" ]; then printf '%s\n' "${name%.h}.c" >>"$work/found"; fi
              ;;
            *) printf '%s: includes "%s"\n' "$file" "$header" | tee -a "$work/faults" ;;
          esac
        done
      done <"$work/todo"
      touch "$work/found"
      sort -u "$work/found" | grep -vxF -f "$work/done" >"$work/todo" || true
    done
    ;;
  symbols)
    # OWNER<tab>FILE<tab>NAME<tab>TYPE of every symbol.
    owner=cli
    for file in "$@"; do
      if [ "$file" = -- ]; then
        owner=base
      else
        nm -P "$file" >"$work/nm"
        awk -v owner="$owner" -v file="$(basename "$file")" '{ print owner "\t" file "\t" $1 "\t" $2 }' "$work/nm" >>"$work/all"
      fi
    done
    awk -F '\t' -v commands="$commands" '
      BEGIN {
        n = split(commands, pattern, " ")
        for (i = 1; i <= n; i++) { gsub(/\./, "\\.", pattern[i]); gsub(/\*/, ".*", pattern[i]) }
      }
      $4 == "U" { if ($3 ~ /^spr_/) needs[$2] = needs[$2] " " $3; next }
      { home[$3] = $1; defined_in[$3] = $2 }
      $1 == "cli" { for (i = 1; i <= n; i++) if ($2 ~ "^" pattern[i]) wanted[$2] = 1 }
      END {
        # The list of all commands is there for help, and is no use of them.
        home["spr_commands"] = "base"
        do {
          grown = 0
          for (file in wanted) {
            if (wanted[file] != 1) continue
            wanted[file] = 2
            seen++
            m = split(needs[file], name, " ")
            for (i = 1; i <= m; i++) {
              if (home[name[i]] == "cli" && !(defined_in[name[i]] in wanted)) { wanted[defined_in[name[i]]] = 1; grown = 1 }
              if (home[name[i]] == "") print file ": needs " name[i]
            }
          }
        } while (grown)
        if (seen == 0) print "no command was found"
      }' "$work/all" | sort | tee "$work/faults"
    ;;
esac
[ ! -s "$work/faults" ]
