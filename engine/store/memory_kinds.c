/* SPDX-License-Identifier: Apache-2.0 */
#include "store/memory.h"

/* The tables: which texts a row has, and how its indices order rows. */

static int by_u64(uint64_t a, uint64_t b) {
  return (a > b) - (a < b);
}

static int by_instant(spr_instant a, spr_instant b) {
  return (a > b) - (a < b);
}

/* "None" comes last. */
static int by_due(spr_instant a, spr_instant b) {
  return by_instant(a == SPR_NO_INSTANT ? INT64_MAX : a, b == SPR_NO_INSTANT ? INT64_MAX : b);
}

static int by_listed(spr_listed a, spr_listed b) {
  return spr_listed_cmp(&a, &b);
}

/* int NAME(a, b): goes through the comparisons until one decides. A and B are the rows. */
#define ORDER(name, T, i, ...)                                                                               \
  static int name(const spr_tree_node *a, const spr_tree_node *b) {                                          \
    const T *A = (const T *)(const void *)((const char *)(a)-offsetof(T, node) - (i) * sizeof *(a));         \
    const T *B = (const T *)(const void *)((const char *)(b)-offsetof(T, node) - (i) * sizeof *(b));         \
    __VA_ARGS__                                                                                              \
  }
#define FIRST(f, member)                                                                                     \
  {                                                                                                          \
    int order = f(A->member, B->member);                                                                     \
    if (order != 0) return order;                                                                            \
  }
#define LAST(f, member) return f(A->member, B->member);

ORDER(case_id, spr_mcase, SPR_CASES_ID, LAST(spr_str_cmp, row.id))
ORDER(case_number, spr_mcase, SPR_CASES_NUMBER, LAST(by_u64, row.number))
ORDER(case_pending, spr_mcase, SPR_CASES_PENDING, FIRST(by_due, row.pending) LAST(by_u64, row.number))
ORDER(case_due, spr_mcase, SPR_CASES_DUE, FIRST(by_due, row.due) LAST(by_u64, row.number))
ORDER(case_last, spr_mcase, SPR_CASES_LAST, FIRST(-by_instant, row.at) LAST(-by_u64, row.number))

ORDER(entry_pos, spr_mentry, SPR_ENTRIES_POS, LAST(by_u64, row.pos))
ORDER(entry_case, spr_mentry, SPR_ENTRIES_CASE, FIRST(by_u64, row.number) LAST(by_u64, row.seq))

ORDER(task_id, spr_mtask, SPR_TASKS_ID, FIRST(by_u64, number) LAST(spr_str_cmp, row.task))
ORDER(task_due, spr_mtask, SPR_TASKS_DUE,
      FIRST(by_due, row.due) FIRST(by_u64, number) LAST(spr_str_cmp, row.task))
ORDER(task_case_due, spr_mtask, SPR_TASKS_CASE_DUE,
      FIRST(by_u64, number) FIRST(by_due, row.due) LAST(spr_str_cmp, row.task))

ORDER(deadline_id, spr_mdeadline, SPR_DEADLINES_ID, FIRST(by_u64, number) LAST(by_u64, row.n))
ORDER(deadline_case_due, spr_mdeadline, SPR_DEADLINES_CASE_DUE,
      FIRST(by_u64, number) FIRST(by_due, row.at) LAST(by_u64, row.n))

ORDER(place_id, spr_mplace, SPR_PLACES_ID, FIRST(by_u64, number) LAST(spr_str_cmp, row.institution))

ORDER(link_id, spr_mlink, SPR_LINKS_ID,
      FIRST(by_u64, number) FIRST(spr_str_cmp, row.name) LAST(spr_str_cmp, row.other))
ORDER(link_other, spr_mlink, SPR_LINKS_OTHER,
      FIRST(spr_str_cmp, row.other) FIRST(spr_str_cmp, row.name) LAST(spr_str_cmp, row.id))

ORDER(message_id, spr_mmessage, SPR_MESSAGES_ID,
      FIRST(by_u64, number) FIRST(by_u64, row.seq) LAST(by_u64, row.n))
ORDER(message_pos, spr_mmessage, SPR_MESSAGES_POS, FIRST(by_u64, row.pos) LAST(by_u64, row.n))

ORDER(notice_pos, spr_mnotice, SPR_NOTICES_POS, FIRST(by_u64, row.pos) LAST(by_u64, row.n))
ORDER(notice_case, spr_mnotice, SPR_NOTICES_CASE,
      FIRST(by_u64, number) FIRST(by_u64, row.pos) LAST(by_u64, row.n))

ORDER(incident_id, spr_mincident, SPR_INCIDENTS_ID, FIRST(by_u64, number) LAST(by_u64, row.n))
ORDER(listed_id, spr_mlisted, SPR_LISTED_ID, FIRST(by_u64, number) LAST(spr_str_cmp, row.field))
ORDER(listed_value, spr_mlisted, SPR_LISTED_VALUE,
      FIRST(spr_str_cmp, row.field) FIRST(by_listed, row.value) LAST(by_u64, number))
