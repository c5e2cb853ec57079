#include "engine/decide/matter.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/decide/likeness.hpp"
#include "engine/decide/references.hpp"
#include "workflows/form.hpp"

namespace docket::decide {
namespace {

using nlohmann::json;

constexpr std::size_t phone_digits_min = 7;
constexpr std::size_t id_no_min = 6;
constexpr std::array<std::string_view, 7> between_numbers = {"/", ",", ";", "，", "；", "、", "或"};

// The letters, digits and signs of Chinese keyboards, U+FF01 … U+FF5E, as those of ASCII.
std::string half_width(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = [&](std::size_t behind) {
      return at + behind < text.size() ? static_cast<unsigned char>(text[at + behind]) : 0U;
    };
    const auto sign = ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);  // the last 12 bits of three bytes of UTF-8
    if (byte(0) == 0xEF && sign >= 0xF01 && sign <= 0xF5E) {
      plain += static_cast<char>(sign - 0xF01 + '!');
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

// "0", "无", "1111111": what people write where a form insists.
bool is_filler(std::string_view text, std::size_t length_min) {
  return text.size() < length_min || text.find_first_not_of(text.front()) == std::string_view::npos;
}

std::string one_phone(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  for (const std::string_view country : {"0086", "86"})
    if (digits.starts_with(country) && digits.size() == country.size() + 11) digits.erase(0, country.size());
  return is_filler(digits, phone_digits_min) ? std::string() : digits;
}

// The first of several.
std::string normal_phone(std::string_view text) {
  auto end = text.size();
  for (const auto sign : between_numbers) end = std::min(end, text.find(sign));
  auto first = one_phone(text.substr(0, end));
  return first.empty() && end < text.size() ? normal_phone(text.substr(end + 1)) : first;
}

std::string normal_id_no(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) id += c;
    if (c >= 'a' && c <= 'z') id += static_cast<char>(c - 'a' + 'A');
  }
  return is_filler(id, id_no_min) ? std::string() : id;
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
  const auto text = half_width(value.get_ref<const std::string&>());
  if (kind == "phone") return normal_phone(text);
  return kind == "id_no" ? normal_id_no(text) : std::string();
}

std::vector<model::CasePtr> same_matter(const model::Command& command, const model::Case& subject, const Facts& facts) {
  Found found(command, subject, facts);
  const auto& data = subject.data.json();
  if (const auto number = data.find("external_no"); number != data.end() && number->is_string()) {
    for (const auto& id : facts.around.with_external_no(number->get<std::string>()))
      if (auto other = found.open(id); other != nullptr && other->workflow.id == subject.workflow.id)
        found.cases.push_back(std::move(other));
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
