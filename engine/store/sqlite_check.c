/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_store.h"

/* The file itself: pages and indices as SQLite sees them, then what one table says of another. */

spr_status spr_sqlite_check_pages(spr_store *s) {
  spr_db *db = &spr_sqlite_of(s)->db;
  spr_query query = spr_query_once(db, "PRAGMA integrity_check(1)");
  spr_str said = spr_query_row(&query) ? spr_column_str(&query, 0) : SPR_STR("nothing was checked");
  /* Its text names pages and indices, never a value. */
  spr_status found =
      spr_str_is(said, "ok")
          ? SPR_OK
          : spr_db_say(db, SPR_ECORRUPT,
                       "%s is damaged: %.*s: keep the file as it is, and restore the latest backup", db->path,
                       SPR_FMT(said));
  if (query.rc != SQLITE_ROW) return spr_query_end(&query);
  spr_query_end(&query);
  return found;
}

spr_status spr_sqlite_check_rows(spr_store *s, spr_broken_fn fn, void *ud) {
  static const struct {
    const char *sql; /* not 0: */
    const char *what;
  } rules[] = {
      {"SELECT count(*) FROM pragma_foreign_key_check", "rows of no case"},
      {"SELECT count(*) FROM (SELECT DISTINCT number FROM journal) LEFT JOIN cases c USING(number) WHERE "
       "c.number IS NULL",
       "entries of no case"},
      {"SELECT coalesce(max(pos), 0) <> count(*) FROM journal", "positions are missing from the journal"},
      {"SELECT coalesce(max(number), 0) <> count(*) FROM names", "names are missing"},
      {"SELECT coalesce(max(number), 0) <> count(*) FROM objects", "definitions or environments are missing"},
      {"SELECT count(*) FROM journal WHERE max(event, institution, actor, place, configuration, responsible) "
       "> "
       "(SELECT coalesce(max(number), 0) FROM names) OR max(definition, environment) > "
       "(SELECT coalesce(max(number), 0) FROM objects)",
       "an entry names what is not there"},
      {"SELECT count(*) FROM cases c WHERE c.seq <> (SELECT max(seq) FROM journal j WHERE j.number = "
       "c.number)",
       "a case and its last entry differ"},
      {"SELECT count(*) FROM listed l JOIN cases c USING(number) WHERE EXISTS (WITH w(i, word) AS ("
       "SELECT 0, spr_word(l.kind, l.value, 0) UNION ALL SELECT i + 1, spr_word(l.kind, l.value, i + 1) FROM "
       "w "
       "WHERE word IS NOT NULL) SELECT 1 FROM w WHERE word IS NOT NULL AND NOT EXISTS (SELECT 1 FROM words x "
       "WHERE x.drawer = l.drawer AND x.word = w.word AND x.block = c.number >> 14 AND "
       "spr_holds(x.numbers, c.number)))",
       "a case is not found by the words of its fields"},
      {"SELECT count(*) FROM listed l JOIN cases c USING(number) WHERE NOT EXISTS (SELECT 1 FROM drawers d "
       "JOIN drawers e ON e.number = c.drawer WHERE d.number = l.drawer AND spr_place(d.name) = "
       "spr_place(e.name))",
       "a case is not where it is found by its fields"},
      {"SELECT count(*) FROM words x WHERE x.numbers = x'' OR EXISTS (WITH w(n) AS ("
       "SELECT spr_held(x.numbers, x.block, -1) UNION ALL SELECT spr_held(x.numbers, x.block, n) FROM w "
       "WHERE n IS NOT NULL) SELECT 1 FROM w WHERE n IS NOT NULL AND NOT EXISTS (SELECT 1 FROM listed l "
       "WHERE l.number = w.n AND l.drawer = x.drawer AND "
       "spr_has(l.kind, l.value, x.word)))",
       "a case is found by a word that its fields do not have"},
      {"SELECT count(*) FROM (SELECT state, drawer, configuration, responsible, n FROM lanes EXCEPT "
       "SELECT state, drawer, configuration, responsible, count(*) FROM cases GROUP BY 1, 2, 3, 4)",
       "cases that stand alike are not as many as was counted"},
      {"SELECT count(*) FROM (SELECT DISTINCT state, drawer, configuration, responsible FROM cases EXCEPT "
       "SELECT state, drawer, configuration, responsible FROM lanes)",
       "how a case stands was not counted"},
      {"SELECT count(*) FROM tasks t JOIN cases c USING(number) WHERE EXISTS (WITH w(word, rest) AS ("
       "SELECT '', coalesce((SELECT CAST(name AS TEXT) FROM names n WHERE n.number = t.institutions) || ',', "
       "'') "
       "UNION ALL SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1) FROM w "
       "WHERE rest <> '') SELECT 1 FROM w WHERE NOT EXISTS (SELECT 1 FROM hands h WHERE h.institution = "
       "coalesce((SELECT n.number FROM names n WHERE n.name = CAST(word AS BLOB)), 0) AND h.drawer = "
       "c.drawer "
       "AND h.due = t.due AND h.number = t.number AND h.task = t.task))",
       "a task is not in the hands of those whom it names"},
      {"SELECT count(*) FROM hands h WHERE NOT EXISTS (SELECT 1 FROM tasks t JOIN cases c USING(number) "
       "WHERE t.number = h.number AND t.task = h.task AND t.due = h.due AND c.drawer = h.drawer AND "
       "(h.institution = 0 OR instr((SELECT ',' || CAST(name AS TEXT) || ',' FROM names n WHERE n.number = "
       "t.institutions), (SELECT ',' || CAST(name AS TEXT) || ',' FROM names n WHERE n.number = "
       "h.institution))))",
       "a task is in the hands of somebody whom it does not name"},
  };
  spr_db *db = &spr_sqlite_of(s)->db;
  spr_status status = SPR_OK;
  for (size_t i = 0; i < sizeof rules / sizeof *rules && status == SPR_OK; i++) {
    int64_t wrong = 0;
    status = spr_db_number(db, rules[i].sql, &wrong);
    if (status != SPR_OK || wrong == 0) continue;
    if (fn)
      fn(ud, rules[i].what);
    else
      status = spr_db_damaged(db, rules[i].what);
  }
  return status;
}
