/* SPDX-License-Identifier: Apache-2.0 */
#include "server/problem.h"

#include "doors/json_out.h"

static const spr_problem_info problems[] = {
#define PROBLEM(name, code, status, title, about) {code, title, about, status},
#include "server/problem.def"
#undef PROBLEM
};

const spr_problem_info *spr_problem_of(spr_problem p) {
  return &problems[p];
}

void spr_problem_begin(spr_answer *a, spr_problem p, const char *detail) {
  const spr_problem_info *info = spr_problem_of(p);
  a->status = info->status;
  a->type = SPR_PROBLEM_TYPE;
  spr_buf_clear(&a->body);
  spr_json_open(&a->body, NULL, '{');
  spr_buf_printf(&a->body, "\"type\":\"%s%s\"", SPR_PROBLEM_URN, info->code);
  spr_json_word(&a->body, "title", info->title);
  spr_json_number(&a->body, "status", info->status);
  spr_json_word(&a->body, "code", info->code);
  if (detail && *detail) spr_json_word(&a->body, "detail", detail);
}

void spr_problem_end(spr_answer *a) {
  spr_json_close(&a->body, '}');
  spr_json_end(&a->body);
}

void spr_problem_tell(spr_answer *a, spr_problem p, const char *detail) {
  spr_problem_begin(a, p, detail);
  spr_problem_end(a);
}

void spr_problem_retry(spr_answer *a, uint32_t seconds) {
  (void)spr_answer_header(a, "Retry-After", spr_str_printf(a->arena, "%u", (unsigned)seconds));
}
