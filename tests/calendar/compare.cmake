# SPDX-License-Identifier: Apache-2.0
# Compares, with the source from MODULES.
cmake_minimum_required(VERSION 3.25)

include(${CMAKE_CURRENT_LIST_DIR}/../node.cmake)
install_modules()
execute_process(COMMAND ${node} ${CMAKE_CURRENT_LIST_DIR}/compare.mjs ${MODULES} ${DUMP}
  ${CALENDARS}/pl.yaml ${CALENDARS}/cz.yaml COMMAND_ERROR_IS_FATAL ANY)
