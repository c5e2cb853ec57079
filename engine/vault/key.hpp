// 32 secret bytes that are overwritten when their owner goes. A value; never printed, logged or compared by content.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/uuid.hpp"

namespace docket::vault {

class Key {
 public:
  static constexpr std::size_t size = 32;

  static Key fresh(RandomSource& random);
  static std::optional<Key> from(std::string_view bytes);  // nothing unless there are 32 of them

  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  Key() = default;
  std::array<char, size> bytes_{};
};

// Overwrites what held a key on its way.
void wipe(std::string& text);

}  // namespace docket::vault
