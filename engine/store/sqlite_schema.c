/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite_schema.h"

#include <stdio.h>

#include "store/store.h"

/* clang-format off */
#define OF_CASE "number INTEGER NOT NULL REFERENCES cases DEFERRABLE INITIALLY DEFERRED"

/* For people with an SQL tool: readable; of the journal its skeleton, of the case file its `listed` fields. */
#define NAME(column) "coalesce((SELECT CAST(name AS TEXT) FROM names WHERE number = " column "), '')"
#define TIME(column) "strftime('%Y-%m-%dT%H:%M:%fZ', " column " / 1000.0, 'unixepoch')"
#define DUE(column) "CASE WHEN " column " < 9223372036854775807 THEN " TIME(column) " END"

static const char *const schema_1[] = {
  "CREATE TABLE names(number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT",
  "CREATE TABLE drawers(number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT",
  "CREATE TABLE objects(number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, hash BLOB NOT NULL UNIQUE,"
  " bytes BLOB NOT NULL) STRICT",
  "CREATE TABLE current(name TEXT PRIMARY KEY, object INTEGER NOT NULL REFERENCES objects) STRICT,"
  " WITHOUT ROWID",

  "CREATE TABLE journal(pos INTEGER PRIMARY KEY, number INTEGER NOT NULL, seq INTEGER NOT NULL,"
  " at INTEGER NOT NULL, kind INTEGER NOT NULL, semantics INTEGER NOT NULL, event INTEGER NOT NULL,"
  " institution INTEGER NOT NULL, actor INTEGER NOT NULL, place INTEGER NOT NULL,"
  " configuration INTEGER NOT NULL, responsible INTEGER NOT NULL, definition INTEGER NOT NULL,"
  " environment INTEGER NOT NULL, body_state INTEGER NOT NULL, changes BLOB NOT NULL, body BLOB NOT NULL,"
  " hash BLOB NOT NULL) STRICT",
  "CREATE UNIQUE INDEX journal_case ON journal(number, seq)",
  "CREATE INDEX journal_emergencies ON journal(number, seq) WHERE kind = 17",
  "CREATE INDEX journal_alarms ON journal(at) WHERE kind = 17",
  "CREATE TABLE seals(upto INTEGER PRIMARY KEY, since INTEGER NOT NULL, hash BLOB NOT NULL) STRICT",
  "CREATE TABLE answers(principal TEXT NOT NULL, key TEXT NOT NULL, request BLOB NOT NULL,"
  " id TEXT NOT NULL, seq INTEGER NOT NULL, expires INTEGER NOT NULL,"
  " PRIMARY KEY(principal, key)) STRICT, WITHOUT ROWID",
  "CREATE INDEX answers_expire ON answers(expires)",

  "CREATE TABLE cases(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state INTEGER NOT NULL,"
  " package INTEGER NOT NULL, workflow INTEGER NOT NULL, municipality INTEGER NOT NULL,"
  " outcome INTEGER NOT NULL, configuration INTEGER NOT NULL, responsible INTEGER NOT NULL,"
  " opened INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,"
  " pending INTEGER, due INTEGER NOT NULL, overdue INTEGER NOT NULL, definition INTEGER NOT NULL,"
  " sealed INTEGER NOT NULL, held INTEGER NOT NULL, drawer INTEGER NOT NULL,"
  " emptied INTEGER NOT NULL DEFAULT 0, snapshot BLOB NOT NULL) STRICT",
  "CREATE INDEX cases_pending ON cases(pending) WHERE pending IS NOT NULL",
  /* By lane (sqlite_lanes.h): how cases stand, and of each as much as most lists ask; then whose number is the
   * next, whose last entry, whose deadline; and which have missed one. */
  "CREATE INDEX cases_stand ON cases(state, drawer, configuration, responsible, at, number, due, overdue)",
  "CREATE INDEX cases_place ON cases(state, drawer)",
  "CREATE INDEX cases_last ON cases(state, drawer, at)",
  "CREATE INDEX cases_owed ON cases(state, drawer, due) WHERE due < 9223372036854775807",
  "CREATE INDEX cases_late ON cases(drawer) WHERE overdue > 0",
  "CREATE INDEX cases_pinned ON cases(drawer, definition)",
  "CREATE INDEX cases_erased ON cases(emptied) WHERE state = 2",
  "CREATE TABLE lanes(state INTEGER NOT NULL, drawer INTEGER NOT NULL, configuration INTEGER NOT NULL,"
  " responsible INTEGER NOT NULL, n INTEGER NOT NULL,"
  " PRIMARY KEY(state, drawer, configuration, responsible)) STRICT, WITHOUT ROWID",
  "CREATE TABLE counters(kind INTEGER NOT NULL, institution INTEGER NOT NULL, n INTEGER NOT NULL,"
  " PRIMARY KEY(kind, institution)) STRICT, WITHOUT ROWID",

  "CREATE TABLE tasks(" OF_CASE ", task TEXT NOT NULL, name INTEGER NOT NULL, state INTEGER NOT NULL,"
  " institutions INTEGER NOT NULL, due INTEGER NOT NULL, required INTEGER NOT NULL,"
  " PRIMARY KEY(number, task)) STRICT, WITHOUT ROWID",
  /* In whose hands tasks lie: in those of anybody (0), and of each institution that they name. */
  "CREATE TABLE hands(institution INTEGER NOT NULL, drawer INTEGER NOT NULL, due INTEGER NOT NULL,"
  " number INTEGER NOT NULL, task TEXT NOT NULL,"
  " PRIMARY KEY(institution, drawer, due, number, task)) STRICT, WITHOUT ROWID",
  "CREATE TABLE deadlines(" OF_CASE ", n INTEGER NOT NULL, path INTEGER NOT NULL, at INTEGER NOT NULL,"
  " missed INTEGER NOT NULL, PRIMARY KEY(number, n)) STRICT, WITHOUT ROWID",
  "CREATE TABLE places(" OF_CASE ", institution INTEGER NOT NULL, n INTEGER NOT NULL,"
  " PRIMARY KEY(number, institution)) STRICT, WITHOUT ROWID",
  "CREATE TABLE links(" OF_CASE ", name INTEGER NOT NULL, other TEXT NOT NULL,"
  " PRIMARY KEY(number, name, other)) STRICT, WITHOUT ROWID",
  "CREATE INDEX links_other ON links(other)",
  "CREATE TABLE messages(pos INTEGER NOT NULL, n INTEGER NOT NULL, " OF_CASE ","
  " seq INTEGER NOT NULL, event INTEGER NOT NULL, link INTEGER NOT NULL, target TEXT NOT NULL,"
  " urgent INTEGER NOT NULL, hops INTEGER NOT NULL, try_at INTEGER, tries INTEGER NOT NULL,"
  " PRIMARY KEY(pos, n)) STRICT, WITHOUT ROWID",
  "CREATE UNIQUE INDEX messages_case ON messages(number, seq, n)",
  "CREATE TABLE notices(pos INTEGER NOT NULL, n INTEGER NOT NULL, " OF_CASE ","
  " institution INTEGER NOT NULL, at INTEGER NOT NULL, delivered INTEGER,"
  " PRIMARY KEY(pos, n)) STRICT, WITHOUT ROWID",
  "CREATE INDEX notices_case ON notices(number)",
  "CREATE INDEX notices_institution ON notices(institution, pos, n)",
  "CREATE INDEX notices_outstanding ON notices(pos) WHERE delivered IS NULL",
  "CREATE TABLE incidents(" OF_CASE ", n INTEGER NOT NULL, what INTEGER NOT NULL, subject INTEGER NOT NULL,"
  " seq INTEGER NOT NULL, since INTEGER NOT NULL, try_at INTEGER, tries INTEGER NOT NULL, PRIMARY KEY(number, n)) STRICT, WITHOUT ROWID",

  "CREATE TABLE listed(" OF_CASE ", field INTEGER NOT NULL, drawer INTEGER NOT NULL, kind INTEGER NOT NULL,"
  " value ANY NOT NULL, PRIMARY KEY(number, field)) STRICT, WITHOUT ROWID",
  "CREATE INDEX listed_value ON listed(field, drawer, value, number)",
  "CREATE TABLE words(drawer INTEGER NOT NULL, word TEXT NOT NULL, block INTEGER NOT NULL,"
  " numbers BLOB NOT NULL, PRIMARY KEY(drawer, word, block)) STRICT, WITHOUT ROWID",

  "CREATE VIEW v_cases AS SELECT c.id,"
  " CASE c.state WHEN 0 THEN 'open' WHEN 1 THEN 'ended' ELSE 'erased' END AS state,"
  NAME("c.package") " AS package," NAME("c.workflow") " AS workflow,"
  NAME("c.municipality") " AS municipality," NAME("c.outcome") " AS outcome,"
  NAME("c.configuration") " AS configuration," NAME("c.responsible") " AS responsible,"
  TIME("c.opened") " AS opened," TIME("c.at") " AS last, c.seq AS entries,"
  TIME("c.pending") " AS pending," DUE("c.due") " AS due, c.overdue, c.held FROM cases c",
  "CREATE VIEW v_journal AS SELECT j.pos, c.id AS 'case', j.seq," TIME("j.at") " AS at, CASE j.kind"
  " WHEN 1 THEN 'opened' WHEN 2 THEN 'event' WHEN 3 THEN 'due' WHEN 4 THEN 'linked' WHEN 5 THEN 'done'"
  " WHEN 6 THEN 'signed' WHEN 7 THEN 'waived' WHEN 8 THEN 'note' WHEN 9 THEN 'reopened'"
  " WHEN 10 THEN 'incident' WHEN 11 THEN 'environment' WHEN 12 THEN 'link' WHEN 13 THEN 'erased'"
  " WHEN 14 THEN 'held' WHEN 15 THEN 'released' WHEN 16 THEN 'retried' WHEN 17 THEN 'emergency' ELSE j.kind END AS kind,"
  NAME("j.event") " AS event," NAME("j.institution") " AS institution," NAME("j.actor") " AS actor,"
  NAME("j.place") " AS place," NAME("j.configuration") " AS configuration,"
  NAME("j.responsible") " AS responsible, lower(hex(j.hash)) AS hash"
  " FROM journal j JOIN cases c USING(number)",
  "CREATE VIEW v_tasks AS SELECT c.id AS 'case', t.task," NAME("t.name") " AS name,"
  NAME("t.state") " AS state," NAME("t.institutions") " AS institutions," DUE("t.due") " AS due,"
  " t.required FROM tasks t JOIN cases c USING(number)",
  "CREATE VIEW v_deadlines AS SELECT c.id AS 'case'," NAME("d.path") " AS path," DUE("d.at") " AS at,"
  " d.missed FROM deadlines d JOIN cases c USING(number)",
  "CREATE VIEW v_links AS SELECT c.id AS 'case'," NAME("l.name") " AS link, l.other"
  " FROM links l JOIN cases c USING(number)",
  "CREATE VIEW v_places AS SELECT c.id AS 'case'," NAME("p.institution") " AS institution, p.n AS places"
  " FROM places p JOIN cases c USING(number)",
  "CREATE VIEW v_messages AS SELECT c.id AS source, m.seq, m.n," NAME("m.event") " AS event,"
  NAME("m.link") " AS link, m.target," TIME("m.try_at") " AS not_before, m.tries"
  " FROM messages m JOIN cases c USING(number)",
  "CREATE VIEW v_notices AS SELECT c.id AS 'case'," NAME("o.institution") " AS institution,"
  TIME("o.at") " AS at," TIME("o.delivered") " AS delivered FROM notices o JOIN cases c USING(number)",
  "CREATE VIEW v_incidents AS SELECT c.id AS 'case'," NAME("i.what") " AS what," NAME("i.subject") " AS subject, i.seq," TIME("i.since") " AS since,"
  TIME("i.try_at") " AS next_try, i.tries FROM incidents i JOIN cases c USING(number)",
  "CREATE VIEW v_listed AS SELECT c.id AS 'case'," NAME("l.field") " AS field,"
  " CASE l.kind WHEN 5 THEN " TIME("l.value") " ELSE l.value END AS value"
  " FROM listed l JOIN cases c USING(number) WHERE l.kind < 6", /* no keyed hash */
  NULL,
};
/* clang-format on */

