#include "engine/decide/likeness.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace docket::decide {
namespace {

constexpr double shared_min = 0.45;        // of the pairs of both
constexpr double contained_min = 0.70;     // of the pairs of the shorter
constexpr std::size_t contained_from = 8;  // pairs: a shorter text says too little to be found inside another

// Code points of well-formed UTF-8; a stray byte stands for itself.
std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> points;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U && !points.empty()) {
      points.back() = (points.back() << 6U) | (byte & 0x3FU);
    } else {
      points.push_back(byte < 0x80U ? byte : byte < 0xE0U ? byte & 0x1FU : byte < 0xF0U ? byte & 0x0FU : byte & 0x07U);
    }
  }
  return points;
}

bool is_sign(std::uint32_t point) {
  if (point < 0x80) return point < '0' || (point > '9' && point < 'A') || (point > 'Z' && point < 'a') || point > 'z';
  return (point >= 0x2000 && point < 0x2100) || (point >= 0x3000 && point < 0x3040) ||
         (point >= 0xFF00 && point < 0xFF10) || (point >= 0xFF1A && point < 0xFF21) || point == 0xB7;
}

std::uint32_t plain(std::uint32_t point) {
  if ((point >= '0' && point <= '9') || (point >= 0xFF10 && point <= 0xFF19)) return '#';
  if (point >= 'A' && point <= 'Z') return point - 'A' + 'a';
  return point;
}

// Each pair once, sorted.
std::vector<std::uint64_t> pairs(std::string_view text) {
  auto points = code_points(text);
  std::erase_if(points, is_sign);
  std::ranges::transform(points, points.begin(), plain);
  std::vector<std::uint64_t> found;
  for (std::size_t at = 1; at < points.size(); ++at)
    found.push_back((static_cast<std::uint64_t>(points[at - 1]) << 32U) | points[at]);
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

}  // namespace

bool alike(std::string_view one, std::string_view other) {
  const auto left = pairs(one);
  const auto right = pairs(other);
  const auto shorter = std::min(left.size(), right.size());
  if (shorter == 0) return one == other;
  std::vector<std::uint64_t> shared;
  std::ranges::set_intersection(left, right, std::back_inserter(shared));
  const auto both = static_cast<double>(shared.size());
  if (both >= shared_min * static_cast<double>(left.size() + right.size() - shared.size())) return true;
  return shorter >= contained_from && both >= contained_min * static_cast<double>(shorter);
}

}  // namespace docket::decide
