// What is wrong with a document, in a form that a person and an editor can both use: where it is (a JSON
// pointer, RFC 6901) and a sentence that says what to do. Parser, linter and forms return lists of these, so
// that an author sees every problem at once.
#pragma once

#include <string>
#include <vector>

namespace docket::workflows {

// Text for people, Chinese first. Both members are filled wherever a user may read it.
struct Label {
  std::string zh_cn;
  std::string en;
  friend bool operator==(const Label&, const Label&) = default;
};

struct Problem {
  std::string pointer;  // "" is the whole document
  Label sentence;
  friend bool operator==(const Problem&, const Problem&) = default;
};

using Problems = std::vector<Problem>;

}  // namespace docket::workflows
