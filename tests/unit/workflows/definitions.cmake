# The definition layer's tests.
docket_test(definitions LABEL unit
  SOURCES
    workflows/minimal_definition.cpp
    workflows/json_schema.cpp
    workflows/parser_test.cpp
    workflows/linter_test.cpp
    workflows/form_test.cpp
    workflows/ledger_test.cpp
    workflows/form_agreement_test.cpp
    workflows/numbering_test.cpp
    workflows/catalog_test.cpp
    workflows/drawing_test.cpp
    workflows/shipped_test.cpp
    workflows/drafts_test.cpp
  DEPENDS docket::workflows valijson)

docket_test(workflow_commands LABEL unit
  SOURCES
    tools/workflow_commands_test.cpp
    ${CMAKE_SOURCE_DIR}/tools/docket/workflow_lint.cpp
    ${CMAKE_SOURCE_DIR}/tools/docket/workflow_graph.cpp
  DEPENDS docket::workflows)
