/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_SERVER_REST_OPENAPI_H
#define SPR_SERVER_REST_OPENAPI_H

#include "server/route.h"

/* The description of the API (OpenAPI 3.1), as one JSON document: of each route what its table says, of each
 * problem what its list says, of each scope its name. */
void spr_openapi_write(const spr_route *routes, const char *version, spr_buf *out);

/* Its parts. A reference to a component; the one content of a body. */
void spr_openapi_reference(spr_buf *out, const char *key, const char *section, const char *name);
void spr_openapi_content(spr_buf *out, const char *type, const char *schema);
/* rest_openapi_answers.c: what a route answers, and the components that this refers to. */
void spr_openapi_responses(spr_buf *out, const spr_route *r);
void spr_openapi_headers(spr_buf *out);
void spr_openapi_problem_schemas(spr_buf *out);

#endif
