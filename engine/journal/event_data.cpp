#include "engine/journal/event_data.hpp"

#include <nlohmann/json.hpp>

#include "engine/base/json_text.hpp"
#include "engine/journal/hook_data.hpp"

namespace docket::journal {
namespace {

using model::CaseEvent;
using model::Event;
using model::TokenCreated;
using workflows::Value;

void append_ids(std::string& out, std::string_view name, const std::vector<model::UserId>& ids) {
  append_name(out, name);
  out += '[';
  for (const auto& id : ids) {
    if (out.back() != '[') out += ',';
    append_json_string(out, id.str());
  }
  out += ']';
}

void append_assigned(std::string& out, const model::Assignment& assigned) {
  append_name(out, "assigned");
  out += '{';
  if (!assigned.co.empty()) append_ids(out, "co", assigned.co);
  if (assigned.turn) {
    append_member(out, "policy", assigned.turn->policy);
    append_name(out, "turn");
    out += '[';
    append_number(out, assigned.turn->from);
    out += ',';
    append_number(out, assigned.turn->next);
    out += ']';
  }
  if (!assigned.unit.empty()) append_member(out, "unit", assigned.unit.str());
  if (!assigned.user.empty()) append_member(out, "user", assigned.user.str());
  append_member(out, "why", assigned.why);
  out += '}';
}

void append_links(std::string& out, std::string_view name, const std::vector<model::Link>& links) {
  append_name(out, name);
  out += '[';
  for (const auto& [relation, other] : links) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "case", other.str());
    append_member(out, "relation", relation);
    out += '}';
  }
  out += ']';
}

void append_protection(std::string& out, const model::Protection& protection) {
  append_name(out, "protection");
  out += '{';
  if (!protection.against.empty()) append_member(out, "against", protection.against.str());
  append_member(out, "level", model::level_name(protection.level));
  if (!protection.readers.empty()) append_ids(out, "readers", protection.readers);
  out += '}';
}

void append_data(std::string& out, const CaseEvent& data) {
  out += '{';
  append_member(out, "action", data.action);
  if (data.assigned) append_assigned(out, *data.assigned);
  append_name(out, "cycle");
  out += std::to_string(data.cycle);
  if (data.ended) append_flag(out, "ended", true);
  if (!data.erased.empty()) append_texts(out, "erased", data.erased);
  if (!data.from.empty()) append_member(out, "from", data.from);
  append_name(out, "input");
  append_json(out, data.input.json());
  if (!data.links.empty()) append_links(out, "links", data.links);
  if (!data.number.empty()) append_member(out, "number", data.number);
  if (data.protection) append_protection(out, *data.protection);
  if (data.released) append_flag(out, "released", true);
  if (data.reopens) append_flag(out, "reopens", true);
  append_name(out, "set");
  append_json(out, data.set.json());
  append_member(out, "to", data.to);
  if (!data.unlinks.empty()) append_links(out, "unlinks", data.unlinks);
  append_name(out, "workflow");
  out += '{';
  append_member(out, "hash", data.workflow.hash);
  append_member(out, "id", data.workflow.id);
  append_name(out, "version");
  out += std::to_string(data.workflow.version);
  out += "}}";
}

void append_data(std::string& out, const model::TokenRevoked& data) {
  out += '{';
  append_member(out, "token", data.token.str());
  out += '}';
}

void append_data(std::string& out, const TokenCreated& data) {
  out += '{';
  if (data.expires) append_member(out, "expires", format_timestamp(*data.expires));
  append_member(out, "token", data.token.str());
  append_member(out, "user", data.user.str());
  out += '}';
}

void append_data(std::string& out, const model::DirectoryChanged& data) {
  append_name(out += '{', "changes");
  out += '[';
  for (const auto& [kind, id, value] : data.changes) {
    if (out.back() != '[') out += ',';
    append_member(out += '{', "id", id);
    append_member(out, "kind", kind);
    if (!value.empty()) {
      append_name(out, "value");
      out += value;
    }
    out += '}';
  }
  out += ']';
  if (data.imported) append_flag(out, "imported", true);
  out += '}';
}

