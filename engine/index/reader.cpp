#include "engine/index/reader.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/base/bytes.hpp"
#include "engine/base/crypto.hpp"
#include "engine/base/ensure.hpp"
#include "engine/evolve/evolve.hpp"
#include "engine/index/cursor.hpp"
#include "engine/index/merge.hpp"
#include "engine/index/rows.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;
using model::Case;

constexpr std::size_t history_step = 256;    // events folded per read
constexpr std::size_t scanned_max = 10'000;  // cases looked at for one page

bool within(const model::Event& event, const AsOf& moment) {
  if (const auto* sequence = std::get_if<model::Sequence>(&moment)) return event.sequence <= *sequence;
  return event.recorded <= std::get<Timestamp>(moment);
}

}  // namespace

Reader::Reader(const journal::Store& store, std::string secret, const vault::Vault* vault)
    : store_(store), secret_(std::move(secret)), vault_(vault) {}

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

namespace {

// The narrowest tables that hold all the asker may see of what the query names; what else it asks is asked of the row.
std::vector<std::string> tables_of(const Query& query) {
  const auto& [org, circle] = std::tie(query.org, query.circle);
  std::vector<std::string> tables;
  const auto area = query.fields.find("area");
  const auto narrowest = [&](const model::OrgId& whole) {
    return query.assignee               ? keys::by_assignee(whole, *query.assignee)
           : area != query.fields.end() ? keys::by_area(whole, area->second)
           : query.state                ? keys::by_state(whole, *query.state)
           : query.workflow             ? keys::by_workflow(whole, *query.workflow)
                                        : keys::all_cases(whole);
  };
  for (const auto& below : circle.below) tables.push_back(narrowest(below));
  if (circle.whole) {
    tables.push_back(narrowest(org));
  } else {
    for (const auto& name : circle.names) tables.push_back(keys::by_assignee(org, name));
    for (const auto& village : circle.areas) tables.push_back(keys::by_area(org, village));
    for (const auto& workflow : circle.workflows) tables.push_back(keys::by_workflow(org, workflow));
    tables.push_back(keys::by_opener(org, model::UserId(circle.asker)));
  }
  for (const auto& name : circle.names) tables.push_back(keys::by_person(org, name));
  if (circle.confidential) tables.push_back(keys::confidential(org));
  return tables;
}

bool fits(const Query& query, const Case& subject) {
  if (query.workflow && subject.workflow.id != *query.workflow) return false;
  if (query.state && subject.state != *query.state) return false;
  if (query.assignee && (!subject.assignment || !keys::assignee_names(*subject.assignment).contains(*query.assignee)))
    return false;
  const auto& data = subject.data.json();
  return std::ranges::all_of(query.fields, [&data](const auto& field) {
    const auto at = data.find(field.first);
    return at != data.end() && at->is_string() && at->template get_ref<const std::string&>() == field.second;
  });
}

}  // namespace

Result<Page> Reader::search(const Query& query) const {
  auto last = query.cursor.empty() ? std::optional(std::string()) : open_cursor(secret_, query, query.cursor);
  if (!last) return fail(Errc::read_failed, "the cursor belongs to another query");
  Merge merge(store_, tables_of(query), std::move(*last), query.newest_first, query.limit + 1);
  Page page;
  for (std::size_t scanned = 0;; ++scanned) {
    const auto id = merge.next();
    if (!id) return std::unexpected(id.error());
    if (!*id) return page;
    auto subject = find(**id);
    if (!subject) return std::unexpected(subject.error());
    if (!*subject || !fits(query, **subject) || !query.circle.sees(**subject)) {
      if (scanned < scanned_max) continue;
      page.next = make_cursor(secret_, query, keys::pack_case(**id));  // a short page; the next one looks on
      return page;
    }
    if (page.cases.size() == query.limit) {
      page.next = make_cursor(secret_, query, keys::pack_case(page.cases.back().id));
      return page;
    }
    page.cases.push_back(std::move(**subject));
  }
}

Result<std::vector<StateCount>> Reader::counts(const Query& query) const {
  std::map<std::pair<std::string, std::string>, std::uint64_t> counted;
  auto counted_whole = query.circle.below;
  if (query.circle.whole) counted_whole.push_back(query.org);
  for (const auto& org : counted_whole) {
    auto known = counters(org);
    if (!known) return std::unexpected(known.error());
    for (auto& row : *known) counted[{row.workflow, row.state}] += row.count;
  }
  const auto beside = beside_counters(query);
  if (!beside) return std::unexpected(beside.error());
  for (const auto& subject : *beside) ++counted[{subject.workflow.id, subject.state}];
  std::vector<StateCount> counts;
  for (const auto& [names, count] : counted) counts.push_back({names.first, names.second, count});
  return counts;
}

Result<std::vector<Case>> Reader::protected_ones(const Query& query) const {
  std::vector<std::string> tables;
  for (const auto& name : query.circle.names) tables.push_back(keys::by_person(query.org, name));
  if (query.circle.confidential) tables.push_back(keys::confidential(query.org));
  return all_of(query, std::move(tables));
}

Result<std::vector<Case>> Reader::beside_counters(const Query& query) const {
  if (query.circle.whole) return protected_ones(query);
  auto circle = query.circle;
  circle.below.clear();
  return all_of(query, tables_of({query.org, circle, {}, {}, {}, {}, false, 1, ""}));
}

Result<std::vector<Case>> Reader::all_of(const Query& query, std::vector<std::string> tables) const {
  std::vector<Case> found;
  Merge merge(store_, std::move(tables), "", true,
              256);  // should there be more than are looked at, what is old stays out
  for (std::size_t scanned = 0; scanned < scanned_max; ++scanned) {
    const auto id = merge.next();
    if (!id) return std::unexpected(id.error());
    if (!*id) break;
    auto subject = find(**id);
    if (!subject) return std::unexpected(subject.error());
    if (!*subject || !query.circle.sees(**subject)) continue;
    found.push_back(std::move(**subject));
  }
  return found;
}

Result<std::vector<StateCount>> Reader::counters(const model::OrgId& org) const {
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

Result<std::optional<model::CaseId>> Reader::case_of(const model::QueryCode& code) const {
  const auto row = store_.get(Family::meta, keys::query_code(code.lookup));
  if (!row) return std::unexpected(row.error());
  // An unknown code is compared as well, against something no code hashes to.
  const auto known = *row && (*row)->size() == 48;
  const std::string nobody(32, '\0');
  const bool matches = crypto::equal(known ? std::string_view(**row).substr(16) : std::string_view(nobody), code.hash);
  if (!known || !matches) return std::optional<model::CaseId>();
  return keys::unpack_case(std::string_view(**row).substr(0, 16));
}

Result<model::PersonalValues> Reader::personal(const model::OrgId& org, const model::CaseId& id) const {
  ENSURE(vault_ != nullptr, "whoever asks for personal values has the vault");
  auto contents = vault_->read(org, id);
  if (!contents) return std::unexpected(contents.error());
  return std::move(contents->values);
}

}  // namespace docket::index
