// What a hook could not tell yet, and when it is tried again. A case whose telling fails twice is parked, with all that
// follows on it, and the hook goes on with other cases; when several cases fail with no success between them, the
// receiver is taken to be down and nothing new is begun until one of the parked gets through: then all of them are
// tried. So one case that the receiver cannot bear holds up nobody else, a dead receiver gathers no more than a
// handful, and the order within a case is kept. Pure: time and chance come in. One thread.
//
// A parked case is a row of the hook's own (keys::parked), written before the hook's position moves on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/webhook/attempt.hpp"

namespace docket::webhook {

struct Parked {
  std::vector<std::uint64_t> offsets;  // of the events that wait, in order; the first is tried
  int tries = 0;                       // of the first, so far
  Timestamp next;                      // when it is tried again
  friend bool operator==(const Parked&, const Parked&) = default;
};

std::string encode_parked(const Parked& parked);
std::optional<Parked> decode_parked(std::string_view bytes);

class Backlog {
 public:
  // `together`: what is parked is told in one message, and nothing new is begun meanwhile (a chat group).
  Backlog(bool together, Schedule schedule) : together_(together), schedule_(std::move(schedule)) {}

  void restore(std::string key, Parked parked) { parked_.insert_or_assign(std::move(key), std::move(parked)); }
  const Parked* find(const std::string& key) const;
  const std::map<std::string, Parked>& all() const { return parked_; }

  // May something new be begun?
  bool is_open() const;
  // May that event wait behind what is parked of its case? Else nothing new is begun before it.
  bool has_room(const std::string& key) const;
  void wait_behind(const std::string& key, std::uint64_t offset);

  // The one that is tried next.
  struct Due {
    std::string key;
    Timestamp at;
  };
  std::optional<Due> due() const;
  void hurry(Timestamp now);  // somebody asked: the next is tried at once

  // What became of a try of the first (or of all, together) of `key`, parked or not.
  void told(const std::string& key, Timestamp now);
  enum class After { again, parked, given_up };
  struct Verdict {
    After after = After::again;
    std::chrono::milliseconds wait{0};         // before the next try, for `again`
    std::vector<std::uint64_t> given_up = {};  // offsets that nobody tries any more
  };
  Verdict failed(const std::string& key, const std::vector<std::uint64_t>& offsets, const Attempt& attempt,
                 double chance);

  // Once more, from the first try on: replayed. False: no room.
  bool again(const std::string& key, std::uint64_t offset, Timestamp now);

 private:
  bool together_;
  Schedule schedule_;                     // not empty
  std::map<std::string, Parked> parked_;  // by case
  std::set<std::string> in_a_row_;        // cases that failed since the last success
};

}  // namespace docket::webhook
