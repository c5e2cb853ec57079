// One setting: its name, what it is for, how a text becomes its value and back. The makers below cover the usual kinds;
// a member function finds the place in Settings.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "config/settings.hpp"

namespace docket::config {

using Problem = std::optional<std::string>;  // a sentence, or nothing

struct Row {
  std::string name;
  std::string help;
  std::function<Problem(Settings&, const std::string&)> set;
  std::function<std::string(const Settings&)> show;  // null: not among what is shown
};

template <typename T>
std::optional<T> number(const std::string& text) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

inline Problem out_of_range(long long low, long long high) {
  return fmt::format("应为 {} 到 {} 之间的整数 (give a whole number from {} to {})", low, high, low, high);
}

// A number of `unit` (1, 1024², …) kept in a member that `member` finds.
template <typename Member>
Row count(std::string name, std::string help, Member member, long long low, long long high, long long unit = 1) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& text) -> Problem {
            const auto value = number<long long>(text);
            if (!value || *value < low || *value > high) return out_of_range(low, high);
            auto& target = member(settings);
            target = static_cast<std::remove_reference_t<decltype(target)>>(*value * unit);
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return std::to_string(static_cast<long long>(member(copy)) / unit);
          }};
}

template <typename Member>
Row path(std::string name, std::string help, Member member) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& text) -> Problem {
            if (text.empty()) return "不能为空 (give a path)";
            member(settings) = text;
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return member(copy).string();
          }};
}

template <typename Member>
Row duration(std::string name, std::string help, Member member, long long low, long long high) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& text) -> Problem {
            const auto value = number<long long>(text);
            if (!value || *value < low || *value > high) return out_of_range(low, high);
            auto& target = member(settings);
            target = std::remove_reference_t<decltype(target)>(*value);
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return std::to_string(member(copy).count());
          }};
}

inline Row text(std::string name, std::string help, std::string& (*member)(Settings&)) {
  return {std::move(name), std::move(help),
          [member](Settings& settings, const std::string& given) -> Problem {
            member(settings) = given;
            return {};
          },
          [member](const Settings& settings) {
            Settings copy = settings;
            return member(copy);
          }};
}

// One of a few words; `names` are in the order of the enumeration.
template <typename Member, std::size_t size>
Row choice(std::string name, std::string help, Member member, std::array<std::string_view, size> names) {
  return {std::move(name), std::move(help),
          [=](Settings& settings, const std::string& given) -> Problem {
            const auto found = std::ranges::find(names, given);
            auto& target = member(settings);
            if (found == names.end())
              return fmt::format("应为 {} 之一 (give one of {})", fmt::join(names, "、"), fmt::join(names, ", "));
            target = static_cast<std::remove_reference_t<decltype(target)>>(found - names.begin());
            return {};
          },
          [=](const Settings& settings) {
            Settings copy = settings;
            return std::string(names[static_cast<std::size_t>(member(copy))]);
          }};
}

// Words between commas.
inline Row list(std::string name, std::string help, std::vector<std::string>& (*member)(Settings&)) {
  return {std::move(name), std::move(help),
          [member](Settings& settings, const std::string& given) -> Problem {
            std::vector<std::string> words;
            for (std::size_t at = 0; at < given.size();) {
              const auto comma = std::min(given.find(',', at), given.size());
              if (comma > at) words.push_back(given.substr(at, comma - at));
              at = comma + 1;
            }
            member(settings) = std::move(words);
            return {};
          },
          [member](const Settings& settings) {
            Settings copy = settings;
            return fmt::format("{}", fmt::join(member(copy), ","));
          }};
}

std::vector<Row> kafka_rows();       // kafka_rows.cpp
const std::vector<Row>& all_rows();  // rows.cpp

}  // namespace docket::config
