# One target per module: docket_module(name SOURCES … DEPENDS … [PCH header]) makes `docket::name`.
# Warnings are PRIVATE, the include root is the repository, so an include names its folder.
set(DOCKET_WARNINGS
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wmissing-prototypes -Wextra-semi -Wimplicit-fallthrough -Wunreachable-code
    -Wcast-qual -Wcomma -Wformat=2)

function(docket_options target)
  target_compile_features(${target} PUBLIC cxx_std_23)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE ${DOCKET_WARNINGS})
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  endif()
  if(DOCKET_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

function(docket_module name)
  cmake_parse_arguments(ARG "" "PCH" "SOURCES;DEPENDS" ${ARGN})
  add_library(docket_${name} STATIC ${ARG_SOURCES})
  add_library(docket::${name} ALIAS docket_${name})
  target_include_directories(docket_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(docket_${name} PUBLIC ${ARG_DEPENDS})
  docket_options(docket_${name})
  if(ARG_PCH)
    target_precompile_headers(docket_${name} PRIVATE ${ARG_PCH})
  endif()
endfunction()

function(docket_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  docket_options(${name})
endfunction()
