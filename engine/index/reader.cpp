#include "engine/index/reader.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/bytes.hpp"
#include "engine/evolve/evolve.hpp"
#include "engine/index/cursor.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;
using model::Case;

constexpr std::size_t history_step = 256;    // events folded per read
constexpr std::size_t scanned_max = 10'000;  // index rows looked at for one page

bool within(const model::Event& event, const AsOf& moment) {
  if (const auto* sequence = std::get_if<model::Sequence>(&moment)) return event.sequence <= *sequence;
  return event.recorded <= std::get<Timestamp>(moment);
}

}  // namespace

Reader::Reader(const journal::Store& store, std::string secret) : store_(store), secret_(std::move(secret)) {}

Result<std::optional<Case>> Reader::find(const model::CaseId& id) const {
  auto row = store_.get(Family::cases, keys::case_row(id));
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<Case>();
  auto subject = journal::decode_case(**row);
  if (!subject) return std::unexpected(subject.error());
  if (*subject) return subject;
  return fold(id, model::Sequence{UINT64_MAX});  // written by another version of evolve
}

Result<std::optional<Case>> Reader::fold(const model::CaseId& id, const AsOf& moment) const {
  std::optional<Case> subject;
  while (true) {
    const auto reached = subject ? subject->sequence : model::Sequence{0};
    auto records = history(id, reached, history_step);
    if (!records) return std::unexpected(records.error());
    for (const auto& record : *records) {
      if (!within(record.event, moment)) return subject;
      subject = evolve::evolve(subject ? &*subject : nullptr, record.event);
    }
    if (records->size() < history_step) return subject;
  }
}

Result<std::optional<Case>> Reader::find_as_of(const model::CaseId& id, const AsOf& moment) const {
  auto subject = fold(id, moment);
  if (!subject || !*subject) return subject;
  const auto* wanted = std::get_if<model::Sequence>(&moment);
  if (wanted != nullptr && (*subject)->sequence != *wanted) return std::optional<Case>();
  return subject;
}

Result<std::optional<model::CaseId>> Reader::find_number(const model::OrgId& org, const std::string& number) const {
  auto row = store_.get(Family::index, keys::number(org, number));
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<model::CaseId>();
  return keys::unpack_case(**row);
}

Result<std::vector<journal::Record>> Reader::history(const model::CaseId& id, model::Sequence after,
                                                     std::size_t max) const {
  const auto end = keys::prefix_end(keys::pack_case(id) + 'h');
  auto rows = store_.scan(Family::cases,
                          {keys::history(id, {after.value + (after.value == UINT64_MAX ? 0 : 1)}), end, max, false});
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> wanted;
  for (const auto& row : *rows) wanted.push_back(row.value);  // the row's value is the log's key
  auto stored = store_.get_many(Family::log, wanted);
  if (!stored) return std::unexpected(stored.error());
  std::vector<journal::Record> records;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!(*stored)[i])
      return fail(Errc::corrupt, "the history of " + id.str() + " names a record that is not in the log");
    auto record = journal::decode_record({0, keys::log_offset(wanted[i])}, *(*stored)[i]);
    if (!record) return std::unexpected(record.error());
    records.push_back(std::move(*record));
  }
  return records;
}

Result<std::vector<journal::Record>> Reader::events(model::Position after, std::size_t max) const {
  if (after.offset == UINT64_MAX) return std::vector<journal::Record>();
  auto rows = store_.scan(Family::log, {keys::log(after.offset + 1), std::string(9, '\xFF'), max, false});
  if (!rows) return std::unexpected(rows.error());
  std::vector<journal::Record> records;
  for (const auto& row : *rows) {
    auto record = journal::decode_record({0, keys::log_offset(row.key)}, row.value);
    if (!record) return std::unexpected(record.error());
    records.push_back(std::move(*record));
  }
  return records;
}

