// One cell of a ledger: what people type, as the value that the form asks for. Private to the ledger.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/ledger.hpp"

namespace docket::workflows {

// Without the spaces around it, full-width ones too, and without line breaks at the end.
std::string plain_cell(std::string_view cell);

// The schema of the form's member at `path`; null when there is none.
const nlohmann::json* schema_at(const nlohmann::json& form, const std::vector<std::string>& path);

// `cell` is plain and not empty. Choices are known by their labels, their ids and the column's further words; villages,
// units and people by name or id; yes and no, numbers and days however they are usually written.
std::expected<nlohmann::json, Label> read_cell(std::string_view cell, const nlohmann::json& schema,
                                               const LedgerColumn& column, const NameFinder& find);

}  // namespace docket::workflows
