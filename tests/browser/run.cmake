# SPDX-License-Identifier: Apache-2.0
# Runs a PART of the tests (console.mjs), with what they need from MODULES, on the database of DEMO; without a PART it
# installs that alone.
cmake_minimum_required(VERSION 3.25)

include(${CMAKE_CURRENT_LIST_DIR}/../node.cmake)
install_modules(chromium)
if(PART)
  execute_process(COMMAND ${node} ${CMAKE_CURRENT_LIST_DIR}/console.mjs ${MODULES} ${chromium} ${SPRAWA} ${SITE} ${PART} ${DEMO}
    COMMAND_ERROR_IS_FATAL ANY)
endif()
