# SPDX-License-Identifier: Apache-2.0
#
# Rules for the text of C files. Prints FILE:LINE: RULE: what is wrong; ends with 1 if it printed something.
# usage: awk -v layers=FILE -v foreign=FILE -f source.awk FILE...
# The module of engine/NAME/... is NAME; files elsewhere (tests, include) have no layer.

function complain(rule, text) {
  printf "%s:%d: %s: %s\n", FILENAME, FNR, rule, text
  faults++
}

# Comments, strings and characters may say what they like.
function code_of(line,    out, c, two, i, n, quote) {
  out = ""
  n = length(line)
  for (i = 1; i <= n; i++) {
    c = substr(line, i, 1)
    two = substr(line, i, 2)
    if (in_comment) {
      if (two == "*/") { in_comment = 0; i++ }
    } else if (quote != "") {
      if (c == "\\") i++
      else if (c == quote) { quote = ""; out = out c }
    } else if (two == "/*") {
      in_comment = 1
      i++
    } else if (two == "//") {
      break
    } else {
      if (c == "\"" || c == "'") quote = c
      out = out c
    }
  }
  return out
}

# Is `name` called in the code?
function calls(code, name) {
  return code ~ ("(^|[^A-Za-z0-9_.>])" name "[ \t]*\\(")
}

function check_include(line,    header, parts, module_of) {
  header = line
  sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", header)
  sub(/[>"].*$/, "", header)
  if (header in home && module != "" && module != home[header]) complain("foreign", header " belongs to engine/" home[header] " alone")
  if (module == "" || line !~ /"/) return
  split(header, parts, "/")
  module_of = parts[1]
  if (module_of == "sprawa") {
    if (layer[module] < layer["api"]) complain("layer", "engine/" module " must not know the public headers")
  } else if (!(module_of in layer)) {
    complain("layer", "\"" header "\" is not written as \"module/file.h\"")
  } else if (!(module in layer)) {
    complain("layer", "engine/" module " is not in the list of layers")
  } else if (layer[module_of] > layer[module]) {
    complain("layer", "engine/" module " must not include engine/" module_of)
  }
}

function check_calls(code,    i) {
  for (i = 1; i <= nbanned; i++) if (calls(code, banned[i])) complain("banned", banned[i])
  if (module == "") return
  if (path != "engine/base/alloc.c") {
    for (i = 1; i <= nmemory; i++) if (calls(code, memory[i])) complain("memory", memory[i] " outside of base/alloc.c")
  }
  if (path != "engine/base/clock.c") {
    for (i = 1; i <= nclock; i++) if (calls(code, clocks[i])) complain("clock", clocks[i] " outside of base/clock.c")
    if (code ~ /\/dev\/u?random/) complain("clock", "randomness outside of base/clock.c")
  }
}

# An assignment in the parentheses of if or while: a single = that is no part of ==, <=, >=, !=.
function check_condition(code,    rest, depth, i, c, before, after) {
  rest = code
  while (match(rest, /(^|[^A-Za-z0-9_])(if|while)[ \t]*\(/)) {
    rest = substr(rest, RSTART + RLENGTH)
    depth = 1
    for (i = 1; i <= length(rest) && depth > 0; i++) {
      c = substr(rest, i, 1)
      if (c == "(") depth++
      if (c == ")") depth--
      before = i > 1 ? substr(rest, i - 1, 1) : ""
      after = substr(rest, i + 1, 1)
      if (c == "=" && after != "=" && before !~ /[=<>!]/) {
        complain("condition", "an assignment in a condition")
        return
      }
    }
  }
}

# Pages speak by the catalogue (server/phrases.h), in each language: no literal with letters is content of an element.
function check_words(line) {
  gsub(/\\(x[0-9A-F][0-9A-F]|n)/, "", line)
  if (line ~ /spr_html_(text|element)\(.*SPR_STR\("[^"]*[A-Za-z\200-\377]/) complain("words", "text of a page outside of the catalogue")
}

BEGIN {
  while ((getline line < layers) > 0) if (line !~ /^#/ && line != "") layer[line] = ++nlayers
  while ((getline line < foreign) > 0) if (line !~ /^#/ && split(line, pair, " ") == 2) home[pair[1]] = pair[2]
  nbanned = split("strcpy strcat strncpy strncat sprintf vsprintf strtok atoi atol atoll atof gets scanf sscanf fscanf localtime " \
    "localtime_r gmtime gmtime_r mktime asctime ctime rand srand random drand48 setlocale alloca system tmpnam", banned, " ")
  nmemory = split("malloc calloc realloc free strdup strndup asprintf vasprintf aligned_alloc reallocarray", memory, " ")
  nclock = split("time clock clock_gettime gettimeofday timespec_get getrandom getentropy arc4random", clocks, " ")
}

FNR == 1 {
  path = FILENAME
  module = ""
  if (split(path, parts, "/") > 2 && parts[1] == "engine") module = parts[2]
  in_comment = 0
  if ($0 !~ /SPDX-License-Identifier: Apache-2\.0/) complain("spdx", "the first line is not the SPDX line")
}

FNR == 601 { complain("length", "more than 600 lines") }

/^[ \t]*#[ \t]*include/ && !in_comment { check_include($0) }

{
  code = code_of($0)
  # Tests may set the locale, to show that it does not matter.
  if (path ~ /^tests\//) gsub(/setlocale/, "", code)
  check_calls(code)
  check_condition(code)
  if (module == "server") check_words($0)
}

END { exit faults > 0 }
