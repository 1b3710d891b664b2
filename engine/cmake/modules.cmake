# SPDX-License-Identifier: Apache-2.0
# How the parts of the engine, their tests, fuzz targets and benchmarks are declared.

# Settings that every piece of C here shares. Strict C11 also keeps floating point alike on all machines: without GNU
# extensions the compiler may not contract a*b+c into one rounding.
function(spr_common target)
  target_compile_features(${target} PUBLIC c_std_11)
  target_compile_definitions(${target} PRIVATE _POSIX_C_SOURCE=200809L)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11
    C_STANDARD_REQUIRED ON
    C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden
    POSITION_INDEPENDENT_CODE ON)
endfunction()

# spr_module(NAME SOURCES file... [LIBS library...])
# The object library spr_NAME. LIBS are foreign libraries; modules are found through the include root alone, and the
# order of layers is checked by tests/lint.
function(spr_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS")
  add_library(spr_${name} OBJECT ${arg_SOURCES})
  spr_common(spr_${name})
  target_include_directories(spr_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
  target_link_libraries(spr_${name} PUBLIC ${arg_LIBS})
endfunction()

# spr_embed(OUT.c SYMBOL ROOT folder file... [ROOT folder file...])
# Generates OUT.c in the binary folder: the files as a table of spr_embedded (engine/base/embedded.h), named by their paths
# below the root that stands before them.
function(spr_embed out symbol)
  set(list "")
  set(depends ${PROJECT_SOURCE_DIR}/engine/cmake/embed.cmake)
  foreach(word IN LISTS ARGN)
    if(word STREQUAL ROOT)
      set(root "")
    elseif(NOT root)
      set(root ${word})
    else()
      string(APPEND list "${word}\t${root}/${word}\n")
      list(APPEND depends ${root}/${word})
    endif()
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${out})
  set(list_file ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.list)
  file(CONFIGURE OUTPUT ${list_file} CONTENT "${list}" @ONLY)
  add_custom_command(OUTPUT ${out} DEPENDS ${depends} ${list_file}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNAME=${symbol} -DLIST=${list_file}
      -P ${PROJECT_SOURCE_DIR}/engine/cmake/embed.cmake)
endfunction()

# The executable NAME from SOURCES and the modules in LINK (without the spr_ prefix).
function(spr_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LIBS")
  add_executable(${name} ${arg_SOURCES})
  spr_common(${name})
  list(TRANSFORM arg_LINK PREPEND spr_)
  target_link_libraries(${name} PRIVATE ${arg_LINK} ${arg_LIBS})
endfunction()

# spr_unit_test(NAME SOURCES file... LINK module... [LIBS library...])
# The executable test_NAME on cmocka, run by ctest as unit.NAME in its source folder.
function(spr_unit_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LIBS")
  spr_executable(test_${name} SOURCES ${arg_SOURCES} LINK ${arg_LINK} LIBS PkgConfig::CMOCKA ${arg_LIBS})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/unit)
  add_test(NAME unit.${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set_tests_properties(unit.${name} PROPERTIES LABELS unit)
endfunction()

# spr_fuzz_target(NAME SOURCES file... LINK module...)
# The executable fuzz_NAME around LLVMFuzzerTestOneInput. With SPRAWA_FUZZ it searches; otherwise it replays the files of
# tests/fuzz/corpus/NAME under ctest, so that a fault once found stays found.
function(spr_fuzz_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LIBS")
  if(SPRAWA_FUZZ)
    spr_executable(fuzz_${name} SOURCES ${arg_SOURCES} LINK ${arg_LINK} LIBS ${arg_LIBS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    spr_executable(fuzz_${name}
      SOURCES ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c LINK ${arg_LINK} LIBS ${arg_LIBS})
    add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz)
  endif()
  add_dependencies(fuzz fuzz_${name})
endfunction()

# spr_bench(NAME SOURCES file... LINK module...)
# The executable bench_NAME; `./dev bench` runs it. ctest does not.
function(spr_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LIBS")
  spr_executable(bench_${name} SOURCES ${arg_SOURCES} LINK ${arg_LINK} LIBS ${arg_LIBS})
  add_dependencies(bench bench_${name})
endfunction()
