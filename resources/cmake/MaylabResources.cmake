# Icons and translations, compiled into the program.

# maylab_add_icons(TARGET NAMES ...): the named Lucide icons as :/icons/<name>.svg. They come from npm's
# lucide-static, installed into resources/node_modules from the lock file.
function(maylab_add_icons target)
    cmake_parse_arguments(ARG "" "" "NAMES" ${ARGN})
    set(folder "${CMAKE_SOURCE_DIR}/resources/node_modules/lucide-static/icons")
    if(NOT EXISTS "${folder}")
        message(FATAL_ERROR "The icons are not installed: ${folder} is missing.\n"
            "Run `./maylab` (it installs what is missing), or by hand:\n"
            "  npm ci --ignore-scripts --prefix resources")
    endif()
    set(files)
    foreach(name ${ARG_NAMES})
        if(NOT EXISTS "${folder}/${name}.svg")
            message(FATAL_ERROR "Icon '${name}' is not in lucide-static as resources/package-lock.json pins it.")
        endif()
        list(APPEND files "${folder}/${name}.svg")
    endforeach()
    qt_add_resources(${target} "maylab_icons" PREFIX "/icons" BASE "${folder}" FILES ${files})
endfunction()

# maylab_targets_below(OUT DIRECTORY): every target declared in a directory or below it.
function(maylab_targets_below out directory)
    get_property(targets DIRECTORY "${directory}" PROPERTY BUILDSYSTEM_TARGETS)
    get_property(folders DIRECTORY "${directory}" PROPERTY SUBDIRECTORIES)
    foreach(folder ${folders})
        maylab_targets_below(more "${folder}")
        list(APPEND targets ${more})
    endforeach()
    set(${out} "${targets}" PARENT_SCOPE)
endfunction()

# Called at the end of app/, when all targets are known: gathers the sources of every target in app/ and labs/,
# adds the targets update_translations and release_translations, and compiles both languages into
# maylab_app_translations (:/i18n/*.qm). English has only plural forms.
function(maylab_add_translations)
    maylab_targets_below(targets "${CMAKE_SOURCE_DIR}/app")
    maylab_targets_below(more "${CMAKE_SOURCE_DIR}/labs")
    set(sources)
    foreach(target ${targets} ${more})
        get_target_property(type ${target} TYPE)
        if(NOT type MATCHES "LIBRARY|EXECUTABLE" OR type STREQUAL "INTERFACE_LIBRARY")
            continue()
        endif()
        get_target_property(own ${target} SOURCES)
        get_target_property(folder ${target} SOURCE_DIR)
        foreach(source ${own})
            if(source MATCHES "\\$<")
                continue()
            endif()
            cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}" NORMALIZE OUTPUT_VARIABLE absolute)
            if(absolute MATCHES "^${CMAKE_SOURCE_DIR}/(app|labs)/.*\\.cpp$")
                list(APPEND sources "${absolute}")
                string(REGEX REPLACE "\\.cpp$" ".h" header "${absolute}")
                if(EXISTS "${header}")
                    list(APPEND sources "${header}")
                endif()
            endif()
        endforeach()
    endforeach()
    list(REMOVE_DUPLICATES sources)
    list(SORT sources)

    set(files "${CMAKE_SOURCE_DIR}/translations/maylab_vi.ts" "${CMAKE_SOURCE_DIR}/translations/maylab_en.ts")
    set(options -locations none -no-obsolete -no-ui-lines -silent
        -tr-function-alias "QT_TRANSLATE_NOOP+=MAYLAB_TRANSLATE_NOOP")
    set(include "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/simulators")
    list(GET files 0 vietnamese)
    list(GET files 1 english)
    qt_add_lupdate(maylab_app_texts
        TS_FILES "${vietnamese}" SOURCES ${sources} INCLUDE_DIRECTORIES ${include} OPTIONS ${options})
    qt_add_lupdate(maylab_app_plurals
        TS_FILES "${english}" SOURCES ${sources} INCLUDE_DIRECTORIES ${include} OPTIONS ${options} -pluralonly)
    qt_add_lrelease(maylab_app_translations TS_FILES ${files} QM_FILES_OUTPUT_VARIABLE qm OPTIONS -silent)
    qt_add_resources(maylab_app_translations "maylab_translations" PREFIX "/i18n"
        BASE "${CMAKE_CURRENT_BINARY_DIR}" FILES ${qm})
endfunction()
