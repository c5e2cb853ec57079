// The port to whatever keeps our bytes: ordered rows in a few families, written one commit at a time. What
// the keys mean stands in keys.hpp; an adapter knows only families, order and durability.
//
// append: all rows or none, durable when it returns. After an error the outcome is unknown: the caller must
// not write
//   again; a new start tells. One writer at a time.
// hint: one row that may be lost in a crash: not synced. A reader sees it at once, as if appended. Any thread,
//   also beside an append; for keys that no commit writes.
// scrub: what these rows held before they were erased or written anew is in no file any more when it returns; readers
//   at work are waited for. Slow, so only for what must not stay. By the one writer, between appends.
// get, get_many, scan: any thread, always the committed state.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"

namespace docket::journal {

enum class Family : std::uint8_t { log, cases, index, timers, vault, meta, keys };
inline constexpr std::size_t family_count = 7;

struct Row {
  Family family;
  std::string key;
  std::optional<std::string> value;  // nothing: erase
};

struct Commit {
  std::uint64_t tail = 0;  // offset of the last record once this commit is durable
  std::vector<Row> rows;
};

struct Entry {
  std::string key;
  std::string value;
};

// Keys in [from, to), in order or backwards, at most `max`.
struct Range {
  std::string from;
  std::string to;
  std::size_t max = 1000;
  bool backwards = false;
};

class Store {
 public:
  virtual ~Store() = default;
  virtual Result<void> append(const Commit& commit) = 0;
  virtual Result<void> hint(const Row& row) = 0;
  virtual Result<void> scrub(Family family, std::span<const std::string> keys) = 0;
  // Set once the store can no longer be written to, also by a failure in the background; it does not heal.
  virtual std::optional<Error> failure() const { return std::nullopt; }
  virtual Result<std::optional<std::string>> get(Family family, std::string_view key) const = 0;
  virtual Result<std::vector<std::optional<std::string>>> get_many(Family family,
                                                                   std::span<const std::string> keys) const = 0;
  virtual Result<std::vector<Entry>> scan(Family family, const Range& range) const = 0;
};

}  // namespace docket::journal
