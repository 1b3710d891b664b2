# SPDX-License-Identifier: Apache-2.0
# Runs the tests, with what they need from MODULES.
cmake_minimum_required(VERSION 3.25)

include(${CMAKE_CURRENT_LIST_DIR}/../node.cmake)
install_modules(chromium)
execute_process(COMMAND ${node} ${CMAKE_CURRENT_LIST_DIR}/console.mjs ${MODULES} ${chromium} ${SPRAWA} ${SITE}
  COMMAND_ERROR_IS_FATAL ANY)
