// The dice of seeding: one stream of numbers per case and purpose, keyed by (seed, org, index, …), so that a case is
// the same whatever is drawn for others. SplitMix64: the same numbers on every machine. Values; no randomness of the
// system enters.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docket::seed {

// One number out of several, well mixed.
std::uint64_t mix(std::initializer_list<std::uint64_t> parts);
std::uint64_t hash_of(std::string_view text);

class Stream {
 public:
  explicit Stream(std::uint64_t key) : state_(key) {}

  std::uint64_t next();
  double unit();                         // [0, 1)
  bool chance(double share);             // draws also when share is 0 or 1
  std::size_t below(std::size_t count);  // 0 … count - 1; count is not 0
  int between(int low, int high);        // both included
  double between(double low, double high);
  double exponential(double mean);
  double normal();
  double lognormal(double median, double sigma);
  int failures(double share);  // before the first success: geometric

  template <typename T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::uint64_t state_;
};

// Names with their shares; they need not add up to one.
class Weighted {
 public:
  void add(std::string name, double weight);
  bool empty() const { return names_.empty(); }
  const std::vector<std::string>& names() const { return names_; }
  double share(std::string_view name) const;  // of one; 0 when there is no such name
  std::size_t draw_index(Stream& stream) const;
  const std::string& draw(Stream& stream) const { return names_[draw_index(stream)]; }

 private:
  std::vector<std::string> names_;
  std::vector<double> upto_;
};

// The same without names: an index by weight.
std::size_t draw_by_weight(std::span<const double> upto, Stream& stream);

}  // namespace docket::seed
