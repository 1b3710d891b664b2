/* SPDX-License-Identifier: Apache-2.0 */
#include <sqlite3.h>
#include <stdio.h>

/* usage: hold FILE. Another process that writes to a database, and does not come to an end: says "held" when
 * it has the file, and lets go when its standard input ends. */
int main(int argc, char **argv) {
  sqlite3 *db;
  if (argc != 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) return 2;
  sqlite3_busy_timeout(db, 20000);
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) return 1;
  puts("held");
  fflush(stdout);
  while (getchar() != EOF) {}
  return sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK || sqlite3_close(db) != SQLITE_OK;
}
