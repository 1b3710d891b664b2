/* SPDX-License-Identifier: Apache-2.0 */
#include "server/rest_routes.h"

/* The API: what is served, and what its description (rest_openapi.c) says of it. */

#define TEXT "{\"type\":\"string\",\"minLength\":1}"
#define FLAG "{\"type\":\"boolean\",\"default\":false}"
#define NAME(word, about)                                                                                    \
  { (word), TEXT, (about) }

#define LANG                                                                                                 \
  {                                                                                                          \
    "lang", "{\"type\":\"string\",\"minLength\":2,\"examples\":[\"pl\"]}",                                   \
        "of the titles; where a package has none in that language, its first"                                \
  }
#define LIMIT                                                                                                \
  {                                                                                                          \
    "limit", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":50}",                         \
        "at most so many rows; there may be fewer, and yet another page"                                     \
  }
#define CURSOR                                                                                               \
  { "cursor", TEXT, "`next` of the page before, with all else as it was" }
#define DUE                                                                                                  \
  {                                                                                                          \
    "due", "{\"type\":\"string\",\"minLength\":1,\"examples\":[\"overdue\",\"3 days\"]}",                    \
        "`overdue`, or within a duration"                                                                    \
  }
#define END                                                                                                  \
  { .name = NULL }

static const spr_param of_case[] = {LANG, END};
static const spr_param of_journal[] = {
    LIMIT, CURSOR, {"whole", FLAG, "with receipts, data and hashes, where these may be seen"}, LANG, END};
static const spr_param of_cases[] = {
    NAME("municipality", "of this municipality"),
    NAME("package", "of this package"),
    NAME("workflow", "of this workflow"),
    NAME("state", "that stand in this state, or in one within it, by its path"),
    NAME("responsible", "that this institution is responsible for"),
    DUE,
    {"incidents", FLAG, "in which something has failed and is tried again"},
    {"emergencies", TEXT,
     "that somebody was let see for an emergency within this duration (\"30 days\"), and for which an "
     "institution "
     "of the token is responsible, or was then; at most 200. With `status=all` also those that have ended"},
    {"status", "{\"enum\":[\"open\",\"all\"],\"default\":\"open\"}", "also cases that have ended"},
    {"field[]", TEXT, "whose `listed` field NAME is that: `field[risk]=high`; at most 8"},
    {"q", "{\"type\":\"string\",\"maxLength\":256,\"examples\":[\"lodz kowal\"]}",
     "in which each of these words (8 at most) begins a word: of the id (from 4 characters on), of a "
     "`listed` field (of a choice the word, not its title), "
     "or of a title of state, workflow, package or municipality. Case and diacritics do not count"},
    NAME("sort", "ordered by a `listed` field; cases without one, or of which it is not seen, come last"),
    LIMIT,
    CURSOR,
    LANG,
    END};
static const spr_param of_tasks[] = {NAME("municipality", "of cases of this municipality"),
                                     NAME("institution", "that this institution has to do or to sign"),
                                     DUE,
                                     LIMIT,
                                     CURSOR,
                                     LANG,
                                     END};
static const spr_param of_municipalities[] = {LIMIT, CURSOR, LANG, END};
static const spr_param of_packages[] = {NAME("package", "this package alone"),
                                        NAME("municipality", "in this municipality alone"),
                                        LIMIT,
                                        CURSOR,
                                        LANG,
                                        END};
static const spr_param of_workflow[] = {NAME("municipality", "as this municipality has it; it must be given"),
                                        LANG, END};
static const spr_param of_matrix[] = {NAME("package", "of this package; it must be given"),
                                      NAME("workflow", "of this workflow; else of the package's main one"),
                                      NAME("municipality", "of this municipality alone"), LANG, END};
#define PERIOD(word, about)                                                                                  \
  { (word), "{\"type\":\"string\",\"minLength\":1,\"examples\":[\"2026-03-31\"]}", (about) }
static const spr_param of_indicators[] = {
    PERIOD("since", "from this day of each municipality on, or from a time with an offset"),
    PERIOD("until", "to the end of this day, or before a time with an offset; else until now"),
    {"by", "{\"enum\":[\"municipality\",\"version\",\"municipality,version\"]}",
     "a row for each, in place of one for all"},
    NAME("municipality", "of this municipality"),
    NAME("package", "of this package"),
    LANG,
    END};
static const spr_param of_outbox[] = {NAME("after", "`next` of the page before; kept for ever"), LIMIT, END};

