#include "workflows/numbering.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace docket::workflows {

namespace {

constexpr std::array<std::string_view, 4> plain_places = {"org", "year", "congress", "inspection"};
constexpr std::size_t template_max = 200;

// "seq" → 0, "seq:04" → 4, anything else → -1.
int sequence_width(std::string_view place) {
  if (place == "seq") return 0;
  if (place.size() != 6 || !place.starts_with("seq:0") || place[5] < '1' || place[5] > '9') return -1;
  return place[5] - '0';
}

// Calls `text` and `place` for the parts of a template; false when a brace has no partner.
template <class Text, class Place>
bool visit(std::string_view rest, Text text, Place place) {
  while (!rest.empty()) {
    const auto brace = rest.find_first_of("{}");
    text(rest.substr(0, brace));
    if (brace == std::string_view::npos) return true;
    const auto end = rest.find_first_of("{}", brace + 1);
    if (rest[brace] == '}' || end == std::string_view::npos || rest[end] == '{') return false;
    place(rest.substr(brace + 1, end - brace - 1));
    rest.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

Problems check_number_template(std::string_view text) {
  Problems problems;
  int sequences = 0;
  const auto check = [&](std::string_view place) {
    if (sequence_width(place) >= 0) {
      ++sequences;
    } else if (std::ranges::find(plain_places, place) == plain_places.end()) {
      problems.push_back({"",
                          {fmt::format("编号模板里不认识“{{{}}}”，可用：{{org}}、{{year}}、{{seq}}、{{seq:04}}、"
                                       "{{congress}}、{{inspection}}。",
                                       place),
                           fmt::format("The template does not know \"{{{}}}\"; use {{org}}, {{year}}, {{seq}}, "
                                       "{{seq:04}}, {{congress}}, {{inspection}}.",
                                       place)}});
    }
  };
  if (text.size() > template_max)
    problems.push_back({"", {"编号模板太长，请缩短。", "The template of the number is too long: shorten it."}});
  if (!visit(text, [](std::string_view) {}, check)) {
    problems.push_back({"", {"编号模板的花括号没有配对。", "A brace in the template has no partner: close it."}});
  } else if (sequences != 1) {
    problems.push_back({"",
                        {"编号模板须含且只含一个 {seq}，否则编号会重复。",
                         "The template must contain {seq} once, or numbers would repeat."}});
  }
  return problems;
}

bool is_yearly(std::string_view text) { return text.contains("{year}"); }

std::string format_number(std::string_view text, std::string_view org, int year, std::uint64_t sequence) {
  std::string number;
  visit(
      text, [&](std::string_view part) { number += part; },
      [&](std::string_view place) {
        if (place == "org") {
          number += org;
        } else if (place == "year") {
          number += std::to_string(year);
        } else if (const int width = sequence_width(place); width >= 0) {
          number += fmt::format("{:0{}}", sequence, width);
        } else {
          fmt::format_to(std::back_inserter(number), "{{{}}}", place);
        }
      });
  return number;
}

}  // namespace docket::workflows
