#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "workflows/parse_sections.hpp"

namespace docket::workflows {

using nlohmann::json;

namespace {

std::optional<Duration> parse_within(Members& members, std::string_view key) {
  const auto text = members.text(key);
  if (!text) return std::nullopt;
  auto duration = parse_duration(*text);
  if (duration) return *duration;
  members.refuse(key, duration.error());
  return std::nullopt;
}

std::optional<Moment> parse_moment_of(Members& members, std::string_view key) {
  const auto text = members.text(key);
  if (!text) return std::nullopt;
  auto moment = parse_moment(*text);
  if (moment) return *moment;
  members.refuse(key, moment.error());
  return std::nullopt;
}

std::vector<Moment> parse_moments(Members& members, std::string_view key) {
  std::vector<Moment> moments;
  const auto texts = members.texts(key);
  for (std::size_t index = 0; index < texts.size(); ++index) {
    auto moment = parse_moment(texts[index]);
    if (moment) {
      moments.push_back(*moment);
    } else {
      members.problems().push_back({fmt::format("{}/{}", members.pointer_to(key), index), moment.error()});
    }
  }
  return moments;
}

std::vector<Trigger> parse_triggers(Members& members, std::string_view key) {
  std::vector<Trigger> triggers;
  const auto* value = members.required(key);
  if (value == nullptr) return triggers;
  if (!value->is_array()) {
    members.refuse(key, {"这里应当是一个列表 […]。", "Write a list […] here."});
    return triggers;
  }
  for (std::size_t index = 0; index < value->size(); ++index) {
    const auto& item = (*value)[index];
    const auto pointer = fmt::format("{}/{}", members.pointer_to(key), index);
    Members trigger(item, pointer, members.problems());
    const auto enter = trigger.text("enter");
    const auto event = trigger.text("event");
    trigger.refuse_unknown();
    if (item.is_object() && enter.has_value() == event.has_value())
      members.problems().push_back({pointer,
                                    {"请写且只写一个：{\"enter\": 状态} 或 {\"event\": 事件名}。",
                                     "Write exactly one of {\"enter\": state} and {\"event\": word}."}});
    if (enter) triggers.push_back({Trigger::Kind::enter, *enter});
    if (event) triggers.push_back({Trigger::Kind::event, *event});
  }
  return triggers;
}

std::optional<Extension> parse_extension(Members& parent) {
  const auto* value = parent.optional("extend");
  if (value == nullptr) return std::nullopt;
  Members members(*value, parent.pointer_to("extend"), parent.problems());
  Extension extension;
  members.required("by");
  if (auto by = parse_within(members, "by")) extension.by = *by;
  extension.times = members.positive("times", 1);
  extension.total = members.flag("total");
  extension.roles = members.texts("roles");
  extension.all_parties = members.flag("all_parties");
  extension.basis = members.text("basis").value_or("");
  members.refuse_unknown();
  return extension;
}

bool parse_roll(Members& members) { return members.choice<bool>("roll", {{"none", false}, {"next_workday", true}}); }

void parse_breach(Members& parent, Deadline& deadline) {
  const auto* value = parent.optional("on_breach");
  if (value == nullptr) return;
  Members members(*value, parent.pointer_to("on_breach"), parent.problems());
  if (members.optional("note") != nullptr) deadline.on_breach = members.required_label("note");
  deadline.breach_action = members.text("action");
  members.refuse_unknown();
}

}  // namespace

std::vector<Deadline> parse_deadlines(Members& document) {
  std::vector<Deadline> deadlines;
  document.each_id("deadlines", [&](const std::string& id, const json& value, const std::string& pointer) {
    Members members(value, pointer, document.problems());
    Deadline deadline;
    deadline.id = id;
    deadline.label = members.required_label("label");
    deadline.start = parse_triggers(members, "start");
    deadline.stop = parse_triggers(members, "stop");
    deadline.within = parse_within(members, "within");
    deadline.due_field = members.text("due_field");
    deadline.per_item = members.text("per_item");
    deadline.profile = members.flag("profile");
    deadline.once_per_cycle = members.flag("once_per_cycle");
    deadline.restart_on_redispatch = members.flag("restart_on_redispatch");
    deadline.roll_next_workday = parse_roll(members);
    deadline.legal = members.flag("legal");
    deadline.basis = members.required_text("basis");
    deadline.pause_in = members.texts("pause_in");
    deadline.remind = parse_moments(members, "remind");
    deadline.yellow = parse_moment_of(members, "yellow");
    deadline.red = parse_moment_of(members, "red");
    deadline.extend = parse_extension(members);
    parse_breach(members, deadline);
    members.refuse_unknown();
    deadlines.push_back(std::move(deadline));
  });
  return deadlines;
}

std::vector<DueProfile> parse_profiles(Members& document) {
  std::vector<DueProfile> profiles;
  const auto* value = document.optional("profiles");
  if (value == nullptr) return profiles;
  if (!value->is_array()) {
    document.refuse("profiles",
                    {"这里应当是一个列表 […]，先匹配者优先。", "Write a list […] here: the first match wins."});
    return profiles;
  }
  for (std::size_t index = 0; index < value->size(); ++index) {
    Members members((*value)[index], fmt::format("{}/{}", document.pointer_to("profiles"), index), document.problems());
    DueProfile profile;
    profile.id = members.required_id("id");
    profile.label = members.required_label("label");
    members.each("match", [&](const std::string& field, const json& wanted, const std::string& pointer) {
      if (wanted.is_string()) {
        profile.match.emplace(field, wanted.get<std::string>());
      } else {
        document.problems().push_back({pointer, {"请写字段的取值（文字）。", "Write the value of the field, a text."}});
      }
    });
    members.required("within");
    if (auto within = parse_within(members, "within")) profile.within = *within;
    profile.first_contact = parse_within(members, "first_contact");
    profile.external_earlier = members.choice<bool>("external_due", {{"ignored", false}, {"earlier_of", true}});
    profile.legal = members.flag("legal");
    profile.fallback = members.flag("default");
    profile.basis = members.required_text("basis");
    profile.extend = parse_extension(members);
    members.refuse_unknown();
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

}  // namespace docket::workflows
