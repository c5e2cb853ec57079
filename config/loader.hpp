// Settings from flags, environment, file and defaults, in this order of precedence: `--mailbox-max 64`,
// `DOCKET_MAILBOX_MAX=64`, `"mailbox_max": 64`. All problems at once; an unknown member is one of them.
// Relative paths in the file are relative to the file.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "engine/model/orgs.hpp"
#include "workflows/calendar.hpp"
#include "workflows/ledger.hpp"
#include "workflows/queues.hpp"

namespace docket::config {

using Texts = std::map<std::string, std::string>;  // setting name → text, as given by flags or the environment

struct SettingName {
  std::string name;  // snake_case; the flag has dashes, the variable is DOCKET_ and capitals
  std::string help;
};
std::vector<SettingName> setting_names();

// The settings that the environment gives.
Texts from_environment();

// `file` absent: defaults. Problems are sentences with their source.
std::expected<Settings, std::vector<std::string>> load(const std::optional<std::filesystem::path>& file,
                                                       const Texts& environment, const Texts& flags);

// What would be used, one `name = value` a line.
std::string show(const Settings& settings);

// The data files beside the definitions. Problems are sentences that name the file.
std::expected<model::OrgsPtr, std::vector<std::string>> load_orgs(const std::filesystem::path& file);
std::expected<workflows::Calendar, std::vector<std::string>> load_calendar(const std::filesystem::path& file);
// These two are checked against the definitions.
std::expected<workflows::Ledgers, std::vector<std::string>> load_ledgers(const std::filesystem::path& file,
                                                                         const workflows::Catalog& catalog);
std::expected<workflows::Queues, std::vector<std::string>> load_queues(const std::filesystem::path& file,
                                                                       const workflows::Catalog& catalog);

// A whole file as text, or why not.
std::expected<std::string, std::string> read_file(const std::filesystem::path& file);

}  // namespace docket::config
