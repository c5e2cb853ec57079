#include "tools/seed/town.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace docket::seed {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

std::size_t month_of(Date day) { return static_cast<unsigned>(year_month_day(day).month()) - 1; }

void cumulate(std::vector<double>& upto, double weight) { upto.push_back((upto.empty() ? 0 : upto.back()) + weight); }

// The first Tuesday of a month; a day off shifts it to the next working day.
Date station_day_of(year_month_day any, const Office& office) {
  const auto first = Date(any.year() / any.month() / 1);
  const auto to_tuesday = std::chrono::Tuesday - std::chrono::weekday(first);
  return office.next_workday(first + to_tuesday);
}

}  // namespace

Town::Town(const Parameters& parameters, model::DirectoryPtr directory, const Office& office, Window window,
           std::uint64_t seed)
    : parameters_(&parameters),
      directory_(std::move(directory)),
      office_(&office),
      window_(window),
      seed_(mix({seed, hash_of(directory_->org.str())})) {
  settle_villages();
  hire();
  plan_days();
}

std::expected<std::shared_ptr<const Town>, std::string> Town::found(const Parameters& parameters,
                                                                    model::DirectoryPtr directory, const Office& office,
                                                                    Window window, std::uint64_t seed,
                                                                    std::size_t cases) {
  std::shared_ptr<Town> town(new Town(parameters, std::move(directory), office, window, seed));
  town->share_load(cases);
  const auto& staff = town->staff_;
  std::string missing;
  const auto need = [&missing](const std::vector<model::UserId>& people, const char* role) {
    if (people.empty()) missing += (missing.empty() ? "" : "、") + std::string(role);
  };
  need(staff.clerks, "clerk");
  need(staff.deputies, "deputy");
  need(staff.mediators, "mediator");
  need(staff.supervisors, "supervisor");
  if (missing.empty()) return town;
  const auto& org = town->directory_->org.str();
  return std::unexpected("机构 " + org + " 的通讯录里没有这些角色的人：" + missing +
                         "；请先在通讯录中加上。 The directory of " + org + " has nobody with these roles: " + missing +
                         "; add them first.");
}

// ∝ population^exponent, times a factor of the village's own.
void Town::settle_villages() {
  const auto& facts = parameters_->villages;
  for (const auto& [id, area] : directory_->areas) {
    const auto known = std::ranges::find(facts, id, &VillageFacts::id);
    const double population = known == facts.end() ? 2000 : known->population;
    Stream stream(mix({seed_, hash_of("village"), hash_of(id)}));
    double weight = std::pow(population, parameters_->population_exponent);
    weight *= stream.lognormal(1, parameters_->village_sigma);
    if (std::ranges::find(parameters_->problem_villages, id) != parameters_->problem_villages.end())
      weight *= parameters_->problem_factor;
    villages_.push_back({id, area.label.zh_cn, known == facts.end() ? 5 : known->groups});
    cumulate(village_upto_, weight);
  }
  if (villages_.empty()) {  // an org that names no villages takes any
    villages_.push_back({directory_->org.str(), directory_->short_name, 5});
    village_upto_.push_back(1);
  }
}

void Town::hire() {
  for (const auto& [id, user] : directory_->users) {
    if (user.holds("clerk")) staff_.clerks.push_back(id);
    if (user.holds("mediator")) staff_.mediators.push_back(id);
    if (user.holds("supervisor")) staff_.supervisors.push_back(id);
    if (user.holds("handler") && !user.unit.empty()) staff_.handlers[user.unit.str()].push_back(id);
    if (user.roles == std::vector<std::string>{"voter"}) staff_.desks.push_back(id);
    if (user.holds("clerk") && std::ranges::find(directory_->sealed_readers, id) != directory_->sealed_readers.end())
      staff_.sealed_clerks.push_back(id);
    if (!user.holds("deputy")) continue;
    staff_.deputies.push_back(id);
    for (const auto& area : user.areas) staff_.deputies_of[area].push_back(id);
    staff_.capacity += user.capacity.value_or(50);
  }
}

// A day's share is that of its month, weekday and kind, times the season of the category.
void Town::plan_days() {
  const auto first = workflows::local_date(window_.from);
  const auto last = workflows::local_date(window_.until);
  std::vector<double> base;
  for (auto day = first; day <= last; day += days(1)) {
    const auto weekday = std::chrono::weekday(day).iso_encoding();
    const bool works = office_->works(day);
    double weight = parameters_->weekday_factors[weekday - 1];
    if (!works) weight = parameters_->day_off_factor;
    if (works && weekday > 5) weight = parameters_->makeup_workday_factor;
    days_.push_back(day);
    base.push_back(weight * parameters_->month_factors[month_of(day)]);
    const auto station = station_day_of(day, *office_);
    if (station == day) station_days_.push_back(day);
  }
  for (const auto kind : {Kind::opinion, Kind::dispute}) {
    auto& tables = tables_[kind];
    for (const auto& category : machine(kind).categories) {
      cumulate(category_upto_[kind], category.weight);
      auto& by_day = tables.days.emplace_back();
      for (std::size_t i = 0; i < days_.size(); ++i)
        cumulate(by_day, base[i] * category.month_factors[month_of(days_[i])]);
      auto& by_station_day = tables.station.emplace_back();
      for (const auto day : station_days_)
        cumulate(by_station_day, parameters_->month_factors[month_of(day)] * category.month_factors[month_of(day)]);
    }
  }
}

// Half of what the deputies can carry leaves room for busy weeks.
void Town::share_load(std::size_t cases) {
  constexpr double open_days = 16;  // that somebody has a handled opinion
  const auto& [opinion, dispute] = std::tie(parameters_->opinion, parameters_->dispute);
  const double opinions = static_cast<double>(cases) * opinion.per_year / (opinion.per_year + dispute.per_year);
  const double carried = opinions * opinion.choice("first").share("assign") * open_days / 365;
  named_share_ = carried > 0 ? std::max(0.0, 1 - staff_.capacity / 2 / carried) : 0;
}

std::size_t Town::draw_category(Kind kind, Stream& stream) const {
  return draw_by_weight(category_upto_.at(kind), stream);
}

Date Town::draw_day(Kind kind, std::size_t category, bool station_day, Stream& stream) const {
  const auto& tables = tables_.at(kind);
  if (station_day && !station_days_.empty()) return station_days_[draw_by_weight(tables.station[category], stream)];
  return days_[draw_by_weight(tables.days[category], stream)];
}

bool Town::is_station_day(Date day) const { return std::ranges::find(station_days_, day) != station_days_.end(); }

model::Actor Town::actor(const model::UserId& id) const {
  const auto* user = directory_->user(id);
  if (user == nullptr) return {id, {"system"}, {}, {}, {}, false, directory_->org};
  return {id, user->roles, user->unit, {}, {}, user->roles == std::vector<std::string>{"voter"}, directory_->org};
}

const std::string& Town::unit_name(const std::string& unit) const {
  const auto found = directory_->units.find(model::UnitId(unit));
  return found == directory_->units.end() ? directory_->short_name : found->second.label.zh_cn;
}

const std::vector<model::UserId>& Town::handlers(std::string_view unit) const {
  static const std::vector<model::UserId> nobody;
  const auto found = staff_.handlers.find(unit);
  return found == staff_.handlers.end() ? nobody : found->second;
}

}  // namespace docket::seed
