#include "workflows/resolve.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace docket::workflows {

using nlohmann::json;

namespace {

const json nothing = json::object();

const json& section(const json& document, const char* name) {
  if (!document.is_object() || !document.contains(name) || !document[name].is_object()) return nothing;
  return document[name];
}

// With `"*"` a shared action comes along only where it makes sense: all states it names are states of this
// workflow.
bool fits(const json& action, const json& states) {
  if (!action.is_object() || !action.contains("from") || !action["from"].is_array()) return true;
  return std::ranges::all_of(action["from"], [&](const json& state) {
    return !state.is_string() || states.contains(state.get_ref<const std::string&>());
  });
}

struct Wanted {
  std::string id;
  std::string pointer;
};

std::vector<Wanted> wanted_actions(const json& document, const json& shared, Problems& problems) {
  std::vector<Wanted> wanted;
  if (!document.contains("include")) return wanted;
  const auto& include = document["include"];
  if (include == "*") {
    for (const auto& [id, action] : shared.items())
      if (fits(action, section(document, "states"))) wanted.push_back({id, "/include"});
    return wanted;
  }
  if (!include.is_array()) {
    problems.push_back({"/include",
                        {"请写共用动作的标识列表，或“*”（全部适用的）。",
                         "Write a list of shared actions, or \"*\" for all that fit."}});
    return wanted;
  }
  for (std::size_t index = 0; index < include.size(); ++index) {
    const auto pointer = fmt::format("/include/{}", index);
    if (include[index].is_string() && shared.contains(include[index].get_ref<const std::string&>())) {
      wanted.push_back({include[index].get<std::string>(), pointer});
    } else {
      problems.push_back({pointer,
                          {"common.json 里没有这个共用动作，请检查拼写。",
                           "common.json has no such shared action; check the spelling."}});
    }
  }
  return wanted;
}

std::set<std::string> used_guards(const json& actions) {
  std::set<std::string> used;
  for (const auto& action : actions) {
    if (!action.is_object() || !action.contains("guards") || !action["guards"].is_array()) continue;
    for (const auto& guard : action["guards"])
      if (guard.is_string()) used.insert(guard.get<std::string>());
  }
  return used;
}

// The fields that actions keep, set or refer to.
void used_fields(const json& part, std::set<std::string>& used) {
  if (part.is_array()) {
    for (const auto& item : part) used_fields(item, used);
    return;
  }
  if (!part.is_object()) return;
  for (const auto& [key, value] : part.items()) {
    constexpr std::string_view prefix = "#/fields/";
    if (key == "$ref" && value.is_string() && value.get_ref<const std::string&>().starts_with(prefix))
      used.insert(value.get<std::string>().substr(prefix.size()));
    if (key == "set" && value.is_object())
      for (const auto& [field, rule] : value.items()) used.insert(field);
    if (key == "keep" && value.is_array())
      for (const auto& field : value)
        if (field.is_string()) used.insert(field.get<std::string>());
    used_fields(value, used);
  }
}

bool uses_profiles(const json& deadlines) {
  return std::ranges::any_of(deadlines, [](const json& deadline) {
    return deadline.is_object() && deadline.contains("profile") && deadline["profile"] == true;
  });
}

}  // namespace

json resolve(const json& document, const json& common, Problems& problems) {
  auto resolved = document;
  if (!resolved.is_object()) return resolved;
  resolved.erase("$schema");
  resolved.erase("include");

  const auto& shared_actions = section(common, "actions");
  auto included = json::object();
  for (const auto& [id, pointer] : wanted_actions(document, shared_actions, problems)) {
    if (section(document, "actions").contains(id)) {
      problems.push_back({pointer,
                          {fmt::format("动作“{}”与共用动作同名，请改名或不引用共用动作。", id),
                           fmt::format("The action \"{}\" is both shared and defined here: rename it, or do not "
                                       "include the shared one.",
                                       id)}});
    } else if (!resolved.contains("actions") || resolved["actions"].is_object()) {
      resolved["actions"][id] = shared_actions[id];
      included[id] = shared_actions[id];
    }
  }

  // A shared field comes along with the action that needs it; a workflow's own field of that name stands.
  const auto& shared_fields = section(common, "fields");
  std::set<std::string> needed;
  used_fields(section(resolved, "actions"), needed);
  for (const auto& id : needed) {
    if (!shared_fields.contains(id) || section(document, "fields").contains(id)) continue;
    if (!resolved.contains("fields") || resolved["fields"].is_object()) resolved["fields"][id] = shared_fields[id];
  }

  // So does a shared guard; a workflow's own of that name stands, unless a shared action relies on it.
  const auto& shared_guards = section(common, "guards");
  const auto relied_on = used_guards(included);
  for (const auto& id : used_guards(section(resolved, "actions"))) {
    if (!shared_guards.contains(id)) continue;
    if (section(document, "guards").contains(id)) {
      if (!relied_on.contains(id)) continue;
      problems.push_back({fmt::format("/guards/{}", id),
                          {"common.json 里已有同名条件，请改名，或删去这里的定义。",
                           "common.json has a guard of this name: rename this one, or remove it."}});
    } else if (!resolved.contains("guards") || resolved["guards"].is_object()) {
      resolved["guards"][id] = shared_guards[id];
    }
  }

  if (!resolved.contains("profiles") && common.is_object() && common.contains("profiles") &&
      uses_profiles(section(resolved, "deadlines")))
    resolved["profiles"] = common["profiles"];
  return resolved;
}

std::string content_hash(const Value& resolved) {
  const auto text = resolved.dump();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) return {};
  std::string hex;
  for (unsigned index = 0; index < length; ++index) fmt::format_to(std::back_inserter(hex), "{:02x}", digest[index]);
  return hex;
}

}  // namespace docket::workflows
