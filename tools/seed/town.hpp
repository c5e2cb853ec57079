// One org as seeding sees it: its villages with how much comes from each, its people by what they do, its year with how
// much comes in on each day. Made of the parameters, the directory, the calendar and the seed; immutable; any thread.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/command.hpp"
#include "engine/model/directory.hpp"
#include "tools/seed/office.hpp"
#include "tools/seed/parameters.hpp"

namespace docket::seed {

enum class Kind : std::uint8_t { opinion, dispute };

struct Village {
  std::string id;
  std::string name;
  int groups = 1;
};

// The twelve months that are filled.
struct Window {
  Timestamp from;
  Timestamp until;
};

struct Staff {
  std::vector<model::UserId> clerks;
  std::vector<model::UserId> deputies;
  std::vector<model::UserId> mediators;
  std::vector<model::UserId> supervisors;
  std::vector<model::UserId> desks;          // voter intakes; may be empty
  std::vector<model::UserId> sealed_clerks;  // clerks who may take up an accusation; may be empty
  std::map<std::string, std::vector<model::UserId>, std::less<>> handlers;     // by unit
  std::map<std::string, std::vector<model::UserId>, std::less<>> deputies_of;  // by village
  double capacity = 0;  // open cases that the policies can hand out to deputies
};

class Town {
 public:
  // `cases`: how many will come. The refusal is a sentence: whom the directory lacks.
  static std::expected<std::shared_ptr<const Town>, std::string> found(const Parameters& parameters,
                                                                       model::DirectoryPtr directory,
                                                                       const Office& office, Window window,
                                                                       std::uint64_t seed, std::size_t cases);

  const Parameters& parameters() const { return *parameters_; }
  const model::Directory& directory() const { return *directory_; }
  const Office& office() const { return *office_; }
  const Window& window() const { return window_; }
  const Staff& staff() const { return staff_; }
  const std::vector<Village>& villages() const { return villages_; }
  const Machine& machine(Kind kind) const {
    return kind == Kind::opinion ? parameters_->opinion : parameters_->dispute;
  }
  std::uint64_t seed() const { return seed_; }

  std::size_t draw_village(Stream& stream) const { return draw_by_weight(village_upto_, stream); }
  std::size_t draw_category(Kind kind, Stream& stream) const;
  // A day on which such a matter comes in; of a station day's matter, one of the deputies' days.
  Date draw_day(Kind kind, std::size_t category, bool station_day, Stream& stream) const;
  bool is_station_day(Date day) const;

  model::Actor actor(const model::UserId& user) const;
  // What a unit is called; the org's short name for none.
  const std::string& unit_name(const std::string& unit) const;
  const std::vector<model::UserId>& handlers(std::string_view unit) const;
  // Share of opinions that the units get by name, because the deputies could not carry so many.
  double named_share() const { return named_share_; }

 private:
  Town(const Parameters& parameters, model::DirectoryPtr directory, const Office& office, Window window,
       std::uint64_t seed);
  void settle_villages();
  void hire();
  void plan_days();
  void share_load(std::size_t cases);

  const Parameters* parameters_;
  model::DirectoryPtr directory_;
  const Office* office_;
  Window window_;
  std::uint64_t seed_;  // of this org: the seed and its name
  Staff staff_;
  double named_share_ = 0;
  std::vector<Village> villages_;
  std::vector<double> village_upto_;
  std::map<Kind, std::vector<double>> category_upto_;
  std::vector<Date> days_;
  std::vector<Date> station_days_;
  struct Tables {
    std::vector<std::vector<double>> days;  // by category: cumulated over days_
    std::vector<std::vector<double>> station;
  };
  std::map<Kind, Tables> tables_;
};

}  // namespace docket::seed
