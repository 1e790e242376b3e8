# The few functions with which every room declares its targets, so that flags live in one place.

add_library(maylab_flags INTERFACE)
target_compile_options(maylab_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers
    # g++ 12 sees overlaps in string + string that are not there (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    # One result on every CPU: no fused multiply-add, no reordering of floating point.
    -ffp-contract=off)
if(MAYLAB_WERROR)
    target_compile_options(maylab_flags INTERFACE -Werror)
endif()
if(MAYLAB_SANITIZE)
    target_compile_options(maylab_flags INTERFACE -fsanitize=${MAYLAB_SANITIZE} -fno-sanitize-recover=all
        -fno-omit-frame-pointer -g1)
    target_link_options(maylab_flags INTERFACE -fsanitize=${MAYLAB_SANITIZE})
endif()
if(MAYLAB_FUZZ)
    target_compile_options(maylab_flags INTERFACE -fsanitize=fuzzer-no-link) # the rooms tell libFuzzer where they went
endif()
find_program(MAYLAB_LLD ld.lld)
if(MAYLAB_LLD)
    target_link_options(maylab_flags INTERFACE -fuse-ld=lld)
endif()

# maylab_room(NAME SOURCES ... DEPENDS ...): a Qt-free static library. Its include root is the repository's
# simulators/ and labs/ parent, so that an include names its room: "kernel/world.h", "labs/engine/lab.h".
function(maylab_room name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/simulators" "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC maylab_flags nlohmann_json::nlohmann_json tl::expected ${ARG_DEPENDS})
endfunction()

# maylab_qt_room(NAME SOURCES ... DEPENDS ... [PRECOMPILE header]): a static library that uses Qt (moc on). Qt's headers are
# more than half of what a file of the window costs to compile: a room of many such files reads them once.
function(maylab_qt_room name)
    cmake_parse_arguments(ARG "" "PRECOMPILE" "SOURCES;DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    # moc reads sources, not libraries: it need not wait for them. Without the compiler's macros it skips what it
    # cannot parse of libstdc++ (<concepts>).
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOGEN_ORIGIN_DEPENDS OFF AUTOMOC_COMPILER_PREDEFINES OFF)
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/simulators" "${CMAKE_SOURCE_DIR}")
    target_compile_definitions(${name} PUBLIC QT_NO_CAST_TO_ASCII QT_NO_FOREACH)
    target_link_libraries(${name} PUBLIC maylab_flags nlohmann_json::nlohmann_json tl::expected Qt6::Core ${ARG_DEPENDS})
    if(ARG_PRECOMPILE)
        target_precompile_headers(${name} PRIVATE ${ARG_PRECOMPILE})
    endif()
endfunction()

# maylab_test(NAME SOURCES ... DEPENDS ... [TIMEOUT s] [LABELS ...]): one Qt Test program, one CTest test.
# NAME becomes the CTest name. Every test finds its data through the environment, never through a path in the binary.
function(maylab_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    # A race needs threads: the rooms have none, so TSan runs over the tests that start some.
    if(MAYLAB_SANITIZE MATCHES thread AND NOT "threads" IN_LIST ARG_LABELS)
        return()
    endif()
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOGEN_ORIGIN_DEPENDS OFF AUTOMOC_COMPILER_PREDEFINES OFF
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE Qt6::Test ${ARG_DEPENDS})
    # What is tested is compiled as it is delivered; the tests themselves run once, so they are compiled fast.
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;MAYLAB_SOURCE_DIR=${CMAKE_SOURCE_DIR};MAYLAB_CATALOG=${CMAKE_SOURCE_DIR}/labs/catalog;LC_ALL=C.UTF-8;TZ=Asia/Ho_Chi_Minh")
endfunction()
