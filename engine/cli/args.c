/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"

#include "base/near.h"

static const spr_option help_option = {"help", NULL, false, "show this help"};

static const spr_option *option_named(const spr_command *c, spr_str name) {
  if (spr_str_is(name, help_option.name)) return &help_option;
  for (const spr_option *o = c->options; o && o->name; o++)
    if (spr_str_is(name, o->name)) return o;
  return NULL;
}

/* Ends a complaint with what was perhaps meant, and where to read on. */
static spr_parsed wrong(spr_cli *cli, const spr_command *c, const spr_near *near) {
  spr_str best = near ? spr_near_best(near) : SPR_STR("");
  if (best.n > 0) spr_advise(cli, "did you mean \"--%.*s\"?", SPR_FMT(best));
  spr_advise(cli, "try \"sprawa %s --help\"", c->name);
  return SPR_PARSED_WRONG;
}

static spr_parsed unknown(spr_cli *cli, const spr_command *c, spr_str name) {
  spr_near near;
  spr_near_init(&near, name);
  for (const spr_option *o = c->options; o && o->name; o++) spr_near_offer(&near, spr_str_of(o->name));
  spr_near_offer(&near, spr_str_of(help_option.name));
  spr_complain(cli, "no option \"--%.*s\"", SPR_FMT(name));
  return wrong(cli, c, &near);
}

/* One option at argv[*i]; moves *i to the last argument that it used. */
static spr_parsed option(spr_cli *cli, spr_args *a, int argc, char **argv, int *i) {
  const char *text = argv[*i] + 2;
  const char *equals = strchr(text, '=');
  spr_str name = equals ? spr_str_n(text, (size_t)(equals - text)) : spr_str_of(text);
  const spr_option *o = option_named(a->command, name);
  if (!o) return unknown(cli, a->command, name);
  if (o == &help_option) return SPR_PARSED_HELP;
  if (!o->many && spr_args_value(a, o->name)) {
    spr_complain(cli, "--%s is given twice", o->name);
    return wrong(cli, a->command, NULL);
  }
  const char *value = equals ? equals + 1 : "";
  if (o->value && !equals) {
    if (*i + 1 >= argc) {
      spr_complain(cli, "--%s needs a value: %s", o->name, o->value);
      return wrong(cli, a->command, NULL);
    }
    value = argv[++*i];
  }
  if (!o->value && equals) {
    spr_complain(cli, "--%s takes no value", o->name);
    return wrong(cli, a->command, NULL);
  }
  a->options[a->noptions] = o;
  a->values[a->noptions++] = value;
  return SPR_PARSED;
}

static spr_parsed operand_count(spr_cli *cli, const spr_args *a) {
  const spr_command *c = a->command;
  if (a->noperands >= c->least && a->noperands <= c->most) return SPR_PARSED;
  if (a->noperands < c->least) {
    spr_complain(cli, "%s: %s is missing", c->name, c->operands);
  } else {
    spr_complain(cli, "%s: \"%s\" is too much", c->name, a->operands[c->most]);
  }
  return wrong(cli, c, NULL);
}

/* Before anything is known to be right: a fault of the command line is told as JSON, too. */
bool spr_args_want_json(const spr_command *c, int argc, char **argv) {
  for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strcmp(argv[i], "--json") == 0) return !c || (!c->streams && option_named(c, SPR_STR("json")));
    const spr_option *o =
        c && strncmp(argv[i], "--", 2) == 0 ? option_named(c, spr_str_of(argv[i] + 2)) : NULL;
    if (o && o->value) i++;
  }
  return false;
}

spr_parsed spr_args_parse(spr_cli *cli, const spr_command *c, int argc, char **argv, spr_args *out) {
  size_t n = (size_t)argc + 1;
  *out = (spr_args){.command = c,
                    .values = SPR_NEW_N(&cli->arena, const char *, n),
                    .options = SPR_NEW_N(&cli->arena, const spr_option *, n),
                    .operands = SPR_NEW_N(&cli->arena, const char *, n)};
  bool operands_only = false;
  for (int i = 0; i < argc; i++) {
    const char *text = argv[i];
    if (!operands_only && strcmp(text, "--") == 0) {
      operands_only = true;
    } else if (!operands_only && strcmp(text, "-h") == 0) {
      return SPR_PARSED_HELP;
    } else if (!operands_only && text[0] == '-' && text[1] == '-') {
      spr_parsed p = option(cli, out, argc, argv, &i);
      if (p != SPR_PARSED) return p;
    } else if (!operands_only && text[0] == '-' && text[1] != '\0') {
      return unknown(cli, c, spr_str_of(text + 1));
    } else {
      out->operands[out->noperands++] = text;
    }
  }
  return operand_count(cli, out);
}

