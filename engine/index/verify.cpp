#include "engine/index/verify.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "engine/base/bytes.hpp"
#include "engine/evolve/evolve.hpp"
#include "engine/index/queue_rows.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/directory_rows.hpp"
#include "engine/journal/keys.hpp"
#include "engine/journal/outcomes.hpp"
#include "engine/model/directory_fold.hpp"
#include "engine/model/sight.hpp"
#include "engine/vault/master.hpp"
#include "engine/vault/seal.hpp"
#include "workflows/form.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;

constexpr std::size_t step = 512;

class Verifier {
 public:
  Verifier(const journal::Store& store, const std::function<void(std::uint64_t)>& progress)
      : store_(store), progress_(progress) {}

  Result<Verification> run() {
    if (auto read = read_queues(); !read) return std::unexpected(read.error());
    for (const auto& part : {&Verifier::walk_log, &Verifier::walk_cases, &Verifier::walk_index, &Verifier::walk_vault,
                             &Verifier::walk_outcomes, &Verifier::walk_directory}) {
      if (auto walked = (this->*part)(); !walked) return std::unexpected(walked.error());
    }
    return std::move(report_);
  }

 private:
  void find(std::string finding) {
    ++report_.finding_count;
    if (report_.findings.size() < findings_max) report_.findings.push_back(std::move(finding));
  }

  // By the filters that the store says its rows were made by.
  Result<void> read_queues() {
    const auto stored = store_.get(Family::meta, keys::queues());
    if (!stored) return std::unexpected(stored.error());
    if (!*stored) return {};
    const auto document = workflows::parse_untrusted(**stored);
    auto queues = document ? workflows::parse_queues(*document, nullptr) : std::unexpected(workflows::Problems());
    if (queues) {
      queues_ = std::move(*queues);
    } else {
      find("queues: the stored filters do not parse");
    }
    return {};
  }

  template <typename Visit>
  Result<void> each(Family family, std::string from, Visit visit) {
    while (true) {
      auto rows = store_.scan(family, {from, std::string(64, '\xFF'), step, false});
      if (!rows) return std::unexpected(rows.error());
      for (const auto& row : *rows) {
        if (auto visited = visit(row); !visited) return visited;
      }
      if (rows->size() < step) return {};
      from = rows->back().key + '\0';
    }
  }

