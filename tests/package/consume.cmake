# SPDX-License-Identifier: Apache-2.0
# cmake -DBUILD=... -DWORK=... -DGENERATOR=... -DCC=... -DCFLAGS=... -DVERSION=... -DLIBDIR=... -P consume.cmake

function(run)
  execute_process(COMMAND ${ARGV} OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV}\n${output}${errors}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_version program)
  run(${program})
  if(NOT output STREQUAL "${VERSION}\n")
    message(FATAL_ERROR "${program} printed \"${output}\", not ${VERSION}")
  endif()
endfunction()

set(prefix ${WORK}/prefix)
set(source ${CMAKE_CURRENT_LIST_DIR}/consumer)
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

run(${CMAKE_COMMAND} -G "${GENERATOR}" -S ${source} -B ${WORK}/cmake -DCMAKE_PREFIX_PATH=${prefix}
  -DCMAKE_C_COMPILER=${CC} "-DCMAKE_C_FLAGS=${CFLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/cmake)
expect_version(${WORK}/cmake/with_sprawa)
expect_version(${WORK}/cmake/with_static)

set(ENV{PKG_CONFIG_PATH} ${prefix}/${LIBDIR}/pkgconfig)
run(pkg-config --cflags --libs sprawa)
separate_arguments(flags UNIX_COMMAND "${CFLAGS}")
separate_arguments(options UNIX_COMMAND "${output}")
run(${CC} ${flags} -o ${WORK}/with_pkg_config ${source}/main.c ${options} -Wl,-rpath,${prefix}/${LIBDIR})
expect_version(${WORK}/with_pkg_config)
