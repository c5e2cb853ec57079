// The data files beside the definitions: the directory of the orgs, the calendar, the queues, the ledgers.
#include <fmt/format.h>

#include "config/loader.hpp"
#include "engine/model/directory_file.hpp"
#include "workflows/value.hpp"

namespace docket::config {
namespace {

using Problems = std::vector<std::string>;

std::expected<workflows::Value, Problems> read_json(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(Problems{text.error()});
  auto document = workflows::parse_untrusted(*text);
  if (document) return std::move(*document);
  const auto& problem = document.error();
  return std::unexpected(Problems{
      fmt::format("{}: {} {} {}", file.string(), problem.pointer, problem.sentence.zh_cn, problem.sentence.en)});
}

Problems told(const std::filesystem::path& file, const workflows::Problems& found) {
  Problems problems;
  for (const auto& problem : found) {
    problems.push_back(
        fmt::format("{}: {}: {} {}", file.string(), problem.pointer, problem.sentence.zh_cn, problem.sentence.en));
  }
  return problems;
}

}  // namespace

std::expected<model::OrgsPtr, Problems> load_orgs(const std::filesystem::path& file) {
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto orgs = model::read_orgs(*document);
  if (orgs) return std::move(*orgs);
  return std::unexpected(told(file, orgs.error()));
}

std::expected<workflows::Calendar, Problems> load_calendar(const std::filesystem::path& file) {
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto calendar = workflows::Calendar::parse(*document);
  if (calendar) return std::move(*calendar);
  return std::unexpected(told(file, calendar.error()));
}

std::expected<workflows::Ledgers, Problems> load_ledgers(const std::filesystem::path& file,
                                                         const workflows::Catalog& catalog) {
  if (file.empty()) return workflows::Ledgers();
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto ledgers = workflows::parse_ledgers(*document, catalog);
  if (ledgers) return std::move(*ledgers);
  return std::unexpected(told(file, ledgers.error()));
}

std::expected<workflows::Queues, Problems> load_queues(const std::filesystem::path& file,
                                                       const workflows::Catalog& catalog) {
  if (file.empty()) return workflows::Queues();
  const auto document = read_json(file);
  if (!document) return std::unexpected(document.error());
  auto queues = workflows::parse_queues(*document, &catalog);
  if (queues) return std::move(*queues);
  return std::unexpected(told(file, queues.error()));
}

}  // namespace docket::config
