/* SPDX-License-Identifier: Apache-2.0 */
#include "server/csv.h"
#include "support.h"

static void cells(void **state) {
  (void)state;
  static const struct {
    const char *text, *cell;
  } rows[] = {
      {"plain", "plain"},
      {"Łódź", "Łódź"},
      {"", "\"\""},
      {"a,b", "\"a,b\""},
      {"a;b", "\"a;b\""},
      {"a \"b\"", "\"a \"\"b\"\"\""},
      {"a\nb", "\"a\nb\""},
      {"=1+1", "\"'=1+1\""},
      {"+48 58 000", "\"'+48 58 000\""},
      {"-1", "\"'-1\""},
      {"@SUM(A1)", "\"'@SUM(A1)\""},
      {"\t=1", "\"'\t=1\""},
      {"  =1", "\"'  =1\""},
      {"\n=1", "\"'\n=1\""},
      {"=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
      {"=\"a\"", "\"'=\"\"a\"\"\""},
      {"a=1", "a=1"},
      {"2026-04-01", "2026-04-01"},
  };
  for (size_t i = 0; i < TEST_COUNT(rows); i++) {
    spr_buf b;
    spr_buf_init(&b, &spr_alloc_default, 1000);
    spr_csv_begin(&b);
    spr_csv_cell(&b, spr_str_of(rows[i].text));
    spr_csv_cell(&b, SPR_STR("x"));
    spr_csv_row(&b);
    spr_csv_cell(&b, spr_str_of(rows[i].text));
    spr_csv_row(&b);
    spr_buf want;
    spr_buf_init(&want, &spr_alloc_default, 1000);
    spr_buf_printf(&want, "\xEF\xBB\xBF%s,x\r\n%s\r\n", rows[i].cell, rows[i].cell);
    assert_str(spr_buf_view(&b), want.p);
    spr_buf_release(&b);
    spr_buf_release(&want);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
