// The parameters and texts of the synthetic township (config/demo/synthetic.json): a value, read once, checked as a
// whole; every problem is a sentence. Shares are of one; durations are in working or calendar days.
#pragma once

#include <array>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/seed/stream.hpp"

namespace docket::seed {

// How long something takes: exponential, lognormal or evenly between two values.
struct Duration {
  enum class Kind { exponential, lognormal, uniform } kind = Kind::exponential;
  double first = 0;      // mean, median or lower end
  double second = 0;     // sigma or upper end
  bool working = false;  // working days; else calendar days
  double draw(Stream& stream) const;
};

struct Amount {
  double median = 0;
  double sigma = 0;
};

struct Category {
  std::string id;
  std::string label;
  std::string unit;  // who usually handles it; empty for disputes
  double weight = 0;
  double failure_factor = 1;      // of mediation
  double organisation_share = 0;  // petitioners that are enterprises
  std::optional<Amount> amount;
  std::array<double, 12> month_factors{};
  std::vector<std::string> templates;
};

// What is drawn for one workflow.
struct Machine {
  double per_year = 0;  // relative to the other machine
  std::vector<Category> categories;
  std::map<std::string, Weighted, std::less<>> choices;
  std::map<std::string, double, std::less<>> shares;
  std::map<std::string, Duration, std::less<>> durations;

  // Of a name that loading has asked for.
  const Weighted& choice(std::string_view name) const;
  double share(std::string_view name) const;
  const Duration& duration(std::string_view name) const;
};

struct VillageFacts {
  std::string id;
  double population = 0;
  int groups = 1;
};

struct Parameters {
  std::vector<VillageFacts> villages;
  double population_exponent = 1;
  double village_sigma = 0;
  std::vector<std::string> problem_villages;
  double problem_factor = 1;

  std::vector<std::string> surnames;
  std::vector<std::string> given_names;
  std::vector<std::string> excluded_names;
  double age_mean = 50, age_sd = 10;
  int age_min = 18, age_max = 90;
  std::string phone_prefix;
  std::string id_area_code;
  std::string organisation_name;
  std::vector<std::string> trades;

  std::array<double, 12> month_factors{};
  std::array<double, 7> weekday_factors{};  // from Monday
  double day_off_factor = 1;
  double makeup_workday_factor = 1;

  double joint_share = 0;
  int joint_base = 2;
  double joint_geometric = 0.5;
  double joint_large_share = 0;
  int joint_large_from = 30, joint_large_to = 200;
  int join_max = 3;

  Machine opinion;
  Machine dispute;

  struct Slot {
    std::vector<std::string> choices;
    int low = 0, high = 0;  // when there are no choices
  };
  std::map<std::string, Slot, std::less<>> slots;
  std::map<std::string, std::vector<std::string>, std::less<>> texts;

  const std::vector<std::string>& text(std::string_view name) const;  // of a name that loading has asked for
};

std::expected<Parameters, std::vector<std::string>> load_parameters(const std::filesystem::path& file);

}  // namespace docket::seed
