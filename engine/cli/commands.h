/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_CLI_COMMANDS_H
#define SPR_CLI_COMMANDS_H

#include "cli/cli.h"

/* Each command, defined in its file cmd_NAME.c and listed in commands.c. */
extern const spr_command spr_cmd_init;
extern const spr_command spr_cmd_check;
extern const spr_command spr_cmd_show;
extern const spr_command spr_cmd_matrix;
extern const spr_command spr_cmd_try;
extern const spr_command spr_cmd_test;
extern const spr_command spr_cmd_deploy;
extern const spr_command spr_cmd_case_open;
extern const spr_command spr_cmd_case_send;
extern const spr_command spr_cmd_case_task;
extern const spr_command spr_cmd_case_note;
extern const spr_command spr_cmd_case_reopen;
extern const spr_command spr_cmd_case_list;
extern const spr_command spr_cmd_case_show;
extern const spr_command spr_cmd_case_journal;
extern const spr_command spr_cmd_case_explain;
extern const spr_command spr_cmd_case_link;
extern const spr_command spr_cmd_case_retry;
extern const spr_command spr_cmd_case_export;
extern const spr_command spr_cmd_case_hold;
extern const spr_command spr_cmd_case_release;
extern const spr_command spr_cmd_case_erase;
extern const spr_command spr_cmd_task_list;
extern const spr_command spr_cmd_task_done;
extern const spr_command spr_cmd_task_sign;
extern const spr_command spr_cmd_task_waive;
extern const spr_command spr_cmd_indicators;
extern const spr_command spr_cmd_serve;
extern const spr_command spr_cmd_tick;
extern const spr_command spr_cmd_user_add;
extern const spr_command spr_cmd_user_list;
extern const spr_command spr_cmd_user_remove;
extern const spr_command spr_cmd_user_password;
extern const spr_command spr_cmd_user_link;
extern const spr_command spr_cmd_user_token_add;
extern const spr_command spr_cmd_user_token_list;
extern const spr_command spr_cmd_user_token_revoke;
extern const spr_command spr_cmd_user_log;
extern const spr_command spr_cmd_db_info;
extern const spr_command spr_cmd_db_verify;
extern const spr_command spr_cmd_db_backup;
extern const spr_command spr_cmd_db_restore;
extern const spr_command spr_cmd_db_upgrade;
extern const spr_command spr_cmd_version;
extern const spr_command spr_cmd_help;

#endif
