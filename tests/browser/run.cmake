# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need into MODULES unless that is done for this lock file, and runs them.
cmake_minimum_required(VERSION 3.25)

find_program(node node)
find_program(npm npm)
find_program(chromium chromium)
if(NOT node OR NOT npm OR NOT chromium)
  message("skipped: node, npm or chromium is not installed")
  return()
endif()

set(stamp ${MODULES}/installed)
if(NOT EXISTS ${stamp} OR ${MODULES}/package-lock.json IS_NEWER_THAN ${stamp})
  execute_process(COMMAND ${npm} ci --ignore-scripts --no-audit --no-fund
    WORKING_DIRECTORY ${MODULES} COMMAND_ERROR_IS_FATAL ANY)
  file(TOUCH ${stamp})
endif()

execute_process(COMMAND ${node} ${CMAKE_CURRENT_LIST_DIR}/console.mjs ${MODULES} ${chromium} ${SPRAWA} ${SITE}
  COMMAND_ERROR_IS_FATAL ANY)