/* What any request of a case may give, and what its body may. */
#define OF_CASE (SPR_MAY(NOT_FOUND) | SPR_MAY(CASE_ERASED))
#define OF_BODY (SPR_MAY(DATA_INVALID) | SPR_MAY(UNSUPPORTED) | SPR_MAY(TOO_LARGE) | SPR_MAY(LENGTH_REQUIRED))
#define OF_ASKING                                                                                            \
  (OF_CASE | OF_BODY | SPR_MAY(EVENT_REFUSED) | SPR_MAY(MISMATCH) | SPR_MAY(CASE_CLOSED) |                   \
   SPR_MAY(CASE_MOVED) | SPR_MAY(RULES_FAILING) | SPR_MAY(UNKNOWN))

const spr_route spr_rest_routes[] = {
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/cases",
     .handle = spr_rest_open_case,
     .scope = SPR_SCOPE_CASES_OPEN,
     .name = "openCase",
     .summary = "Opens a case",
     .about =
         "Under the definition that is deployed now. `Location` is where it can be read; whoever opens a "
         "case that it may not see gets its id.",
     .params = of_case,
     .body = "OpenCase",
     .answer = "Opened",
     .status = 201,
     .problems = (OF_ASKING & ~(OF_CASE | SPR_MAY(CASE_MOVED) | SPR_MAY(CASE_CLOSED)))},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/cases",
     .handle = spr_rest_list_cases,
     .scope = SPR_SCOPE_CASES_READ,
     .name = "listCases",
     .summary = "Lists the cases that may be seen",
     .about = "In the order in which they were opened; with `due` by their next deadline.",
     .params = of_cases,
     .answer = "CaseList",
     .problems = SPR_MAY(NOT_FOUND)},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/cases/{case}",
     .handle = spr_rest_read_case,
     .scope = SPR_SCOPE_CASES_READ,
     .name = "readCase",
     .summary = "Where a case stands, who is responsible, what is due",
     .about = "`case` has the fields that may be seen. `ETag` is for `If-Match` and `If-None-Match`.",
     .params = of_case,
     .answer = "Case",
     .problems = OF_CASE},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/cases/{case}/journal",
     .handle = spr_rest_journal,
     .scope = SPR_SCOPE_CASES_READ,
     .name = "readJournal",
     .summary = "What has happened in a case, by whom, and by which rule",
     .params = of_journal,
     .answer = "Journal",
     .problems = OF_CASE},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/cases/{case}/explain",
     .handle = spr_rest_explain,
     .scope = SPR_SCOPE_CASES_READ,
     .name = "explainCase",
     .summary = "What may happen next, who may do it, and why not",
     .about = "Each event that the case waits for is tried on a copy of it; nothing changes.",
     .params = of_case,
     .answer = "Explanation",
     .problems = OF_CASE},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/cases/{case}/events",
     .handle = spr_rest_send_event,
     .soon = true,
     .scope = SPR_SCOPE_CASES_WRITE,
     .name = "sendEvent",
     .summary = "Sends an event to a case",
     .about =
         "What is answered with 200 is durable. With an `Idempotency-Key` it happens once, however often it "
         "is sent.",
     .params = of_case,
     .body = "SendEvent",
     .answer = "Done",
     .problems = OF_ASKING},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/cases/{case}/notes",
     .handle = spr_rest_add_note,
     .soon = true,
     .scope = SPR_SCOPE_CASES_WRITE,
     .name = "addNote",
     .summary = "Adds a note to a case's journal",
     .params = of_case,
     .body = "AddNote",
     .answer = "Done",
     .problems = OF_ASKING},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/cases/{case}/reopen",
     .handle = spr_rest_reopen,
     .soon = true,
     .scope = SPR_SCOPE_CASES_WRITE,
     .name = "reopenCase",
     .summary = "Opens a case again that has ended",
     .params = of_case,
     .body = "Reopen",
     .answer = "Done",
     .problems = OF_ASKING},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/tasks",
     .handle = spr_rest_list_tasks,
     .scope = SPR_SCOPE_CASES_READ,
     .name = "listTasks",
     .summary = "Lists open tasks, the earliest due first",
     .params = of_tasks,
     .answer = "TaskList",
     .problems = SPR_MAY(NOT_FOUND)},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/tasks/{task}/done",
     .handle = spr_rest_task_done,
     .soon = true,
     .scope = SPR_SCOPE_CASES_WRITE,
     .name = "doTask",
     .summary = "A task is done",
     .params = of_case,
     .body = "DoTask",
     .answer = "Done",
     .problems = OF_ASKING},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/tasks/{task}/sign",
     .handle = spr_rest_task_sign,
     .soon = true,
     .scope = SPR_SCOPE_CASES_WRITE,
     .name = "signTask",
     .summary = "Signs a task that several institutions sign",
     .params = of_case,
     .body = "SignTask",
     .answer = "Done",
     .problems = OF_ASKING},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/tasks/{task}/waive",
     .handle = spr_rest_task_waive,
     .soon = true,
     .scope = SPR_SCOPE_CASES_WRITE,
     .name = "waiveTask",
     .summary = "A task is not needed, and why",
     .params = of_case,
     .body = "WaiveTask",
     .answer = "Done",
     .problems = OF_ASKING},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/outbox",
     .handle = spr_rest_list_outbox,
     .scope = SPR_SCOPE_OUTBOX,
     .name = "readOutbox",
     .summary = "Messages that cases have for the token's institutions",
     .about =
         "In the order in which they came to be, delivered ones as well. `next` is where to go on later, "
         "also where there are no more now.",
     .params = of_outbox,
     .answer = "Outbox"},
    {.method = SPR_METHOD_POST,
     .pattern = "/api/v1/outbox/{message}/ack",
     .handle = spr_rest_acknowledge,
     .scope = SPR_SCOPE_OUTBOX,
     .name = "acknowledge",
     .summary = "A message was delivered",
     .about = "Again is the same.",
     .body = "Acknowledge",
     .answer = "Acknowledged",
     .problems = OF_BODY | SPR_MAY(NOT_FOUND) | SPR_MAY(UNKNOWN)},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/municipalities",
     .handle = spr_rest_list_municipalities,
     .scope = SPR_SCOPE_DEFINITIONS_READ,
     .name = "listMunicipalities",
     .summary = "Municipalities, and which packages are deployed there",
     .params = of_municipalities,
     .answer = "MunicipalityList"},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/packages",
     .handle = spr_rest_list_packages,
     .scope = SPR_SCOPE_DEFINITIONS_READ,
     .name = "listPackages",
     .summary = "Packages as they are deployed, municipality by municipality",
     .params = of_packages,
     .answer = "PackageList",
     .problems = SPR_MAY(NOT_FOUND)},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/workflows/{package}/{workflow}",
     .handle = spr_rest_read_workflow,
     .scope = SPR_SCOPE_DEFINITIONS_READ,
     .name = "readWorkflow",
     .summary = "A workflow as a municipality really has it, and where each part comes from",
     .about = "`open` counts the open cases that may be seen in each state, up to 1,000.",
     .params = of_workflow,
     .answer = "Workflow",
     .problems = SPR_MAY(NOT_FOUND)},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/matrix",
     .handle = spr_rest_read_matrix,
     .scope = SPR_SCOPE_REPORTS_READ,
     .report = true,
     .name = "readMatrix",
     .summary = "Who is competent in which state, municipality by municipality",
     .params = of_matrix,
     .answer = "Matrix",
     .problems = SPR_MAY(NOT_FOUND)},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/indicators",
     .handle = spr_rest_read_indicators,
     .scope = SPR_SCOPE_REPORTS_READ,
     .report = true,
     .name = "readIndicators",
     .summary = "How long cases take, and how many deadlines are met",
     .about = "Of the cases that may be seen, computed from the journal: it is read for it, which takes some "
              "seconds "
              "where it is long. To whoever may not read the cases themselves (`cases:read`), figures that "
              "rest on "
              "fewer than 5 are withheld.",
     .params = of_indicators,
     .answer = "Indicators",
     .problems = SPR_MAY(NOT_FOUND)},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/stream",
     .handle = spr_rest_follow,
     .scope = SPR_SCOPE_STREAM,
     .name = "follow",
     .summary = "Server-sent events: in which case something has happened",
     .about =
         "`event: entry` with `{\"case\", \"seq\", \"kind\"}` for each new entry of a case that may be seen; "
         "never what is in it. It goes on behind `Last-Event-ID`; some events may then come again. `event: "
         "reset`: that id is too old or foreign, so read anew what you know. `event: end`: the token may not "
         "follow any more, so do not come back. A token has 32 streams at most.",
     .answer = "EventStream",
     .type = "text/event-stream"},
    {.method = SPR_METHOD_GET,
     .pattern = "/api/v1/openapi.json",
     .handle = spr_rest_openapi,
     .name = "describe",
     .summary = "This description",
     .answer = "Description"},
    {.pattern = NULL},
};

const spr_door spr_door_api = {spr_rest_routes, spr_rest_enter, spr_rest_refuse};
