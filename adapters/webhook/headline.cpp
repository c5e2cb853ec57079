#include "adapters/webhook/headline.hpp"

#include <nlohmann/json.hpp>

namespace docket::webhook {
namespace {

// The label of a choice that the case made, "" when it made none.
std::string choice(const model::Case& subject, const workflows::Definition& definition, const char* field) {
  const auto& data = subject.data.json();
  const auto& fields = definition.fields.json();
  if (!data.contains(field) || !data[field].is_string() || !fields.contains(field)) return {};
  const auto& labels = fields[field].value("x-labels", nlohmann::json::object());
  const auto& id = data[field].get_ref<const std::string&>();
  return labels.contains(id) ? labels[id].value("zh-CN", "") : std::string();
}

std::string village(const model::Case& subject, const model::Directory& directory) {
  const auto& data = subject.data.json();
  if (!data.contains("area") || !data["area"].is_string()) return {};
  const auto area = directory.areas.find(data["area"].get_ref<const std::string&>());
  return area == directory.areas.end() ? std::string() : area->second.label.zh_cn;
}

}  // namespace

std::string headline(const model::Event& event, const model::Case& subject, const workflows::Definition& definition,
                     const model::Directory& directory) {
  const auto* fact = std::get_if<model::CaseEvent>(&event.data);
  std::string text = definition.label.zh_cn + " " + subject.number;
  for (const char* field : {"category", "dispute_type"})
    if (const auto label = choice(subject, definition, field); !label.empty()) text += " " + label;
  if (const auto where = village(subject, directory); !where.empty()) text += " " + where;
  const auto* state = fact == nullptr ? nullptr : definition.state(fact->to);
  if (state != nullptr) text += "：" + state->label.zh_cn;
  return text;
}

}  // namespace docket::webhook
