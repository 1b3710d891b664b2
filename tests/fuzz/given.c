/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/limits.h"
#include "doors/given.h"
#include "doors/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static spr_status read(spr_str text, spr_given *m, spr_buf *faults) {
  spr_buf_init(faults, &spr_alloc_default, SPR_MAX_LOG_BYTES);
  return spr_given_read(text, m, faults);
}

static char *json_of(const sprawa_value *v, size_t *n) {
  *n = sprawa_value_json(v, NULL, 0);
  char *text = malloc(*n + 1);
  if (!text || sprawa_value_json(v, text, *n + 1) != *n) abort();
  return text;
}

/* What was taken is taken again as it is written, and is the same. */
static void check_again(const sprawa_value *v) {
  static const char head[] = "{\"any\":";
  size_t n;
  char *json = json_of(v, &n);
  spr_buf body, faults;
  spr_given m[] = {{.name = "any", .kind = SPR_GIVEN_ANY, .needed = true}, {.name = NULL}};
  spr_buf_init(&body, &spr_alloc_default, 8 * SPR_MAX_HTTP_BODY);
  spr_buf_puts(&body, head);
  spr_buf_add(&body, json, n);
  spr_buf_char(&body, '}');
  if (body.n <= SPR_MAX_HTTP_BODY) {
    if (read(spr_buf_view(&body), m, &faults) != SPR_OK || !sprawa_value_equal(m[0].value, v)) abort();
    spr_given_release(m);
    spr_buf_release(&faults);
  }
  spr_buf_release(&body);
  free(json);
}

/* Members of an array, each with its pointer. */
static void check_faults(const spr_buf *faults) {
  spr_buf list, why;
  spr_buf_init(&list, &spr_alloc_default, 2 * SPR_MAX_LOG_BYTES);
  spr_buf_init(&why, &spr_alloc_default, SPR_MAX_MESSAGE_BYTES);
  spr_buf_printf(&list, "[%s]", faults->p);
  json_t *j = spr_json_parse(spr_buf_view(&list), &why);
  if (!j || json_array_size(j) == 0 || json_array_size(j) > SPR_MAX_BODY_FAULTS) abort();
  for (size_t i = 0; i < json_array_size(j); i++) {
    const char *pointer = json_string_value(json_object_get(json_array_get(j, i), "pointer"));
    if (!pointer || (*pointer && *pointer != '/')) abort();
  }
  json_decref(j);
  spr_buf_release(&why);
  spr_buf_release(&list);
}

/* Any bytes as the body of a request: values that are whole, or faults that can be told. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  spr_given m[] = {{.name = "text", .kind = SPR_GIVEN_TEXT, .needed = true},
                   {.name = "record", .kind = SPR_GIVEN_RECORD},
                   {.name = "any", .kind = SPR_GIVEN_ANY},
                   {.name = NULL}};
  spr_buf faults;
  if (size > 2 * SPR_MAX_HTTP_BODY) return 0;
  switch (read(spr_str_n((const char *)data, size), m, &faults)) {
    case SPR_OK:
      if (sprawa_value_type(m[0].value) != SPRAWA_TEXT || sprawa_value_size(m[0].value) == 0) abort();
      if (m[1].value && sprawa_value_type(m[1].value) != SPRAWA_RECORD) abort();
      for (int i = 0; i < 3; i++)
        if (m[i].value) check_again(m[i].value);
      break;
    case SPR_EREFUSED:
      if (!faults.failed) check_faults(&faults);
      break;
    case SPR_EINVAL:
      if (faults.n == 0) abort();
      break;
    default: abort();
  }
  spr_given_release(m);
  spr_buf_release(&faults);
  return 0;
}
