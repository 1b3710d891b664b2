/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_REST_ROUTES_H
#define SPR_SERVER_REST_ROUTES_H

#include "server/rest.h"

/* The handlers of the API, one for each line of its table (rest_routes.c). */

/* -- rest_case.c ----------------------------------------------------------------------------------------- */
void spr_rest_read_case(spr_visit *v);
void spr_rest_explain(spr_visit *v);
void spr_rest_journal(spr_visit *v);

/* -- rest_list.c ----------------------------------------------------------------------------------------- */
void spr_rest_list_cases(spr_visit *v);
void spr_rest_list_tasks(spr_visit *v);
void spr_rest_list_outbox(spr_visit *v);

/* -- rest_ask.c ------------------------------------------------------------------------------------------ */
void spr_rest_open_case(spr_visit *v);
void spr_rest_send_event(spr_visit *v);
void spr_rest_add_note(spr_visit *v);
void spr_rest_reopen(spr_visit *v);
void spr_rest_task_done(spr_visit *v);
void spr_rest_task_sign(spr_visit *v);
void spr_rest_task_waive(spr_visit *v);
void spr_rest_acknowledge(spr_visit *v);

/* -- rest_site.c ----------------------------------------------------------------------------------------- */
void spr_rest_list_municipalities(spr_visit *v);
void spr_rest_list_packages(spr_visit *v);
void spr_rest_read_workflow(spr_visit *v);
void spr_rest_read_matrix(spr_visit *v);

/* -- rest_indicators.c ----------------------------------------------------------------------------------- */
void spr_rest_read_indicators(spr_visit *v);

/* -- rest_follow.c --------------------------------------------------------------------------------------- */
void spr_rest_follow(spr_visit *v);

/* -- rest_openapi.c -------------------------------------------------------------------------------------- */
void spr_rest_openapi(spr_visit *v);

extern const spr_route spr_rest_routes[];

#endif
