// What a case is about: who comes from which village with what. Follows from the org's seed and the case's number
// alone. All names, telephones and identity numbers are invented: the telephones are of an unassigned prefix, the
// identity numbers have a wrong check digit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/seed/town.hpp"

namespace docket::seed {

struct Person {
  std::string name;
  std::string phone;
  std::string id_no;    // may be empty
  std::string address;  // may be empty
};

// Which case: its number in the org, and which try it is (a few cases are drawn until they stand where one is wanted).
struct CaseKey {
  std::uint32_t index = 0;
  std::uint16_t attempt = 0;
  bool converted = false;  // the dispute that opinion `index` turned into
};

// What the streams of one case are for.
enum class Purpose : std::uint8_t { arrival, story, path, step, id };
Stream stream_of(const Town& town, const CaseKey& key, Purpose purpose, std::uint64_t detail = 0);

// One that was there before.
enum class Repeats : std::uint8_t { nothing, open_one, ended_one };

struct Story {
  CaseKey key;
  Kind kind = Kind::opinion;
  Repeats repeats = Repeats::nothing;
  std::uint32_t original = 0;  // index of the case that this one repeats
  std::size_t category = 0;
  std::size_t village = 0;
  std::string_view channel;        // of an opinion
  std::string_view opinion_class;  // of an opinion
  std::string_view urgency;        // of an opinion
  std::string_view source;         // of a dispute
  std::string_view risk;           // of a dispute; empty when it came out of an opinion
  bool anonymous = false;
  int people = 1;
  int yuan = 0;  // at issue; 0: no money
  Person a;      // petitioner or applicant
  Person b;      // the other party
  std::string matter;

  bool sealed() const { return opinion_class == "accusation"; }
  const Category& category_of(const Town& town) const { return town.machine(kind).categories[category]; }
  const Village& village_of(const Town& town) const { return town.villages()[village]; }
  // The accused unit of an accusation; else who usually does such work. May be empty.
  const std::string& unit(const Town& town) const { return category_of(town).unit; }
};

// The stories of opinions and disputes as they come in from outside.
Story make_story(const Town& town, const CaseKey& key, Kind kind, std::size_t category, std::string_view channel);
// The same people and the same matter again; in a dispute the other party applies.
Story make_repeat(const Town& town, const CaseKey& key, const Story& original, Repeats repeats);
// The dispute that an opinion is turned into.
Story make_converted(const Town& town, const Story& opinion);

// People who join; `number` from 1.
Person make_joining(const Town& town, const Story& story, int number);

// Fills the slots of texts about a case, as of a day. Draws from its stream.
class Teller {
 public:
  Teller(const Town& town, const Story& story, Date today, Stream& stream)
      : town_(town), story_(story), today_(today), stream_(stream) {}

  std::string tell(std::string_view list);  // one of a list of texts
  std::string fill(std::string_view text);
  void owed(int yuan) { owed_ = yuan; }
  void due(Date day) { due_ = day; }

 private:
  std::string slot(std::string_view name);
  const Town& town_;
  const Story& story_;
  Date today_;
  Stream& stream_;
  int owed_ = 0;
  Date due_{};
};

std::string chinese_date(Date day);              // 2026年5月8日
std::string chinese_amount(std::uint32_t yuan);  // 叁仟陆佰元整

}  // namespace docket::seed
