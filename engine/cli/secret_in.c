/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/secret_in.h"

#include <errno.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "store/secret.h"

/* -- a line --------------------------------------------------------------------------------------------- */
/* Byte by byte, so that nothing of it stays in a buffer. false: there was an error, or more than max bytes.
 */
static bool read_line(int fd, char *out, size_t max, size_t *n) {
  bool fits = true;
  char c = 0;
  for (*n = 0;;) {
    ssize_t got = read(fd, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == '\n') {
      if (got < 0) fits = false;
      break;
    }
    if (*n < max)
      out[(*n)++] = c;
    else
      fits = false;
  }
  c = 0;
  if (*n > 0 && out[*n - 1] == '\r') (*n)--;
  return fits;
}

static int read_one(spr_cli *cli, char *out, size_t max, spr_str *secret) {
  size_t n;
  *secret = SPR_STR("");
  if (!read_line(STDIN_FILENO, out, max, &n)) {
    spr_complain(cli, "the password is longer than %zu bytes, or cannot be read", max);
    return SPR_EXIT_USAGE;
  }
  *secret = spr_str_n(out, n);
  return SPR_EXIT_DONE;
}

/* -- a terminal ----------------------------------------------------------------------------------------- */
/* Signals wait until the terminal shows again what is typed. */
typedef struct silence {
  struct termios before;
  sigset_t signals;
  bool silent;
} silence;

static void silence_begin(silence *s) {
  sigset_t end;
  struct termios t;
  s->silent = tcgetattr(STDIN_FILENO, &s->before) == 0;
  if (!s->silent) return;
  sigemptyset(&end);
  sigaddset(&end, SIGINT);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGHUP);
  sigaddset(&end, SIGQUIT);
  sigaddset(&end, SIGTSTP);
  sigprocmask(SIG_BLOCK, &end, &s->signals);
  t = s->before;
  t.c_lflag &= ~(tcflag_t)ECHO;
  s->silent = tcsetattr(STDIN_FILENO, TCSAFLUSH, &t) == 0;
}

static void silence_end(const silence *s) {
  if (!s->silent) return;
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &s->before);
  sigprocmask(SIG_SETMASK, &s->signals, NULL);
}

static int ask(spr_cli *cli, const char *prompt, char *out, size_t max, spr_str *secret) {
  fputs(prompt, cli->err);
  fflush(cli->err);
  int code = read_one(cli, out, max, secret);
  fputc('\n', cli->err);
  return code;
}

static int ask_twice(spr_cli *cli, char *out, size_t max, spr_str *secret) {
  char *again = SPR_NEW_N(&cli->arena, char, max + 1);
  spr_str second;
  silence s;
  silence_begin(&s);
  int code = ask(cli, "password: ", out, max, secret);
  if (code == SPR_EXIT_DONE) code = ask(cli, "again: ", again, max, &second);
  silence_end(&s);
  if (code == SPR_EXIT_DONE && !spr_str_eq(*secret, second)) {
    spr_complain(cli, "these are two different passwords");
    code = SPR_EXIT_USAGE;
  }
  spr_secret_wipe(again, max + 1);
  return code;
}

int spr_secret_in(spr_cli *cli, char *out, size_t max, spr_str *secret) {
  return isatty(STDIN_FILENO) ? ask_twice(cli, out, max, secret) : read_one(cli, out, max, secret);
}