const char *spr_args_nth(const spr_args *a, const char *name, uint32_t i) {
  for (uint32_t k = 0; k < a->noptions; k++) {
    if (strcmp(a->options[k]->name, name) != 0) continue;
    if (i == 0) return a->values[k];
    i--;
  }
  return NULL;
}

const char *spr_args_value(const spr_args *a, const char *name) {
  return spr_args_nth(a, name, 0);
}
bool spr_args_flag(const spr_args *a, const char *name) {
  return spr_args_value(a, name) != NULL;
}

bool spr_args_number(const char *text, uint64_t *out) {
  *out = 0;
  for (const char *p = text; *p; p++) {
    if (*p < '0' || *p > '9' || *out > UINT64_MAX / 100) return false;
    *out = *out * 10 + (uint64_t)(*p - '0');
  }
  return *out > 0;
}

/* -- help ----------------------------------------------------------------------------------------------- */

static void help_option_line(FILE *f, const spr_option *o) {
  char left[64];
  snprintf(left, sizeof left, "--%s%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "",
           o->many ? " ..." : "");
  fprintf(f, "  %-22s  %s\n", left, o->help);
}

void spr_help_command(FILE *f, const spr_command *c) {
  fprintf(f, "usage: sprawa %s%s%s%s\n\n%s\n\noptions:\n", c->name, c->options ? " [OPTIONS]" : "",
          *c->operands ? " " : "", c->operands, c->about);
  for (const spr_option *o = c->options; o && o->name; o++) help_option_line(f, o);
  help_option_line(f, &help_option);
  fprintf(f, "\nexample:\n%s", c->example);
}

static void summary_line(FILE *f, const spr_command *c) {
  fprintf(f, "  %-17s  %s\n", c->name, c->summary);
}

void spr_help_all(FILE *f) {
  fputs("usage: sprawa COMMAND [OPTIONS]\n\ncommands:\n", f);
  for (const spr_command *const *c = spr_commands; *c; c++) summary_line(f, *c);
  fputs("\nEvery command explains itself with --help.\n"
        "exit codes: 0 done, 1 the work found a fault, 2 wrong usage, 3 a thing named does not exist,\n"
        "4 the environment failed, 5 a bug in sprawa\n",
        f);
}

static bool in_group(const spr_command *c, const char *word) {
  size_t n = strlen(word);
  return strncmp(c->name, word, n) == 0 && c->name[n] == ' ';
}

bool spr_command_is_group(const char *word) {
  for (const spr_command *const *c = spr_commands; *c; c++)
    if (in_group(*c, word)) return true;
  return false;
}

void spr_help_group(FILE *f, const char *word) {
  fprintf(f, "usage: sprawa %s COMMAND [OPTIONS]\n\ncommands:\n", word);
  for (const spr_command *const *c = spr_commands; *c; c++)
    if (in_group(*c, word)) summary_line(f, *c);
  fputs("\nEvery command explains itself with --help.\n", f);
}

/* Of commands of several words the first ones are a name, too. */
static void offer(spr_near *near, const char *name) {
  spr_near_offer(near, spr_str_of(name));
  for (const char *space = strchr(name, ' '); space; space = strchr(space + 1, ' '))
    spr_near_offer(near, spr_str_n(name, (size_t)(space - name)));
}

const spr_command *spr_command_find(spr_cli *cli, const char *name) {
  spr_near near;
  spr_near_init(&near, spr_str_of(name));
  for (const spr_command *const *c = spr_commands; *c; c++) {
    if (strcmp((*c)->name, name) == 0) return *c;
    offer(&near, (*c)->name);
  }
  spr_complain(cli, "no command \"%s\"", name);
  spr_str best = spr_near_best(&near);
  if (best.n > 0) spr_advise(cli, "did you mean \"%.*s\"?", SPR_FMT(best));
  spr_advise(cli, "try \"sprawa help\"");
  return NULL;
}
