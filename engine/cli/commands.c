/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

const spr_command *const spr_commands[] = {
    &spr_cmd_init,         &spr_cmd_check,
    &spr_cmd_show,         &spr_cmd_try,
    &spr_cmd_test,         &spr_cmd_deploy,
    &spr_cmd_case_open,    &spr_cmd_case_send,
    &spr_cmd_case_task,    &spr_cmd_case_note,
    &spr_cmd_case_reopen,  &spr_cmd_case_list,
    &spr_cmd_case_show,    &spr_cmd_case_journal,
    &spr_cmd_case_explain, &spr_cmd_case_link,
    &spr_cmd_case_retry,   &spr_cmd_case_export,
    &spr_cmd_case_hold,    &spr_cmd_case_release,
    &spr_cmd_case_erase,   &spr_cmd_task_list,
    &spr_cmd_task_done,    &spr_cmd_task_sign,
    &spr_cmd_task_waive,   &spr_cmd_tick,
    &spr_cmd_db_info,      &spr_cmd_db_verify,
    &spr_cmd_db_backup,    &spr_cmd_db_restore,
    &spr_cmd_db_upgrade,   &spr_cmd_version,
    &spr_cmd_help,         NULL,
};
