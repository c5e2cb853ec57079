// The web hooks of all orgs, as the writer keeps them: rows are added after their commit. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/uuid.hpp"
#include "engine/model/hook.hpp"

namespace docket {

// What a hook is called with; stored sealed, never logged, told once.
struct HookSecret {
  std::string url;
  std::string
      secret;  // "whsec_" and base64 of 32 bytes, as Standard Webhooks writes it; of a robot its own, may be empty
  std::string previous;  // the one before, which still signs until `until`; may be empty
  Timestamp until;
};

// When a hook's moments come; the epoch: not at all. Each is a row among the timers too.
struct HookMoments {
  Timestamp age;
  Timestamp digest;
  Timestamp overlap;
  bool aged = false;  // told that the oldest has waited so long, and it has been so since
  Timestamp aged_at;  // when it was told last
  friend bool operator==(const HookMoments&, const HookMoments&) = default;
};

struct HookRow {
  model::Hook hook;
  std::string sealed;       // of a HookSecret: for its row's key, under a key derived from the master key
  std::uint64_t since = 0;  // offset of the event that made it: what came before is not told
  HookMoments moments = {};
  friend bool operator==(const HookRow&, const HookRow&) = default;
};

std::string encode_hook_row(const HookRow& row);
std::optional<HookRow> decode_hook_row(std::string_view bytes);

std::string encode_hook_secret(const HookSecret& secret);
std::optional<HookSecret> decode_hook_secret(std::string_view bytes);

std::string make_hook_secret(RandomSource& random);

// An http or https address that may be called, as far as its text tells: a host, no name or password, no fragment.
struct HookUrl {
  bool tls = true;
  std::string host;
  std::uint16_t port = 443;
  std::string authority;  // as the Host field has it
  std::string target;     // path and query
};
std::optional<HookUrl> parse_hook_url(std::string_view text);

class Hooks {
 public:
  using Rows = std::map<model::HookId, HookRow>;
  Hooks() : rows_(std::make_shared<const Rows>()) {}

  void add(HookRow row);
  void remove(const model::HookId& id);
  std::shared_ptr<const Rows> all() const { return rows_.load(); }

 private:
  std::atomic<std::shared_ptr<const Rows>> rows_;
};

}  // namespace docket
