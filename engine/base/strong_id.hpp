// Id<Tag>: a string that cannot be mistaken for another kind of string. Comparable, ordered, no implicit
// conversion.
#pragma once

#include <compare>
#include <string>
#include <utility>

namespace docket {

template <typename Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string text_;
};

}  // namespace docket
