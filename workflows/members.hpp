// Reads one object of a definition, member by member. What is asked for is known; `refuse_unknown` reports
// the rest, so that a typo is a problem and never silence. Reading goes on after a problem: an author sees
// all of them at once, and the values returned in place of missing ones are empty. Lives as long as the
// document it reads.
#pragma once

#include <functional>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workflows/problem.hpp"

namespace docket::workflows {

// [a-z][a-z0-9-_]*, at most 64 bytes: ids of workflows, states, actions, guards, deadlines, fields.
bool is_identifier(std::string_view text);

// The member `key` of `value`; null when there is none or `value` is no object.
const nlohmann::json& member(const nlohmann::json& value, std::string_view key);

// A label object {"zh-CN": …, "en": …}; both texts are there and not empty.
Label read_label(const nlohmann::json& value, const std::string& pointer, Problems& problems);

// The problems of `found`, which speak of a part, as problems of the document in which it stands at
// `pointer`.
void adopt(Problems& problems, const std::string& pointer, const Problems& found);

class Members {
 public:
  Members(const nlohmann::json& object, std::string pointer, Problems& problems);

  const std::string& pointer() const { return pointer_; }
  std::string pointer_to(std::string_view key) const;
  Problems& problems() { return problems_; }
  void refuse(std::string_view key, Label sentence);

  // Null when there is none (`required` reports it).
  const nlohmann::json* optional(std::string_view key);
  const nlohmann::json* required(std::string_view key);

  std::optional<std::string> text(std::string_view key);
  std::string required_text(std::string_view key);
  std::string required_id(std::string_view key);
  Label required_label(std::string_view key);
  int positive(std::string_view key, int fallback);
  bool flag(std::string_view key, bool fallback = false);
  std::vector<std::string> texts(std::string_view key);  // a list without repetition; absent is empty

  // Visits the members of an object; with `each_id` their names must be ids.
  using Visit = std::function<void(const std::string& id, const nlohmann::json& value, const std::string& pointer)>;
  void each(std::string_view key, const Visit& visit);
  void each_id(std::string_view key, const Visit& visit);

  template <class Choice>
  Choice choice(std::string_view key, std::initializer_list<std::pair<std::string_view, Choice>> choices) {
    const auto given = text(key);
    std::string known;
    for (const auto& [word, value] : choices) {
      if (given == word) return value;
      known.append(known.empty() ? "" : ", ").append(word);
    }
    if (given) refuse_choice(key, known);
    return choices.begin()->second;
  }

  void refuse_unknown();  // last

 private:
  void refuse_choice(std::string_view key, const std::string& known);

  const nlohmann::json& object_;
  std::string pointer_;
  Problems& problems_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace docket::workflows