std::vector<model::UserId> ids_of(const nlohmann::json& parent, const char* name) {
  std::vector<model::UserId> ids;
  if (const auto at = parent.find(name); at != parent.end())
    for (const auto& id : *at) ids.emplace_back(id.get<std::string>());
  return ids;
}

std::vector<model::Link> links_of(const nlohmann::json& parent, const char* name) {
  std::vector<model::Link> links;
  if (const auto at = parent.find(name); at != parent.end())
    for (const auto& link : *at)
      links.push_back({link.at("relation").get<std::string>(), model::CaseId(link.at("case").get<std::string>())});
  return links;
}

model::Assignment assignment_of(const nlohmann::json& json) {
  model::Assignment assigned{model::UserId(json.value("user", "")),
                             model::UnitId(json.value("unit", "")),
                             ids_of(json, "co"),
                             json.value("why", ""),
                             {}};
  if (const auto at = json.find("policy"); at != json.end())
    assigned.turn = model::Turn{at->get<std::string>(), json.at("turn").at(0).get<std::uint64_t>(),
                                json.at("turn").at(1).get<std::uint64_t>()};
  return assigned;
}

model::Protection protection_of(const nlohmann::json& json) {
  const auto level = model::read_level(json.at("level").get_ref<const std::string&>());
  return {level.value_or(model::Level::sealed), ids_of(json, "readers"), model::UnitId(json.value("against", ""))};
}

CaseEvent case_event(const nlohmann::json& json) {
  CaseEvent data;
  data.action = json.at("action").get<std::string>();
  if (const auto at = json.find("assigned"); at != json.end()) data.assigned = assignment_of(*at);
  if (const auto at = json.find("protection"); at != json.end()) data.protection = protection_of(*at);
  data.ended = json.value("ended", false);
  data.links = links_of(json, "links");
  data.unlinks = links_of(json, "unlinks");
  data.cycle = json.at("cycle").get<std::uint32_t>();
  data.erased = json.value("erased", std::vector<std::string>());
  data.from = json.value("from", "");
  data.input = Value(json.at("input"));
  data.number = json.value("number", "");
  data.released = json.value("released", false);
  data.reopens = json.value("reopens", false);
  data.set = Value(json.at("set"));
  data.to = json.at("to").get<std::string>();
  const auto& workflow = json.at("workflow");
  data.workflow = {workflow.at("id").get<std::string>(), workflow.at("version").get<int>(),
                   workflow.at("hash").get<std::string>()};
  return data;
}

TokenCreated token_created(const nlohmann::json& json) {
  TokenCreated data{
      model::TokenId(json.at("token").get<std::string>()), model::UserId(json.at("user").get<std::string>()), {}};
  if (const auto at = json.find("expires"); at != json.end()) data.expires = parse_timestamp(at->get<std::string>());
  return data;
}

model::DirectoryChanged directory_changed(const nlohmann::json& json) {
  model::DirectoryChanged data{json.value("imported", false), {}};
  for (const auto& change : json.at("changes"))
    data.changes.push_back({change.at("kind").get<std::string>(), change.at("id").get<std::string>(),
                            change.contains("value") ? change["value"].dump() : std::string()});
  return data;
}

}  // namespace

std::string encode_data(const Event& event) {
  std::string out;
  out.reserve(512);
  std::visit([&out](const auto& data) { append_data(out, data); }, event.data);
  return out;
}

void decode_data(const nlohmann::json& json, Event& event) {
  if (event.case_id.empty()) {
    if (event.name == "token_revoked") {
      event.data = model::TokenRevoked{model::TokenId(json.at("token").get<std::string>())};
    } else if (event.name == "directory_changed") {
      event.data = directory_changed(json);
    } else if (!decode_hook_data(json, event)) {
      event.data = token_created(json);
    }
  } else {
    event.data = case_event(json);
  }
}

}  // namespace docket::journal
