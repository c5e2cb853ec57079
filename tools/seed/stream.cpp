#include "tools/seed/stream.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/ensure.hpp"

namespace docket::seed {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

std::uint64_t scramble(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

}  // namespace

std::uint64_t mix(std::initializer_list<std::uint64_t> parts) {
  std::uint64_t mixed = 0;
  for (const auto part : parts) mixed = scramble(mixed + golden + scramble(part + golden));
  return mixed;
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

std::uint64_t Stream::next() { return scramble(state_ += golden); }

double Stream::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

bool Stream::chance(double share) { return unit() < share; }

std::size_t Stream::below(std::size_t count) {
  return std::min(static_cast<std::size_t>(unit() * static_cast<double>(count)), count - 1);
}

int Stream::between(int low, int high) {
  return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
}

double Stream::between(double low, double high) { return low + unit() * (high - low); }

double Stream::exponential(double mean) { return -mean * std::log1p(-unit()); }

double Stream::normal() {
  const double radius = std::sqrt(-2 * std::log1p(-unit()));
  return radius * std::cos(2 * std::numbers::pi * unit());
}

double Stream::lognormal(double median, double sigma) { return median * std::exp(sigma * normal()); }

int Stream::failures(double share) { return static_cast<int>(std::floor(std::log1p(-unit()) / std::log1p(-share))); }

void Weighted::add(std::string name, double weight) {
  names_.push_back(std::move(name));
  upto_.push_back((upto_.empty() ? 0 : upto_.back()) + weight);
}

double Weighted::share(std::string_view name) const {
  const auto at = std::ranges::find(names_, name);
  if (at == names_.end()) return 0;
  const auto index = static_cast<std::size_t>(at - names_.begin());
  return (upto_[index] - (index == 0 ? 0 : upto_[index - 1])) / upto_.back();
}

std::size_t Weighted::draw_index(Stream& stream) const { return draw_by_weight(upto_, stream); }

std::size_t draw_by_weight(std::span<const double> upto, Stream& stream) {
  ENSURE(!upto.empty(), "there is something to choose from");
  const auto at = std::ranges::upper_bound(upto, stream.unit() * upto.back());
  return std::min(static_cast<std::size_t>(at - upto.begin()), upto.size() - 1);
}

}  // namespace docket::seed
