#include "engine/journal/hook_data.hpp"

#include <nlohmann/json.hpp>

#include "engine/base/json_text.hpp"

namespace docket::journal {
namespace {

void append_hook_alone(std::string& out, const model::HookId& hook) {
  append_member(out += '{', "hook", hook.str());
  out += '}';
}

model::HookId hook_of(const nlohmann::json& json) { return model::HookId(json.at("hook").get<std::string>()); }

std::vector<std::string> texts_of(const nlohmann::json& json, const char* name) {
  return json.value(name, std::vector<std::string>());
}

model::HookFilter filter_of(const nlohmann::json& json) {
  return {texts_of(json, "types"), texts_of(json, "workflows"), texts_of(json, "queues"), texts_of(json, "areas"),
          json.value("below", false)};
}

std::optional<model::Watch> watch_of(const nlohmann::json& json) {
  const auto at = json.find("watch");
  if (at == json.end()) return std::nullopt;
  model::Watch watch;
  watch.queue = at->at("queue").get<std::string>();
  watch.org = model::OrgId(at->at("org").get<std::string>());
  watch.moves = at->at("moves").get<bool>();
  watch.count = at->value("count", std::uint64_t{0});
  watch.age = model::read_wait(at->value("age", "")).value_or(std::chrono::seconds(0));
  watch.digest = model::read_time_of_day(at->value("digest", ""));
  return watch;
}

model::HookCreated created_of(const nlohmann::json& json, const model::Event& event) {
  model::HookCreated data;
  data.hook.id = hook_of(json);
  data.hook.org = event.org;
  data.hook.owner = event.actor;
  data.hook.host = json.at("host").get<std::string>();
  data.hook.format = json.value("format", "standard");
  data.hook.filter = filter_of(json);
  data.hook.watch = watch_of(json);
  return data;
}

model::HookChanged changed_of(const nlohmann::json& json) {
  model::HookChanged data{hook_of(json), {}, watch_of(json), {}, json.value("why", "")};
  if (json.contains("types")) data.filter = filter_of(json);
  if (const auto at = json.find("paused"); at != json.end()) data.paused = at->get<bool>();
  return data;
}

model::HookReplayed replayed_of(const nlohmann::json& json) {
  const auto offset = [&json](const char* name) {
    return model::parse_position(json.value(name, "")).value_or(model::Position()).offset;
  };
  return {hook_of(json), offset("from"), offset("to"), parse_timestamp(json.value("failed_since", ""))};
}

model::QueueMoment moment_of(const nlohmann::json& json) {
  model::QueueMoment data;
  data.hook = hook_of(json);
  data.queue = json.at("queue").get<std::string>();
  data.moment = parse_timestamp(json.at("moment").get<std::string>()).value_or(Timestamp());
  data.count = json.at("count").get<std::uint64_t>();
  data.org = model::OrgId(json.at("org").get<std::string>());
  data.age = model::read_wait(json.value("age", "")).value_or(std::chrono::seconds(0));
  if (const auto at = json.find("oldest_at"); at != json.end()) data.oldest = parse_timestamp(at->get<std::string>());
  return data;
}

}  // namespace

void append_filter(std::string& out, const model::HookFilter& filter) {
  append_texts(out, "areas", filter.areas);
  append_flag(out, "below", filter.below);
  append_texts(out, "queues", filter.queues);
  append_texts(out, "types", filter.types);
  append_texts(out, "workflows", filter.workflows);
}

void append_watch(std::string& out, const model::Watch& watch) {
  append_name(out, "watch");
  out += '{';
  if (watch.age.count() > 0) append_member(out, "age", model::wait_text(watch.age));
  if (watch.count > 0) {
    append_name(out, "count");
    append_number(out, watch.count);
  }
  if (watch.digest) append_member(out, "digest", model::time_of_day_text(*watch.digest));
  append_flag(out, "moves", watch.moves);
  append_member(out, "org", watch.org.str());
  append_member(out, "queue", watch.queue);
  out += '}';
}

void append_data(std::string& out, const model::HookCreated& data) {
  out += '{';
  append_member(out, "format", data.hook.format);
  append_member(out, "hook", data.hook.id.str());
  append_member(out, "host", data.hook.host);
  append_filter(out, data.hook.filter);
  if (data.hook.watch) append_watch(out, *data.hook.watch);
  out += '}';
}

void append_data(std::string& out, const model::HookChanged& data) {
  out += '{';
  append_member(out, "hook", data.hook.str());
  if (data.paused) append_flag(out, "paused", *data.paused);
  if (data.filter) append_filter(out, *data.filter);
  if (data.watch) append_watch(out, *data.watch);
  if (!data.why.empty()) append_member(out, "why", data.why);
  out += '}';
}

void append_data(std::string& out, const model::HookRotated& data) { append_hook_alone(out, data.hook); }
void append_data(std::string& out, const model::HookTested& data) { append_hook_alone(out, data.hook); }
void append_data(std::string& out, const model::HookDeleted& data) { append_hook_alone(out, data.hook); }
void append_data(std::string& out, const model::HookSecretRetired& data) { append_hook_alone(out, data.hook); }

void append_data(std::string& out, const model::HookReplayed& data) {
  out += '{';
  if (data.failed_since) {
    append_member(out, "failed_since", format_timestamp(*data.failed_since));
  } else {
    append_member(out, "from", model::format_position({0, data.from}));
  }
  append_member(out, "hook", data.hook.str());
  if (!data.failed_since) append_member(out, "to", model::format_position({0, data.to}));
  out += '}';
}

void append_data(std::string& out, const model::QueueMoment& data) {
  out += '{';
  if (data.age.count() > 0) append_member(out, "age", model::wait_text(data.age));
  append_name(out, "count");
  append_number(out, data.count);
  append_member(out, "hook", data.hook.str());
  append_member(out, "moment", format_timestamp(data.moment));
  if (data.oldest) append_member(out, "oldest_at", format_timestamp(*data.oldest));
  append_member(out, "org", data.org.str());
  append_member(out, "queue", data.queue);
  out += '}';
}

bool decode_hook_data(const nlohmann::json& json, model::Event& event) {
  if (event.name == "hook_created") {
    event.data = created_of(json, event);
  } else if (event.name == "hook_changed") {
    event.data = changed_of(json);
  } else if (event.name == "hook_rotated") {
    event.data = model::HookRotated{hook_of(json)};
  } else if (event.name == "hook_tested") {
    event.data = model::HookTested{hook_of(json)};
  } else if (event.name == "hook_deleted") {
    event.data = model::HookDeleted{hook_of(json)};
  } else if (event.name == "hook_secret_retired") {
    event.data = model::HookSecretRetired{hook_of(json)};
  } else if (event.name == "hook_replayed") {
    event.data = replayed_of(json);
  } else if (event.name == "queue_aged" || event.name == "queue_digest") {
    event.data = moment_of(json);
  } else {
    return false;
  }
  return true;
}

}  // namespace docket::journal
