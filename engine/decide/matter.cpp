#include "engine/decide/matter.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/decide/likeness.hpp"
#include "engine/decide/references.hpp"
#include "workflows/form.hpp"

namespace docket::decide {
namespace {

using nlohmann::json;

constexpr std::size_t phone_digits_min = 7;
constexpr std::string_view full_width = "\xEF\xBC";  // U+FF10 … U+FF19, the digits of Chinese keyboards: EF BC 90 …

std::string plain_digits(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto third = at + 2 < text.size() ? static_cast<unsigned char>(text[at + 2]) : 0;
    if (text.substr(at, 2) == full_width && third >= 0x90 && third <= 0x99) {
      plain += static_cast<char>('0' + (third - 0x90));
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

std::string normal_phone(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  for (const std::string_view country : {"0086", "86"})
    if (digits.starts_with(country) && digits.size() == country.size() + 11) digits.erase(0, country.size());
  return digits.size() < phone_digits_min ? std::string() : digits;
}

std::string normal_id_no(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) id += c;
    if (c >= 'a' && c <= 'z') id += static_cast<char>(c - 'a' + 'A');
  }
  return id;
}

// What the fields say together; references are looked up, and what was erased says nothing.
std::string text_of(const model::Case& subject, const workflows::Matter& matter, const Facts& facts) {
  std::string text;
  const auto& data = subject.data.json();
  for (const auto& field : matter.texts) {
    const auto found = data.find(field);
    if (found == data.end()) continue;
    if (const auto reference = workflows::read_reference(*found)) {
      const auto value = facts.around.personal(subject, *reference);
      if (value && value->json().is_string()) text += value->json().get_ref<const std::string&>() + "\n";
    } else if (found->is_string()) {
      text += found->get_ref<const std::string&>() + "\n";
    }
  }
  return text;
}

bool same_kind(const json& one, const json& other, const workflows::Matter& matter) {
  return std::ranges::all_of(matter.kinds, [&](const std::string& field) {
    const auto left = one.find(field);
    const auto right = other.find(field);
    if (left == one.end() || right == other.end()) return (left == one.end()) == (right == other.end());
    return *left == *right;
  });
}

class Found {
 public:
  Found(const model::Command& command, const model::Case& subject, const Facts& facts)
      : command_(command), subject_(subject), facts_(facts) {}

  // The case, unless it is the same, ended, hidden, or was looked at already.
  model::CasePtr open(const model::CaseId& id) const {
    const bool known = std::ranges::any_of(cases, [&id](const model::CasePtr& other) { return other->id == id; });
    if (known || id == subject_.id) return nullptr;
    auto other = seen_case(command_, id.str(), facts_);
    return other != nullptr && !other->ended && other->org == subject_.org ? other : nullptr;
  }

  std::vector<model::CasePtr> cases;

 private:
  const model::Command& command_;
  const model::Case& subject_;
  const Facts& facts_;
};

}  // namespace

std::string normal_identity(std::string_view kind, const json& value) {
  if (!value.is_string()) return {};
  const auto text = plain_digits(value.get_ref<const std::string&>());
  if (kind == "phone") return normal_phone(text);
  return kind == "id_no" ? normal_id_no(text) : std::string();
}

std::vector<model::CasePtr> same_matter(const model::Command& command, const model::Case& subject, const Facts& facts) {
  Found found(command, subject, facts);
  const auto& data = subject.data.json();
  if (const auto number = data.find("external_no"); number != data.end() && number->is_string()) {
    for (const auto& id : facts.around.with_external_no(number->get<std::string>()))
      if (auto other = found.open(id)) found.cases.push_back(std::move(other));
  }
  const auto definition = facts.around.pinned(subject);
  if (definition == nullptr || definition->matter.texts.empty()) return std::move(found.cases);
  const auto& matter = definition->matter;
  std::string text;
  for (const auto& id : facts.around.of_same_people(subject)) {
    auto other = found.open(id);
    if (other == nullptr || other->workflow.id != subject.workflow.id) continue;
    if (!same_kind(data, other->data.json(), matter)) continue;
    if (text.empty()) text = text_of(subject, matter, facts);
    const auto others = text_of(*other, matter, facts);
    if (!text.empty() && !others.empty() && alike(text, others)) found.cases.push_back(std::move(other));
  }
  return std::move(found.cases);
}

}  // namespace docket::decide