Result<model::Position> Reader::tail() const {
  auto rows = store_.scan(Family::log, {"", std::string(9, '\xFF'), 1, true});
  if (!rows) return std::unexpected(rows.error());
  return model::Position{0, rows->empty() ? 0 : keys::log_offset(rows->front().key)};
}

bool Reader::check_cursor(const Query& query) const {
  return query.cursor.empty() || open_cursor(secret_, query, query.cursor).has_value();
}

Result<Page> Reader::search(const Query& query) const {
  // The narrowest table that the query names; the other conditions are asked of the case row.
  auto prefix = query.assignee ? keys::by_assignee(query.org, *query.assignee)
                : query.state  ? keys::by_state(query.org, *query.state)
                               : keys::all_cases(query.org);
  const auto last = query.cursor.empty() ? std::optional(std::string()) : open_cursor(secret_, query, query.cursor);
  if (!last) return fail(Errc::read_failed, "the cursor belongs to another query");
  journal::Range range{prefix + *last, keys::prefix_end(prefix), query.limit + 1, false};
  if (!last->empty()) range.from += '\0';
  Page page;
  for (std::size_t scanned = 0; scanned < scanned_max;) {
    auto rows = store_.scan(Family::index, range);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) {
      if (page.cases.size() == query.limit) {
        page.next = make_cursor(secret_, query, keys::pack_case(page.cases.back().id));
        return page;
      }
      const auto id = keys::unpack_case(std::string_view(row.key).substr(prefix.size()));
      if (!id) return fail(Errc::corrupt, "an index row does not name a case");
      auto subject = find(*id);
      if (!subject) return std::unexpected(subject.error());
      ++scanned;
      if (!*subject) continue;
      const bool fits = (!query.workflow || (*subject)->workflow.id == *query.workflow) &&
                        (!query.state || (*subject)->state == *query.state);
      if (fits) page.cases.push_back(std::move(**subject));
      if (scanned == scanned_max) page.next = make_cursor(secret_, query, keys::pack_case(*id));
    }
    if (rows->size() < range.max) return page;
    range.from = rows->back().key + '\0';
  }
  return page;
}

Result<std::vector<StateCount>> Reader::counts(const model::OrgId& org) const {
  const auto prefix = keys::counters(org);
  auto rows = store_.scan(Family::index, {prefix, keys::prefix_end(prefix), 10'000, false});
  if (!rows) return std::unexpected(rows.error());
  std::vector<StateCount> counts;
  for (const auto& row : *rows) {
    const auto names = std::string_view(row.key).substr(prefix.size());
    const auto split = names.find('\0');
    if (split == std::string_view::npos || !names.ends_with('\0'))
      return fail(Errc::corrupt, "a counter's key has no state");
    StateCount count{std::string(names.substr(0, split)),
                     std::string(names.substr(split + 1, names.size() - split - 2)), bytes::Reader(row.value).u64()};
    if (count.count > 0) counts.push_back(std::move(count));
  }
  return counts;
}

Result<model::PersonalValues> Reader::personal(const model::OrgId& org, const model::CaseId& id) const {
  const auto prefix = keys::vault(org, id);
  auto rows = store_.scan(Family::vault, {prefix, keys::prefix_end(prefix), 10'000, false});
  if (!rows) return std::unexpected(rows.error());
  model::PersonalValues values;
  for (const auto& row : *rows) {
    const auto subject_end = row.key.find('\0', prefix.size());
    if (subject_end == std::string::npos) return fail(Errc::corrupt, "a vault row names no subject");
    bytes::Reader rest(std::string_view(row.key).substr(subject_end + 1));
    const auto sequence = rest.u64();
    if (!rest.done()) return fail(Errc::corrupt, "a vault row names no event");
    auto brought = journal::decode_personal(row.value);
    if (!brought) return std::unexpected(brought.error());
    for (auto& [pointer, value] : *brought) values.emplace(std::pair(sequence, pointer), std::move(value));
  }
  return values;
}

}  // namespace docket::index
