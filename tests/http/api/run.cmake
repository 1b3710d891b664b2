# SPDX-License-Identifier: Apache-2.0
# Runs the client, with a validator and a linter from MODULES.
cmake_minimum_required(VERSION 3.25)

include(${CMAKE_CURRENT_LIST_DIR}/../../node.cmake)
install_modules()
execute_process(COMMAND ${node} ${CMAKE_CURRENT_LIST_DIR}/run.mjs ${SPRAWA} ${MODULES} COMMAND_ERROR_IS_FATAL ANY)
