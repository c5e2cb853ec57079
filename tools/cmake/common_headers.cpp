// Precompiled headers belong to a library, and a library to a source: docket_headers() in docket_module.cmake.
