# SPDX-License-Identifier: Apache-2.0
# cmake -DBUILD=... -DWORK=... -DGENERATOR=... -DCC=... -DCXX=... -DCFLAGS=... -DVERSION=... -DLIBDIR=... -DSITE=... -P consume.cmake

function(run)
  execute_process(COMMAND ${ARGV} OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGV}\n${output}${errors}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect wanted)
  run(${ARGN})
  if(NOT output STREQUAL "${wanted}\n")
    message(FATAL_ERROR "${ARGN} printed \"${output}\", not ${wanted}")
  endif()
endfunction()

# The three examples of one way to build: PATH/NAME_HOW.
function(expect_examples path how)
  expect("${VERSION}" ${path}/main_${how})
  expect("closed: that is not the code\nopen: come in" ${path}/machine_${how})
  expect("ticking, entry 2, responsible desk-alpha" ${path}/cases_${how} ${SITE} ${WORK}/${how}.db)
endfunction()

set(prefix ${WORK}/prefix)
set(source ${CMAKE_CURRENT_LIST_DIR}/consumer)
file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

run(${CMAKE_COMMAND} -G "${GENERATOR}" -S ${source} -B ${WORK}/cmake -DCMAKE_PREFIX_PATH=${prefix}
  -DCMAKE_C_COMPILER=${CC} "-DCMAKE_C_FLAGS=${CFLAGS}" -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${CXXFLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/cmake)
foreach(how sprawa static sprawa_cxx static_cxx)
  expect_examples(${WORK}/cmake ${how})
endforeach()

set(ENV{PKG_CONFIG_PATH} ${prefix}/${LIBDIR}/pkgconfig)
separate_arguments(flags UNIX_COMMAND "${CFLAGS}")
run(pkg-config --cflags --libs sprawa)
separate_arguments(shared UNIX_COMMAND "${output}")
# Beside the shared library the linker takes the static one only where it is named.
run(pkg-config --cflags --libs --static sprawa)
string(REPLACE "-lsprawa" "${prefix}/${LIBDIR}/libsprawa.a" output "${output}")
separate_arguments(static UNIX_COMMAND "${output}")
foreach(example main machine cases)
  run(${CC} ${flags} -o ${WORK}/${example}_pkg_config ${source}/${example}.c ${shared} -Wl,-rpath,${prefix}/${LIBDIR})
  run(${CC} ${flags} -o ${WORK}/${example}_pkg_static ${source}/${example}.c ${static})
endforeach()
expect_examples(${WORK} pkg_config)
expect_examples(${WORK} pkg_static)
