// The synthetic township of the shipped files, for a fixed year: what the tests of seeding share.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>

#include "tests/support/township.hpp"
#include "tools/seed/arrivals.hpp"
#include "tools/seed/window.hpp"

namespace docket::test {

inline const seed::Parameters& shipped_parameters() {
  static const auto parameters = seed::load_parameters(DOCKET_SOURCE_DIR "/config/demo/synthetic.json");
  if (!parameters) throw std::runtime_error(parameters.error().front());
  return *parameters;
}

inline const seed::Window& test_window() {
  static const auto window = seed::window_until(*seed::read_until("2026-07-01"));
  return window;
}

inline const seed::Office& test_office() {
  static const auto office = *seed::Office::open(shipped_calendar(), workflows::local_date(test_window().from),
                                                 workflows::local_date(test_window().until));
  return office;
}

inline std::shared_ptr<const seed::Town> synthetic_town(std::uint64_t seed = 1, std::size_t cases = 1000,
                                                        model::DirectoryPtr directory = demo_directory()) {
  auto town = seed::Town::found(shipped_parameters(), std::move(directory), test_office(), test_window(), seed, cases);
  if (!town) throw std::runtime_error(town.error());
  return *town;
}

}  // namespace docket::test
