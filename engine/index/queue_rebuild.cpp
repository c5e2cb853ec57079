#include "engine/index/queue_rebuild.hpp"

#include <utility>

#include "engine/base/bytes.hpp"
#include "engine/base/log.hpp"
#include "engine/index/queue_rows.hpp"
#include "engine/index/reader.hpp"
#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;

constexpr std::size_t step = 1024;
constexpr std::size_t rows_max = 16'384;               // of one commit
constexpr std::string_view unfinished = "being made";  // in the place of the filters
constexpr std::size_t told_every = 100'000;            // cases

class Rebuild {
 public:
  Rebuild(journal::Store& store, const workflows::Queues& queues, std::uint64_t tail)
      : store_(store), reader_(store, "", nullptr), queues_(queues), tail_(tail) {}

  Result<void> run() {
    rows_.push_back({Family::meta, keys::queues(), std::string(unfinished)});
    if (auto forgotten = forget(); !forgotten) return forgotten;
    if (auto made = make(); !made) return made;
    for (const auto& [key, count] : counters_) {
      std::string value;
      bytes::put_u64(value, static_cast<std::uint64_t>(count));
      rows_.push_back({Family::index, key, std::move(value)});
    }
    const auto filters = queues_.all.empty() ? std::nullopt : std::optional(queues_.source.dump());
    rows_.push_back({Family::meta, keys::queues(), filters});
    return commit();
  }

 private:
  template <typename Visit>
  Result<void> each(Family family, Visit visit) {
    std::string from;
    while (true) {
      auto rows = store_.scan(family, {from, std::string(64, '\xFF'), step, false});
      if (!rows) return std::unexpected(rows.error());
      for (const auto& row : *rows)
        if (auto visited = visit(row); !visited) return visited;
      if (rows_.size() >= rows_max)
        if (auto written = commit(); !written) return written;
      if (rows->size() < step) return {};
      from = rows->back().key + '\0';
    }
  }

  Result<void> forget() {
    return each(Family::index, [this](const journal::Entry& row) -> Result<void> {
      const auto table = row.key.find('\0');
      if (table == std::string::npos || table + 1 >= row.key.size()) return {};
      const char letter = row.key[table + 1];
      if (letter == 'q' || letter == 'm') rows_.push_back({Family::index, row.key, std::nullopt});
      return {};
    });
  }

  Result<void> make() {
    return each(Family::cases, [this](const journal::Entry& row) -> Result<void> {
      if (!keys::is_case_row(row.key)) return {};
      const auto id = keys::unpack_case(std::string_view(row.key).substr(0, 16));
      if (!id) return fail(Errc::corrupt, "a row of a case does not name it");
      const auto subject = reader_.find(*id);  // folds a row that another version of evolve wrote
      if (!subject) return std::unexpected(subject.error());
      if (*subject) append_queue_rows(queues_, nullptr, **subject, rows_, counters_);
      if (++cases_ % told_every == 0) log::info("queues are being made again", {{"cases", std::to_string(cases_)}});
      return {};
    });
  }

  Result<void> commit() { return store_.append({tail_, std::exchange(rows_, {})}); }

  journal::Store& store_;
  Reader reader_;
  const workflows::Queues& queues_;
  std::uint64_t tail_;
  std::vector<journal::Row> rows_;
  CounterChanges counters_;
  std::uint64_t cases_ = 0;
};

}  // namespace

Result<void> keep_queues(journal::Store& store, const workflows::Queues& queues) {
  const auto stored = store.get(Family::meta, keys::queues());
  if (!stored) return std::unexpected(stored.error());
  const auto wanted = queues.all.empty() ? std::string() : queues.source.dump();
  if (stored->value_or("") == wanted) return {};
  auto last = store.scan(Family::log, {"", std::string(9, '\xFF'), 1, true});
  if (!last) return std::unexpected(last.error());
  return Rebuild(store, queues, last->empty() ? 0 : keys::log_offset(last->front().key)).run();
}

}  // namespace docket::index
