# The few functions with which every room declares its targets, so that flags live in one place.

# A clean build takes a twentieth less than with -O3; tests/bench holds its targets. Here and not in maylab_flags, whose options
# would stand behind the tests' own -O1.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

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

# Headers that cost more to read than most files that include them, precompiled once for all who name the set. A file still
# includes what it uses: the dev preset builds without them.
#   std     for rooms of engines
#   json    for rooms that are mostly doors (JSON in and out)
#   window  for rooms that draw
#   test    for test programs; those of the window take that set
set(maylab_qt_definitions QT_NO_CAST_TO_ASCII)
function(maylab_precompiled set)
    cmake_parse_arguments(ARG "" "" "HEADERS;DEPENDS" ${ARGN})
    set(source "${CMAKE_BINARY_DIR}/precompiled/${set}.cpp")
    if(NOT EXISTS "${source}")
        file(WRITE "${source}" "")
    endif()
    add_library(maylab_precompiled_${set} OBJECT EXCLUDE_FROM_ALL "${source}")
    target_link_libraries(maylab_precompiled_${set} PRIVATE maylab_flags ${ARG_DEPENDS})
    if(set MATCHES "test|window")
        target_compile_definitions(maylab_precompiled_${set} PRIVATE ${maylab_qt_definitions})
        target_compile_options(maylab_precompiled_${set} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    endif()
    target_precompile_headers(maylab_precompiled_${set} PRIVATE ${ARG_HEADERS})
    set_target_properties(maylab_precompiled_${set} PROPERTIES UNITY_BUILD OFF)
endfunction()
set(maylab_std_headers <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <string> <string_view> <unordered_map> <vector>)
set(maylab_json_headers ${maylab_std_headers} <nlohmann/json.hpp> <tl/expected.hpp>)
maylab_precompiled(std HEADERS ${maylab_std_headers})
maylab_precompiled(json HEADERS ${maylab_json_headers} DEPENDS nlohmann_json::nlohmann_json tl::expected)
maylab_precompiled(test HEADERS <QtTest/QtTest> ${maylab_json_headers} DEPENDS Qt6::Test nlohmann_json::nlohmann_json tl::expected)
if(MAYLAB_QT_ROOMS)
    maylab_precompiled(window HEADERS <QtWidgets/QtWidgets> ${maylab_json_headers}
        DEPENDS Qt6::Widgets nlohmann_json::nlohmann_json tl::expected)
endif()

# The release and sanitizer presets compile the files of a room in batches (CMAKE_UNITY_BUILD): what several files instantiate
# alike is compiled once, which takes a third off a clean build. The dev preset compiles each alone, so that each includes
# what it uses. maylab_apart(FILE ...): files that are compiled alone everywhere, since they name things of their own as their
# neighbours do (the tables of operations, of shapes, of commands).
function(maylab_apart)
    set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# maylab_room(NAME SOURCES ... DEPENDS ... [PRECOMPILED set]): a Qt-free static library. Its include root is the repository's
# simulators/ and labs/ parent, so that an include names its room: "kernel/world.h", "labs/engine/lab.h".
function(maylab_room name)
    cmake_parse_arguments(ARG "" "PRECOMPILED" "SOURCES;DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/simulators" "${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name} PUBLIC maylab_flags nlohmann_json::nlohmann_json tl::expected ${ARG_DEPENDS})
    if(ARG_PRECOMPILED)
        target_precompile_headers(${name} REUSE_FROM maylab_precompiled_${ARG_PRECOMPILED})
    endif()
endfunction()

# maylab_qt_room(NAME SOURCES ... DEPENDS ... [PRECOMPILED set]): a static library that uses Qt (moc on).
function(maylab_qt_room name)
    cmake_parse_arguments(ARG "" "PRECOMPILED" "SOURCES;DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    # moc reads sources, not libraries: it need not wait for them. Without the compiler's macros it skips what it
    # cannot parse of libstdc++ (<concepts>).
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOGEN_ORIGIN_DEPENDS OFF AUTOMOC_COMPILER_PREDEFINES OFF)
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/simulators" "${CMAKE_SOURCE_DIR}")
    target_compile_definitions(${name} PUBLIC ${maylab_qt_definitions})
    target_link_libraries(${name} PUBLIC maylab_flags nlohmann_json::nlohmann_json tl::expected Qt6::Core ${ARG_DEPENDS})
    if(ARG_PRECOMPILED)
        target_precompile_headers(${name} REUSE_FROM maylab_precompiled_${ARG_PRECOMPILED})
    endif()
endfunction()

# maylab_test(NAME SOURCES ... DEPENDS ... [TIMEOUT s] [LABELS ...] [PRECOMPILED set]): one Qt Test program, one CTest test.
# NAME becomes the CTest name. Every test finds its data through the environment, never through a path in the binary.
function(maylab_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT;PRECOMPILED" "SOURCES;DEPENDS;LABELS" ${ARGN})
    # A race needs threads: the rooms have none, so TSan runs over the tests that start some.
    if(MAYLAB_SANITIZE MATCHES thread AND NOT "threads" IN_LIST ARG_LABELS)
        return()
    endif()
    if(NOT ARG_PRECOMPILED)
        set(ARG_PRECOMPILED test)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    # A class of tests is declared in its .cpp, which includes its .moc: moc alone, without a search for more (AUTOMOC),
    # saves a fifteenth of a clean build.
    set(mocs "${CMAKE_CURRENT_BINARY_DIR}/${name}_moc")
    foreach(source IN LISTS ARG_SOURCES)
        file(STRINGS "${source}" included REGEX "^#include \".*\\.moc\"")
        if(included)
            get_filename_component(stem "${source}" NAME_WE)
            qt6_generate_moc("${CMAKE_CURRENT_SOURCE_DIR}/${source}" "${mocs}/${stem}.moc")
            target_sources(${name} PRIVATE "${mocs}/${stem}.moc")
        endif()
    endforeach()
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests" "${mocs}")
    target_link_libraries(${name} PRIVATE maylab_flags Qt6::Test ${ARG_DEPENDS})
    target_compile_definitions(${name} PRIVATE ${maylab_qt_definitions})
    # Qt names each test's folders in macros, with which no two of them could share precompiled headers; no test asks for it.
    target_compile_options(${name} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    # What is tested is compiled as it is delivered; the tests themselves run once, so they are compiled fast.
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    # At -O1 g++ 12 takes the characters of short strings for out of bounds.
    target_compile_options(${name} PRIVATE
        "$<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>")
    target_precompile_headers(${name} REUSE_FROM maylab_precompiled_${ARG_PRECOMPILED})
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;MAYLAB_SOURCE_DIR=${CMAKE_SOURCE_DIR};MAYLAB_CATALOG=${CMAKE_SOURCE_DIR}/labs/catalog;LC_ALL=C.UTF-8;TZ=Asia/Ho_Chi_Minh")
endfunction()
