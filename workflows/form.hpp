// An action's input schema: JSON Schema in the subset Draft 7 ∩ 2020-12 with an allow-list of keywords,
// compiled once. Beyond the standard words it knows `x-personal` (true: the value is cut out of events into
// the vault), `x-subject` (whose personal data it is; inherited by what is inside; default `case`), `x-identity`
// (a personal number by which the same person is known again: phone, id_no), `x-ref` (the string is an id of that kind:
// user, unit, area, category, case) and `x-labels` (texts for enum values, zh-CN first). `title` and `description` are
// labels {"zh-CN", "en"}, unlike JSON Schema's strings. Unknown members are refused: `additionalProperties` is false
// unless said otherwise. Texts and lists that set no limit get one. Immutable, shared between threads.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

// One personal value found in an input: where it stood, whose it is, and what it says.
struct PersonalValue {
  std::string pointer;  // JSON pointer into the input, "/petitioner/name"
  std::string subject;  // "case", "petitioner", …
  Value value;
  std::string identity;  // "phone", "id_no": the person is known again by it; empty: not
};

// An input with its personal values taken out: in their places stand references made by `make_reference`.
struct CutInput {
  Value input;
  std::vector<PersonalValue> personal;
};

class Form {
 public:
  Form();  // accepts {} only

  // `schema` is self-contained ($refs to the definition's fields already resolved). Problems have pointers
  // into it.
  static std::expected<Form, Problems> compile(const Value& schema);

  // Empty when `input` fits. Pointers are into the input ("/area"); sentences never repeat a value.
  Problems check(const Value& input) const;

  // Cuts the personal values out of a checked input. `sequence` is the number of the event that will hold the
  // references.
  CutInput cut(const Value& input, std::uint64_t sequence) const;

  bool has_personal() const;
  const Value& schema() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

// What stands in an event where a personal value stood: {"$personal": "petitioner/1/contact"} — whose it is,
// the event that brought it, and the JSON pointer it had in that event's input.
struct Reference {
  std::string_view subject;  // into the value it was read from
  std::uint64_t sequence = 0;
  std::string_view pointer;  // likewise
};
Value make_reference(std::string_view subject, std::uint64_t sequence, std::string_view pointer);
bool is_reference(const nlohmann::json& value);
std::optional<Reference> read_reference(const nlohmann::json& value);  // nothing when it is no reference

}  // namespace docket::workflows