  // The log has no gap, and every record of a case stands in that case's history.
  Result<void> walk_log() {
    return each(Family::log, "", [this](const journal::Entry& row) -> Result<void> {
      const auto offset = keys::log_offset(row.key);
      if (offset != tail_ + 1) find("log: record " + std::to_string(tail_ + 1) + " is missing");
      tail_ = offset;
      ++report_.records;
      if (report_.records % 10'000 == 0) progress_(report_.records);
      const auto record = journal::decode_record({0, offset}, row.value);
      if (!record) {
        find("log: record " + std::to_string(offset) + ": " + record.error().detail);
        return {};
      }
      const auto& event = record->event;
      expect_turn(event);
      model::fold(event, directory_);
      if (event.recorded < recorded_) find("log: time runs backwards at record " + std::to_string(offset));
      recorded_ = event.recorded;
      if (event.case_id.empty()) return {};
      ++case_records_;
      const auto place = store_.get(Family::cases, keys::history(event.case_id, event.sequence));
      if (!place) return std::unexpected(place.error());
      if (!*place || **place != row.key) find("history: " + event.id() + " does not point to its record");
      return {};
    });
  }

  void expect_turn(const model::Event& event) {
    const auto* data = std::get_if<model::CaseEvent>(&event.data);
    if (data == nullptr || !data->assigned || !data->assigned->turn) return;
    const auto& turn = *data->assigned->turn;
    counters_[keys::turn(event.org, turn.policy, data->assigned->user)] = turn.next;
    counters_[keys::turn(event.org, turn.policy, {})] = turn.from;
  }

  // Each case folded from zero is its row.
  Result<void> walk_cases() {
    std::optional<std::string> packed;
    std::optional<model::Case> folded;
    std::optional<std::string> stored;
    std::uint64_t history_rows = 0;
    const auto finish = [&]() -> Result<void> {
      if (!packed) return {};
      const auto id = keys::unpack_case(*packed)->str();
      if (auto compared = compare_keys(id); !compared) return compared;
      return compare(id, stored, folded);
    };
    auto walked = each(Family::cases, "", [&](const journal::Entry& row) -> Result<void> {
      const auto owner = row.key.substr(0, 16);
      if (!packed || *packed != owner) {
        if (auto compared = finish(); !compared) return compared;
        packed = owner;
        folded.reset();
        stored.reset();
      }
      if (keys::is_case_row(row.key)) {
        stored = row.value;
        return {};
      }
      ++history_rows;
      return fold(row, folded);
    });
    if (!walked) return walked;
    if (auto compared = finish(); !compared) return compared;
    if (history_rows != case_records_) {
      find("history: " + std::to_string(history_rows) + " rows for " + std::to_string(case_records_) +
           " records of cases");
    }
    return {};
  }

  Result<void> fold(const journal::Entry& history, std::optional<model::Case>& folded) {
    const auto stored = store_.get(Family::log, history.value);
    if (!stored) return std::unexpected(stored.error());
    if (!*stored) {
      find("history: a row names a record that is not in the log");
      return {};
    }
    const auto record = journal::decode_record({0, keys::log_offset(history.value)}, **stored);
    if (!record) return {};  // found by walk_log
    const auto& event = record->event;
    const auto expected = (folded ? folded->sequence.value : 0) + 1;
    if (event.sequence.value != expected || bytes::Reader(std::string_view(history.key).substr(17)).u64() != expected) {
      find("case: " + event.id() + " is not event " + std::to_string(expected) + " of its case");
      return {};
    }
    const bool guarded = folded && !model::is_ordinary(*folded);
    folded = evolve::evolve(folded ? &*folded : nullptr, event);
    if (event.guarded != (guarded || !model::is_ordinary(*folded)))
      find("log: " + event.id() + " does not say whether its case is protected");
    return expect_personal(event);
  }

  Result<void> compare(const std::string& id, const std::optional<std::string>& stored,
                       const std::optional<model::Case>& folded) {
    ++report_.cases;
    if (!stored || !folded) {
      find("case: " + id + (stored ? " has a row but no events" : " has events but no row"));
      return {};
    }
    const auto row = journal::decode_case(*stored);
    if (!row) {
      find("case: " + id + ": " + row.error().detail);
    } else if (*row && **row != *folded) {
      find("case: the row of " + id + " is not what its events fold to");
    }
    if (const auto counter = counter_of(*folded)) ++counters_[*counter];
    for (const auto& counter : expected_queue_counters(queues_, *folded)) ++counters_[counter];
    if (!folded->ended && folded->assignment && !folded->assignment->user.empty())
      ++counters_[keys::load(folded->org, folded->assignment->user)];
    auto expected = expected_keys(*folded);
    for (auto& key : expected_queue_keys(queues_, *folded)) expected.push_back(std::move(key));
    for (const auto& key : expected) {
      const auto found = store_.get(Family::index, key);
      if (!found) return std::unexpected(found.error());
      ++expected_index_rows_;
      if (!*found) find("index: a row of " + id + " is missing");
      if (*found && !(*found)->empty() && **found != keys::pack_case(folded->id))
        find("index: the number " + folded->number + " of " + id + " leads to another case");
    }
    return {};
  }

  // No index row that no case asked for, and every counter counts.
  Result<void> walk_index() {
    auto walked = each(Family::index, "", [this](const journal::Entry& row) -> Result<void> {
      const auto table = row.key.find('\0');
      if (table == std::string::npos || table + 1 >= row.key.size()) {
        find("index: a key has no table");
      } else if (counts(row.key[table + 1])) {
        const auto counted = counters_.find(row.key);
        const auto expected = counted == counters_.end() ? 0 : counted->second;
        if (bytes::Reader(row.value).u64() != expected)
          find("counter: a state, a queue, a load or a turn is " + std::to_string(expected) +
               ", its row says otherwise");
        if (counted != counters_.end()) counters_.erase(counted);
      } else {
        ++report_.index_rows;
      }
      return {};
    });
    if (!walked) return walked;
    std::erase_if(counters_, [](const auto& counter) { return counter.second == 0; });  // none is no row
    if (!counters_.empty()) find("counter: " + std::to_string(counters_.size()) + " of them have no row");
    if (report_.index_rows != expected_index_rows_) {
      find("index: " + std::to_string(report_.index_rows) + " rows where " + std::to_string(expected_index_rows_) +
           " belong");
    }
    return {};
  }

  static bool counts(char table) { return table == 'c' || table == 'l' || table == 't' || table == 'm'; }

  // Whose values the event brought, and how many.
  static void count_references(const nlohmann::json& json, std::map<std::string, std::uint64_t>& counts) {
    if (workflows::is_reference(json)) {
      if (const auto place = workflows::read_reference(json)) ++counts[std::string(place->subject)];
      return;
    }
    if (!json.is_structured()) return;
    for (const auto& child : json) count_references(child, counts);
  }

  // Each has one sealed row per subject, and a subject with values a key since the first of them.
  Result<void> expect_personal(const model::Event& event) {
    const auto& data = std::get<model::CaseEvent>(event.data);
    for (const auto& subject : data.erased) living_.erase(keys::subject_key(event.org, event.case_id, subject));
    std::map<std::string, std::uint64_t> counts;
    count_references(data.input.json(), counts);
    for (const auto& [subject, count] : counts) {
      const auto row = store_.get(Family::vault, keys::vault({event.org, event.case_id, subject, event.sequence, {}}));
      if (!row) return std::unexpected(row.error());
      ++expected_vault_rows_;
      if (*row) report_.personal_values += count;
      if (!*row) find("vault: what " + event.id() + " brought about '" + subject + "' is missing");
      living_.try_emplace(keys::subject_key(event.org, event.case_id, subject), event.sequence);
    }
    return {};
  }

  Result<void> compare_keys(const std::string& id) {
    for (const auto& [key, since] : std::exchange(living_, {})) {
      const auto row = store_.get(Family::keys, key);
      if (!row) return std::unexpected(row.error());
      ++expected_keys_;
      if (!*row) find("vault: a subject of " + id + " has values but no key");
      if (*row && vault::MasterKey::since(**row) != since)
        find("vault: a key of " + id + " is not as old as its values");
    }
    return {};
  }

  Result<void> walk_vault() {
    std::uint64_t rows = 0;
    auto walked = each(Family::vault, "", [&](const journal::Entry& row) -> Result<void> {
      ++rows;
      if (row.value.size() < vault::seal_size) find("vault: a row is not sealed");
      return {};
    });
    if (!walked) return walked;
    std::uint64_t wrapped = 0;
    std::uint64_t known = 0;
    std::uint64_t expected_known = 0;
    walked = each(Family::keys, "", [&](const journal::Entry& row) -> Result<void> {
      if (keys::is_known_by(row.key)) {
        ++known;
        return expect_subject(row);
      }
      ++wrapped;
      if (vault::MasterKey::since(row.value)) expected_known += vault::MasterKey::identities(row.value);
      return {};
    });
    if (walked && known != expected_known)
      find("vault: " + std::to_string(known) + " people are known by a number where " + std::to_string(expected_known) +
           " belong");
    if (walked && rows != expected_vault_rows_)
      find("vault: " + std::to_string(rows) + " rows where " + std::to_string(expected_vault_rows_) + " belong");
    if (walked && wrapped != expected_keys_)
      find("vault: " + std::to_string(wrapped) + " keys where " + std::to_string(expected_keys_) + " belong");
    return walked;
  }

  // Whoever is known by a number has a key, with which the row will go.
  Result<void> expect_subject(const journal::Entry& known) {
    const auto place = keys::known_place(known.key);
    if (!place) {
      find("vault: a row of those known by a number names no case");
      return {};
    }
    const auto key = store_.get(Family::keys, keys::subject_key(place->org, place->id, vault::subject_of(known.value)));
    if (!key) return std::unexpected(key.error());
    if (!*key) find("vault: " + place->id.str() + " is known by a number of somebody who was erased");
    return {};
  }

  // The number series and the org's own sequence are folded by their issues; an outcome must name a record.
  Result<void> walk_outcomes() {
    return each(Family::meta, "k", [this](const journal::Entry& row) -> Result<void> {
      if (!row.key.starts_with('k')) return {};
      const auto outcome = journal::decode_outcome(row.value);
      if (!outcome || outcome->offset == 0 || outcome->offset > tail_) {
        find("outcome: a row does not name a record of the log, which ends at " + std::to_string(tail_));
      }
      return {};
    });
  }

  // Each entry is as the events of its org say.
  Result<void> walk_directory() {
    const auto rows = journal::read_directory(store_);
    if (!rows) {
      find("directory: " + rows.error().detail);
      return {};
    }
    for (const auto& [name, row] : *rows) {
      const auto folded = directory_.find(name);
      if (folded == directory_.end() || folded->second != row)
        find("directory: the row of " + name.id + " of " + name.org.str() + " is not what the events say");
      if (folded != directory_.end()) directory_.erase(folded);
    }
    for (const auto& [name, row] : directory_)
      find("directory: " + name.id + " of " + name.org.str() + " has events but no row");
    return {};
  }

  const journal::Store& store_;
  const std::function<void(std::uint64_t)>& progress_;
  Verification report_;
  std::uint64_t tail_ = 0;
  Timestamp recorded_{};
  std::uint64_t case_records_ = 0;
  std::uint64_t expected_index_rows_ = 0;
  std::uint64_t expected_vault_rows_ = 0;
  std::uint64_t expected_keys_ = 0;
  std::map<std::string, model::Sequence> living_;  // of the case at hand: keys and since when they must be there
  workflows::Queues queues_;                       // that the store says its rows were made by
  std::map<std::string, std::uint64_t> counters_;
  std::map<model::EntryName, model::EntryRow> directory_;  // as the log says
};

}  // namespace

Result<Verification> verify(const journal::Store& store, const std::function<void(std::uint64_t)>& progress) {
  return Verifier(store, progress).run();
}

}  // namespace docket::index
