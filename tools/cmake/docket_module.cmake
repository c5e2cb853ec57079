# One target per module: docket_module(name SOURCES … DEPENDS …) makes `docket::name`; docket_program is the same for a
# program. Warnings are PRIVATE, the include root is the repository, so an include names its folder.
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

# Reading headers is two thirds of compiling a file of ours, so those that nearly every file includes are read once. No
# file relies on it: each includes what it uses, and the build with GCC, which gets none of this, says so when one does not.
set(DOCKET_COMMON_HEADERS
    <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <expected> <functional> <map> <memory> <mutex> <optional>
    <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant> <vector>
    <fmt/format.h> <nlohmann/json.hpp>)

# docket_headers(name HEADERS … DEPENDS …): headers that other targets share.
function(docket_headers name)
  cmake_parse_arguments(ARG "" "" "HEADERS;DEPENDS" ${ARGN})
  add_library(${name} OBJECT ${CMAKE_SOURCE_DIR}/tools/cmake/common_headers.cpp)
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS})
  docket_options(${name})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # ccache compares contents
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  endif()
endfunction()

function(docket_share_headers target library)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    target_precompile_headers(${target} REUSE_FROM ${library})
  endif()
endfunction()

function(docket_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(docket_${name} STATIC ${ARG_SOURCES})
  add_library(docket::${name} ALIAS docket_${name})
  target_include_directories(docket_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(docket_${name} PUBLIC ${ARG_DEPENDS})
  docket_options(docket_${name})
  docket_share_headers(docket_${name} docket_common_headers)
endfunction()

# HEADERS names another library whose precompiled headers are used, as tests do.
function(docket_program name)
  cmake_parse_arguments(ARG "" "HEADERS" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS docket_common_headers)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
  docket_options(${name})
  docket_share_headers(${name} ${ARG_HEADERS})
endfunction()

# docket_embed(module name files…): `std::vector<std::string_view> docket::embedded::name()`, the text of each file in the
# order given. A changed file configures anew.
function(docket_embed module name)
  set(DOCKET_EMBED_NAME ${name})
  set(DOCKET_EMBED_TEXTS "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND DOCKET_EMBED_TEXTS "R\"~~~(${text})~~~\",\n")
  endforeach()
  configure_file(${CMAKE_SOURCE_DIR}/tools/cmake/embedded.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp @ONLY)
  target_sources(docket_${module} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
endfunction()
