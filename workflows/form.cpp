#include "workflows/form.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "workflows/shape.hpp"

namespace docket::workflows {

using nlohmann::json;

struct Form::Compiled {
  Value schema;
  Shape shape;
};

namespace {

constexpr const char* reference_key = "$personal";
constexpr std::string_view default_subject = "case";

class Scissors {
 public:
  explicit Scissors(std::uint64_t sequence) : sequence_(sequence) {}

  void cut(const Shape& shape, json& value, const std::string& pointer, std::string_view subject) {
    if (!shape.personal_inside || value.is_null()) return;
    if (!shape.subject.empty()) subject = shape.subject;
    if (shape.personal) {
      personal.push_back({pointer, std::string(subject), Value(std::move(value)), shape.identity});
      value = make_reference(subject, sequence_, pointer).json();
    } else if (value.is_object()) {
      for (const auto& member : shape.members)
        if (const auto found = value.find(member.name); found != value.end())
          cut(member.shape, *found, pointer_child(pointer, member.name), subject);
    } else if (value.is_array() && shape.items) {
      for (std::size_t index = 0; index < value.size(); ++index)
        cut(*shape.items, value[index], pointer_child(pointer, std::to_string(index)), subject);
    }
  }

  std::vector<PersonalValue> personal;

 private:
  std::uint64_t sequence_;
};

}  // namespace

Form::Form() {
  static const auto empty = [] {
    json schema = json::object();
    Problems none;
    auto shape = compile_shape(schema, "", none);
    return std::make_shared<const Compiled>(Value(std::move(schema)), std::move(shape));
  }();
  compiled_ = empty;
}

std::expected<Form, Problems> Form::compile(const Value& schema) {
  Problems problems;
  json completed = schema.json();
  auto shape = compile_shape(completed, "", problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  Form form;
  form.compiled_ = std::make_shared<const Compiled>(Value(std::move(completed)), std::move(shape));
  return form;
}

Problems Form::check(const Value& input) const {
  if (fits(compiled_->shape, input.json(), nullptr)) return {};
  Findings findings;
  fits(compiled_->shape, input.json(), &findings);
  return std::move(findings.problems);
}

CutInput Form::cut(const Value& input, std::uint64_t sequence) const {
  if (!has_personal()) return {input, {}};
  Scissors scissors(sequence);
  json copy = input.json();
  scissors.cut(compiled_->shape, copy, "", default_subject);
  return {Value(std::move(copy)), std::move(scissors.personal)};
}

bool Form::has_personal() const { return compiled_->shape.personal_inside; }

const Value& Form::schema() const { return compiled_->schema; }

Value make_reference(std::string_view subject, std::uint64_t sequence, std::string_view pointer) {
  std::string text(subject);
  text.append(1, '/').append(std::to_string(sequence)).append(pointer);
  return Value(json{{reference_key, std::move(text)}});
}

bool is_reference(const json& value) {
  if (!value.is_object() || value.size() != 1) return false;
  const auto member = value.begin();
  return member.key() == reference_key && member->is_string();
}

std::optional<Reference> read_reference(const json& value) {
  if (!is_reference(value)) return std::nullopt;
  const std::string_view text = value.begin()->get_ref<const std::string&>();
  const auto subject_end = text.find('/');
  if (subject_end == std::string_view::npos) return std::nullopt;
  Reference reference{text.substr(0, subject_end), 0, {}};
  const auto* const begin = text.data() + subject_end + 1;
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), reference.sequence);
  if (error != std::errc()) return std::nullopt;
  reference.pointer = {end, static_cast<std::size_t>(text.data() + text.size() - end)};
  return reference;
}

}  // namespace docket::workflows