/* The n-th brings a file from schema n to n + 1. A step once published stays as it is: files made by it
 * exist. */
static const char *const *const steps[] = {schema_1};
_Static_assert(sizeof steps / sizeof *steps == SPR_STORE_SCHEMA, "one step for each schema");

spr_status spr_schema_read(spr_db *db, int64_t ours, spr_file_kind *kind, int64_t *version,
                           int64_t *application) {
  int64_t objects = 0;
  spr_status s = spr_db_number(db, "PRAGMA application_id", application);
  if (s == SPR_OK) s = spr_db_number(db, "PRAGMA user_version", version);
  if (s == SPR_OK) s = spr_db_number(db, "SELECT count(*) FROM sqlite_schema", &objects);
  *kind = *application == ours                  ? SPR_FILE_OURS
          : *application || *version || objects ? SPR_FILE_FOREIGN
                                                : SPR_FILE_BLANK;
  return s;
}

spr_status spr_schema_raise(spr_db *db, int64_t version) {
  spr_status s = SPR_OK;
  for (; version < SPR_STORE_SCHEMA; version++)
    for (const char *const *sql = steps[version]; *sql && s == SPR_OK; sql++)
      s = spr_db_exec(db, *sql, "make the tables of");
  char sql[96];
  snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", SPR_STORE_APPLICATION_ID,
           SPR_STORE_SCHEMA);
  return s == SPR_OK ? spr_db_exec(db, sql, "name the schema of") : s;
}
