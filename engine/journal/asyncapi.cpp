#include "engine/journal/asyncapi.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "engine/journal/event_schema.hpp"
#include "workflows/plain_schema.hpp"

namespace docket::journal {
namespace {

using nlohmann::json;

constexpr auto kafka_binding = "0.5.0";

json reference(std::string pointer) { return {{"$ref", "#/" + std::move(pointer)}}; }

json text(const char* description) { return {{"type", "string"}, {"description", description}}; }

// The attributes that append_cloud_event writes, as headers; each message says which `ce_type` it is.
json headers() {
  static const std::set<std::string> sometimes = {"content-type",   "ce_authtype",      "ce_authid",     "ce_dataref",
                                                  "ce_causationid", "ce_correlationid", "ce_traceparent"};
  json members = {
      {"content-type", {{"const", "application/json"}}},
      {"ce_specversion", {{"const", "1.0"}}},
      {"ce_id", text("<案件 id>-<序号>，永不改变，可用来去重 / <case id>-<sequence>, stable for ever: the key to find "
                     "repeats by")},
      {"ce_source", text("/orgs/<org>/cases/<case id>")},
      {"ce_type", text("docket.case.<event>.v1")},
      {"ce_subject", text("案件 id / The case id")},
      {"ce_time", text("发生时间 / When it happened")},
      {"ce_recordedtime", text("记录时间，从不倒退 / When it was recorded; never runs backwards")},
      {"ce_partitionkey", text("案件 id / The case id")},
      {"ce_sequence",
       {{"type", "string"},
        {"pattern", "^[0-9]{20}$"},
        {"description", "案件内的序号，从 1 起，没有空缺 / The number within the case, from 1, without a gap"}}},
      {"ce_position", text("日志中的位置 / The place in the log; opaque")},
      {"ce_authtype", text("谁的身份 / What kind of actor")},
      {"ce_authid", text("谁办理的，是引用，不是个人信息 / Who did it: a reference, no personal data")},
      {"ce_dataref", text("保密和检举控告的案件：没有正文，有权查看的人到此处取 / Of a confidential or sealed case: "
                          "there is no payload, who "
                          "may read the case asks for it here")},
      {"ce_causationid", text("引起它的另一案件的事件 / The event of another case that brought it")},
      {"ce_correlationid", text("引起它的请求 / The request it came from")},
      {"ce_traceparent", text("W3C Trace Context")}};
  json required = json::array();
  for (const auto& [name, schema] : members.items())
    if (!sometimes.contains(name)) required.push_back(name);
  const json whole = {{"required", {"content-type", "ce_authtype", "ce_authid"}}};
  const json thin = {{"required", {"ce_dataref"}}};
  return {{"type", "object"},
          {"required", std::move(required)},
          {"properties", std::move(members)},
          {"oneOf", {whole, thin}}};
}

// Which actions of which workflows make the event.
std::string told(const std::vector<Maker>& makers) {
  std::string lines;
  for (const auto& [definition, action] : makers)
    lines += "- " + plain_text(definition->label) + ": " + plain_text(action->label) + "\n";
  return lines;
}

json message(const std::string& word, const std::vector<Maker>& makers) {
  const auto type = "docket.case." + word + ".v1";
  const json own_type = {{"type", "object"}, {"properties", {{"ce_type", {{"const", type}}}}}};
  return {{"name", type},
          {"title", plain_text(makers.empty() ? engine_event_label(word) : makers.front().action->label)},
          {"description", makers.empty() ? plain_text(engine_event_label(word)) : told(makers)},
          {"contentType", "application/json"},
          {"headers", {{"allOf", {reference("components/schemas/headers"), own_type}}}},
          {"payload", reference("components/schemas/" + word)},
          {"bindings", {{"kafka", {{"key", text("案件 id / The case id")}, {"bindingVersion", kafka_binding}}}}}};
}

json information() {
  return {
      {"title", "Docket 案件事件 / Docket case events"},
      {"version", "1.0.0"},
      {"description",
       "每一步办理都是一条事件：CloudEvents 1.0，二进制模式（可选结构化模式），键为案件 id。请用 read_committed 读取："
       "每条恰好一次，同一案件按序号排列。个人信息从不进入事件；保密和检举控告的案件，事件没有正文，只有 dataref。\n\n"
       "Every step of a case is an event: CloudEvents 1.0 in binary mode (structured by option), keyed by case id. "
       "Read with read_committed: each event is there once, those of one case in the order of their sequence. "
       "Personal data never enters an event; one of a confidential or sealed case has no payload but a dataref."}};
}

}  // namespace

std::string asyncapi(const workflows::Catalog& catalog, std::string_view topic) {
  json messages = json::object();
  json schemas = {{"headers", headers()}};
  json in_channel = json::object();
  for (const auto& [word, makers] : makers_of(catalog)) {
    messages[word] = message(word, makers);
    schemas[word] = data_schema(makers).json();
    in_channel[word] = reference("components/messages/" + word);
  }
  const json channel = {{"address", topic},
                        {"title", "案件事件 / Case events"},
                        {"messages", std::move(in_channel)},
                        {"bindings", {{"kafka", {{"topic", topic}, {"bindingVersion", kafka_binding}}}}}};
  const json operation = {
      {"action", "send"}, {"title", "发布 / Publish"}, {"channel", reference("channels/case-events")}};
  return json{{"asyncapi", "3.0.0"},
              {"info", information()},
              {"defaultContentType", "application/json"},
              {"channels", {{"case-events", channel}}},
              {"operations", {{"publish-case-event", operation}}},
              {"components", {{"messages", std::move(messages)}, {"schemas", std::move(schemas)}}}}
      .dump();
}

}  // namespace docket::journal