ORDER(counter_id, spr_mcounter, SPR_COUNTERS_ID, FIRST(by_u64, row.kind) LAST(spr_str_cmp, row.institution))
ORDER(seal_to, spr_mseal, SPR_SEALS_TO, LAST(by_u64, row.to))
ORDER(object_hash, spr_mobject, SPR_OBJECTS_HASH, return memcmp(&A->hash, &B->hash, sizeof A->hash);)
ORDER(current_name, spr_mcurrent, SPR_CURRENT_NAME, LAST(spr_str_cmp, name))
ORDER(answer_key, spr_manswer, SPR_ANSWERS_KEY, FIRST(spr_str_cmp, row.principal) LAST(spr_str_cmp, row.key))
ORDER(answer_expires, spr_manswer, SPR_ANSWERS_EXPIRES,
      FIRST(by_instant, row.expires) FIRST(spr_str_cmp, row.principal) LAST(spr_str_cmp, row.key))

#define TEXT(T, member) offsetof(T, member)
#define KIND(T) .size = sizeof(T), .nodes_at = offsetof(T, node)

const spr_mtable_kind spr_mtable_kinds[SPR_M_TABLES] = {
    [SPR_M_CASES] = {KIND(spr_mcase), .cmp = {case_id, case_number, case_pending, case_due, case_last},
                     .texts = {TEXT(spr_mcase, row.id), TEXT(spr_mcase, row.package),
                               TEXT(spr_mcase, row.workflow), TEXT(spr_mcase, row.municipality),
                               TEXT(spr_mcase, row.outcome), TEXT(spr_mcase, row.configuration),
                               TEXT(spr_mcase, row.responsible), TEXT(spr_mcase, row.seen),
                               TEXT(spr_mcase, row.snapshot)}},
    [SPR_M_ENTRIES] = {KIND(spr_mentry), .cmp = {entry_pos, entry_case},
                       .texts = {TEXT(spr_mentry, row.id), TEXT(spr_mentry, row.event),
                                 TEXT(spr_mentry, row.by), TEXT(spr_mentry, row.actor),
                                 TEXT(spr_mentry, row.place), TEXT(spr_mentry, row.configuration),
                                 TEXT(spr_mentry, row.responsible), TEXT(spr_mentry, row.packed),
                                 TEXT(spr_mentry, row.body)}},
    [SPR_M_TASKS] = {KIND(spr_mtask), .cmp = {task_id, task_due, task_case_due},
                     .texts = {TEXT(spr_mtask, row.id), TEXT(spr_mtask, row.task), TEXT(spr_mtask, row.name),
                               TEXT(spr_mtask, row.state), TEXT(spr_mtask, row.institutions)}},
    [SPR_M_DEADLINES] = {KIND(spr_mdeadline), .cmp = {deadline_id, deadline_case_due},
                         .texts = {TEXT(spr_mdeadline, row.id), TEXT(spr_mdeadline, row.path)}},
    [SPR_M_PLACES] = {KIND(spr_mplace), .cmp = {place_id},
                      .texts = {TEXT(spr_mplace, row.id), TEXT(spr_mplace, row.institution)}},
    [SPR_M_LINKS] = {KIND(spr_mlink), .cmp = {link_id, link_other},
                     .texts = {TEXT(spr_mlink, row.id), TEXT(spr_mlink, row.name),
                               TEXT(spr_mlink, row.other)}},
    [SPR_M_MESSAGES] = {KIND(spr_mmessage), .cmp = {message_id, message_pos},
                        .texts = {TEXT(spr_mmessage, row.source), TEXT(spr_mmessage, row.event),
                                  TEXT(spr_mmessage, row.link), TEXT(spr_mmessage, row.target)}},
    [SPR_M_NOTICES] = {KIND(spr_mnotice), .cmp = {notice_pos, notice_case},
                       .texts = {TEXT(spr_mnotice, row.id), TEXT(spr_mnotice, row.institution)}},
    [SPR_M_INCIDENTS] = {KIND(spr_mincident), .cmp = {incident_id},
                         .texts = {TEXT(spr_mincident, row.id), TEXT(spr_mincident, row.what),
                                   TEXT(spr_mincident, row.subject)}},
    [SPR_M_LISTED] = {KIND(spr_mlisted), .cmp = {listed_id, listed_value},
                      .texts = {TEXT(spr_mlisted, row.id), TEXT(spr_mlisted, row.field),
                                TEXT(spr_mlisted, row.told), TEXT(spr_mlisted, row.value.text)}},
    [SPR_M_COUNTERS] = {KIND(spr_mcounter), .cmp = {counter_id},
                        .texts = {TEXT(spr_mcounter, row.institution)}},
    [SPR_M_SEALS] = {KIND(spr_mseal), .cmp = {seal_to}},
    [SPR_M_OBJECTS] = {KIND(spr_mobject), .cmp = {object_hash}, .texts = {TEXT(spr_mobject, bytes)}},
    [SPR_M_CURRENT] = {KIND(spr_mcurrent), .cmp = {current_name}, .texts = {TEXT(spr_mcurrent, name)}},
    [SPR_M_ANSWERS] = {KIND(spr_manswer), .cmp = {answer_key, answer_expires},
                       .texts = {TEXT(spr_manswer, row.principal), TEXT(spr_manswer, row.key),
                                 TEXT(spr_manswer, row.id)}},
};
