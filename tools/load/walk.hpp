// What one connection asks for next: the same page again, or the next step of a whole case (opinion-basic:
// open, assign, resolve, rate, close; then a fresh case).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "tools/load/connection.hpp"
#include "tools/load/options.hpp"

namespace docket::load {

inline constexpr std::array<std::string_view, 5> step_names{"open", "assign", "resolve", "rate", "close"};

class Walk {
 public:
  Walk(const Options& options, std::string key_prefix);

  std::string next_request();
  // Goes on after an answer; false when it is not the expected one, and then a fresh case is begun.
  bool accept(const Response& response);
  void abandon() { step_ = 0; }
  std::size_t step() const { return step_; }

 private:
  bool leaves_here() const;
  std::string path() const;
  std::string body() const;
  std::string_view role() const;

  const Options& options_;
  std::string key_prefix_;
  std::uint64_t key_count_ = 0;
  std::size_t step_ = 0;
  std::uint64_t case_count_ = 0;
  std::string case_path_;
};

}  // namespace docket::load
