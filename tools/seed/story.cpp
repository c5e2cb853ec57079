#include "tools/seed/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace docket::seed {
namespace {

constexpr std::uint32_t people_per_case = 8;  // telephones set aside for each case

int age_of(const Parameters& parameters, Stream& stream) {
  const auto age = static_cast<int>(parameters.age_mean + parameters.age_sd * stream.normal());
  return std::clamp(age, parameters.age_min, parameters.age_max);
}

std::string name_of(const Parameters& parameters, Stream& stream) {
  while (true) {
    auto name = stream.one_of(parameters.surnames) + stream.one_of(parameters.given_names);
    if (std::ranges::find(parameters.excluded_names, name) == parameters.excluded_names.end()) return name;
  }
}

// 17 digits and a check digit that is not the right one.
std::string id_number(const Parameters& parameters, int age, Date today, Stream& stream) {
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  const auto year = static_cast<int>(std::chrono::year_month_day(today).year()) - age;
  auto digits = fmt::format("{}{:04}{:02}{:02}{:03}", parameters.id_area_code, year, stream.between(1, 12),
                            stream.between(1, 28), stream.between(0, 999));
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (digits[i] - '0') * weights[i];
  constexpr std::string_view right = "10X98765432";
  constexpr std::string_view wrong = "21019876543";
  static_assert(right.size() == wrong.size());
  digits += wrong[static_cast<std::size_t>(sum % 11)];
  return digits;
}

Person person_of(const Town& town, const CaseKey& key, std::uint32_t number, std::string name, Stream& stream) {
  const auto& parameters = town.parameters();
  Person person{std::move(name), "", "", ""};
  const auto telephone = (static_cast<std::uint64_t>(key.index) * 2 + key.converted) * people_per_case + number;
  person.phone = fmt::format("{}{:04}", parameters.phone_prefix, telephone);
  const auto age = age_of(parameters, stream);
  if (stream.chance(0.6)) person.id_no = id_number(parameters, age, workflows::local_date(town.window().from), stream);
  return person;
}

int people_count(const Parameters& parameters, Stream& stream) {
  if (!stream.chance(parameters.joint_share)) return 1;
  if (stream.chance(parameters.joint_large_share))
    return stream.between(parameters.joint_large_from, parameters.joint_large_to);
  return parameters.joint_base + stream.failures(parameters.joint_geometric);
}

void tell_matter(const Town& town, Story& story, Stream& stream) {
  const auto& category = story.category_of(town);
  if (category.amount) {
    const auto drawn = stream.lognormal(category.amount->median, category.amount->sigma);
    story.yuan = static_cast<int>(std::clamp(std::round(drawn / 100) * 100, 100.0, 5'000'000.0));
  }
  Teller teller(town, story, workflows::local_date(town.window().from), stream);
  story.matter = story.sealed() ? teller.tell("accusations") : teller.fill(stream.one_of(category.templates));
}

void meet_people(const Town& town, Story& story, Stream& stream) {
  const auto& parameters = town.parameters();
  const auto& village = story.village_of(town);
  auto name = name_of(parameters, stream);
  if (stream.chance(story.category_of(town).organisation_share)) {
    name = parameters.organisation_name;
    name.replace(name.find("{village}"), 9, village.name);
    name.replace(name.find("{trade}"), 7, stream.one_of(parameters.trades));
  }
  story.a = person_of(town, story.key, 0, std::move(name), stream);
  do {
    name = name_of(parameters, stream);
  } while (name == story.a.name);
  story.b = person_of(town, story.key, 1, std::move(name), stream);
  static constexpr std::string_view groups[] = {"一", "二", "三", "四", "五", "六", "七"};
  const auto group = [&] { return groups[stream.below(static_cast<std::size_t>(std::clamp(village.groups, 1, 7)))]; };
  if (stream.chance(0.7)) story.a.address = fmt::format("{}{}组", village.name, group());
  if (stream.chance(0.7)) story.b.address = fmt::format("{}{}组", village.name, group());
}

}  // namespace

Stream stream_of(const Town& town, const CaseKey& key, Purpose purpose, std::uint64_t detail) {
  return Stream(mix({town.seed(), key.index, key.attempt, static_cast<std::uint64_t>(key.converted),
                     static_cast<std::uint64_t>(purpose), detail}));
}

Story make_story(const Town& town, const CaseKey& key, Kind kind, std::size_t category, std::string_view channel) {
  auto stream = stream_of(town, key, Purpose::story);
  const auto& machine = town.machine(kind);
  Story story;
  story.key = key;
  story.kind = kind;
  story.category = category;
  story.village = town.draw_village(stream);
  if (kind == Kind::opinion) {
    story.channel = channel;
    story.opinion_class = machine.choice("opinion_class").draw(stream);
    story.urgency = machine.choice("urgency").draw(stream);
    story.anonymous = stream.chance(machine.share("anonymous"));
    // Nobody could take up a sealed case.
    if (story.sealed() && (town.staff().sealed_clerks.empty() || story.unit(town).empty()))
      story.opinion_class = "claim";
  } else {
    story.source = machine.choice("source").draw(stream);
    story.risk = machine.choice("risk").draw(stream);
  }
  story.people = story.anonymous ? 1 : people_count(town.parameters(), stream);
  meet_people(town, story, stream);
  tell_matter(town, story, stream);
  return story;
}

Story make_repeat(const Town& town, const CaseKey& key, const Story& original, Repeats repeats) {
  auto stream = stream_of(town, key, Purpose::story);
  auto story = original;
  story.key = key;
  story.repeats = repeats;
  story.original = original.key.index;
  if (story.kind == Kind::opinion) {
    do {  // whoever comes again does not wait for the deputies' day
      story.channel = town.machine(Kind::opinion).choice("channel").draw(stream);
    } while (story.channel == "station_day");
  } else {
    std::swap(story.a, story.b);
    story.source = "party";
  }
  return story;
}

Story make_converted(const Town& town, const Story& opinion) {
  Story story;
  story.key = opinion.key;
  story.key.converted = true;
  auto stream = stream_of(town, story.key, Purpose::story);
  story.kind = Kind::dispute;
  story.category = town.draw_category(Kind::dispute, stream);
  story.village = opinion.village;
  story.people = opinion.people;
  story.a = opinion.a;
  story.b = opinion.b;
  tell_matter(town, story, stream);
  return story;
}

Person make_joining(const Town& town, const Story& story, int number) {
  auto stream = stream_of(town, story.key, Purpose::story, static_cast<std::uint64_t>(number));
  return person_of(town, story.key, static_cast<std::uint32_t>(number) + 1, name_of(town.parameters(), stream), stream);
}

}  // namespace docket::seed
