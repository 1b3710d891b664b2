# SPDX-License-Identifier: Apache-2.0
# For tests that take Node.js: leaves the script, saying so, where one of the programs is missing; else installs what
# MODULES/package-lock.json says, unless that is done.
macro(install_modules)
  foreach(program node npm ${ARGN})
    find_program(${program} ${program})
    if(NOT ${program})
      message("skipped: ${program} is not installed")
      return()
    endif()
  endforeach()
  set(stamp ${MODULES}/installed)
  if(NOT EXISTS ${stamp} OR ${MODULES}/package-lock.json IS_NEWER_THAN ${stamp})
    execute_process(COMMAND ${npm} ci --ignore-scripts --no-audit --no-fund
      WORKING_DIRECTORY ${MODULES} COMMAND_ERROR_IS_FATAL ANY)
    file(TOUCH ${stamp})
  endif()
endmacro()
