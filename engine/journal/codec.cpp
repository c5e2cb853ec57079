#include "engine/journal/codec.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/base/bytes.hpp"
#include "engine/base/json_text.hpp"
#include "engine/journal/event_data.hpp"

namespace docket::journal {
namespace {

using bytes::put_string;
using bytes::put_time;
using bytes::put_u64;
using bytes::put_u8;
using bytes::put_varint;
using model::Event;
using workflows::Value;

constexpr std::uint8_t record_format = 1;
constexpr std::uint8_t case_format = 1;
constexpr std::uint8_t guarded_flag = 1;
constexpr std::uint8_t moves_flag = 2;

Result<nlohmann::json> parse_stored(std::string_view text, const char* what) {
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(Errc::corrupt, std::string(what) + " is not JSON");
  return json;
}

void put_moves(std::string& out, const std::vector<model::QueueMove>& moves) {
  if (moves.empty()) return;
  put_varint(out, moves.size());
  for (const auto& move : moves) {
    put_string(out, move.queue);
    put_u8(out, move.entered ? 1 : 0);
    put_varint(out, move.count);
  }
}

std::vector<model::QueueMove> take_moves(bytes::Reader& in) {
  std::vector<model::QueueMove> moves;
  for (auto left = in.varint(); left > 0 && in.ok(); --left) {
    auto queue = in.string();
    const bool entered = in.u8() == 1;
    moves.push_back({std::move(queue), entered, in.varint()});
  }
  return moves;
}

}  // namespace

// record     := format:u8 flags:u8 org case_id sequence:varint name time:u64 recorded:u64 actor causation correlation
//               traceparent [moves] data
// flags      := 1 guarded | 2 there are moves
// moves      := count:varint (queue entered:u8 count:varint)*
// data       := the rest, JSON text; every other name without a type is a string := length:varint bytes;
//               case_id "" is the org's stream
std::string encode_record(const Event& event, std::string_view data) {
  std::string out;
  out.reserve(data.size() + 160);
  put_u8(out, record_format);
  put_u8(out, static_cast<std::uint8_t>((event.guarded ? guarded_flag : 0) | (event.moves.empty() ? 0 : moves_flag)));
  put_string(out, event.org.str());
  put_string(out, event.case_id.str());
  put_varint(out, event.sequence.value);
  put_string(out, event.name);
  put_time(out, event.time);
  put_time(out, event.recorded);
  put_string(out, event.actor.str());
  put_string(out, event.causation);
  put_string(out, event.correlation);
  put_string(out, event.traceparent);
  put_moves(out, event.moves);
  out.append(data);
  return out;
}

Result<Record> decode_envelope(model::Position position, std::string_view stored) {
  bytes::Reader in(stored);
  const auto format = in.u8();
  if (format != record_format) return fail(Errc::wrong_version, "log record of format " + std::to_string(format));
  Record record;
  record.position = position;
  auto& event = record.event;
  const auto flags = in.u8();
  event.guarded = (flags & guarded_flag) != 0;
  event.org = model::OrgId(in.string());
  event.case_id = model::CaseId(in.string());
  event.sequence = {in.varint()};
  event.name = in.string();
  event.time = in.time();
  event.recorded = in.time();
  event.actor = model::UserId(in.string());
  event.causation = in.string();
  event.correlation = in.string();
  event.traceparent = in.string();
  if ((flags & moves_flag) != 0) event.moves = take_moves(in);
  if (!in.ok()) return fail(Errc::corrupt, "log record " + format_position(position) + " is cut short");
  record.data = std::string(in.rest());
  return record;
}

Result<Record> decode_record(model::Position position, std::string_view stored) {
  auto record = decode_envelope(position, stored);
  if (!record) return record;
  auto json = parse_stored(record->data, "log record data");
  if (!json) return std::unexpected(json.error());
  auto& event = record->event;
  try {
    decode_data(*json, event);
  } catch (const nlohmann::json::exception&) {
    return fail(Errc::corrupt, "log record " + format_position(position) + " lacks a member of its data");
  }
  return record;
}

// case_row   := format:u8 evolve_version:u8 id org number workflow state previous_state sequence:varint
// cycle:varint
//               opened:u64 opened_by updated:u64 entered:u64 ended:u8 assignment protection links erased
//               data count:varint done*
// workflow   := id version:varint hash
// assignment := present:u8 [user unit users why policy from:varint next:varint]       policy "": nobody's turn
// protection := level:u8 users against
// users      := count:varint user*
// links      := count:varint (relation case)*
// erased     := count:varint subject*
// done       := action count:varint first:u64 last:u64 by
// data is JSON text as a string; every other name without a type is a string := length:varint bytes
namespace {

void put_users(std::string& out, const std::vector<model::UserId>& users) {
  put_varint(out, users.size());
  for (const auto& user : users) put_string(out, user.str());
}

std::vector<model::UserId> take_users(bytes::Reader& in) {
  std::vector<model::UserId> users;
  for (auto left = in.varint(); left > 0 && in.ok(); --left) users.emplace_back(in.string());
  return users;
}

void put_assignment(std::string& out, const model::Assignment& assignment) {
  put_string(out, assignment.user.str());
  put_string(out, assignment.unit.str());
  put_users(out, assignment.co);
  put_string(out, assignment.why);
  put_string(out, assignment.turn ? assignment.turn->policy : "");
  put_varint(out, assignment.turn ? assignment.turn->from : 0);
  put_varint(out, assignment.turn ? assignment.turn->next : 0);
}

model::Assignment take_assignment(bytes::Reader& in) {
  model::Assignment assignment;
  assignment.user = model::UserId(in.string());
  assignment.unit = model::UnitId(in.string());
  assignment.co = take_users(in);
  assignment.why = in.string();
  model::Turn turn{in.string(), 0, 0};
  turn.from = in.varint();
  turn.next = in.varint();
  if (!turn.policy.empty()) assignment.turn = std::move(turn);
  return assignment;
}

}  // namespace

std::string encode_case(const model::Case& subject) {
  std::string out;
  out.reserve(512);
  put_u8(out, case_format);
  put_u8(out, evolve_version);
  put_string(out, subject.id.str());
  put_string(out, subject.org.str());
  put_string(out, subject.number);
  put_string(out, subject.workflow.id);
  put_varint(out, static_cast<std::uint64_t>(subject.workflow.version));
  put_string(out, subject.workflow.hash);
  put_string(out, subject.state);
  put_string(out, subject.previous_state);
  put_varint(out, subject.sequence.value);
  put_varint(out, subject.cycle);
  put_time(out, subject.opened);
  put_string(out, subject.opened_by.str());
  put_time(out, subject.updated);
  put_time(out, subject.entered);
  put_u8(out, subject.ended ? 1 : 0);
  put_u8(out, subject.assignment ? 1 : 0);
  if (subject.assignment) put_assignment(out, *subject.assignment);
  put_u8(out, static_cast<std::uint8_t>(subject.protection.level));
  put_users(out, subject.protection.readers);
  put_string(out, subject.protection.against.str());
  put_varint(out, subject.links.size());
  for (const auto& [relation, other] : subject.links) {
    put_string(out, relation);
    put_string(out, other.str());
  }
  put_varint(out, subject.erased.size());
  for (const auto& erased : subject.erased) put_string(out, erased);
  std::string data;
  append_json(data, subject.data.json());
  put_string(out, data);
  put_varint(out, subject.history.size());
  for (const auto& [action, done] : subject.history) {
    put_string(out, action);
    put_varint(out, done.count);
    put_time(out, done.first);
    put_time(out, done.last);
    put_string(out, done.by.str());
  }
  return out;
}

Result<std::optional<model::Case>> decode_case(std::string_view stored) {
  bytes::Reader in(stored);
  if (in.u8() != case_format || in.u8() != evolve_version) return std::optional<model::Case>();
  model::Case subject;
  subject.id = model::CaseId(in.string());
  subject.org = model::OrgId(in.string());
  subject.number = in.string();
  subject.workflow.id = in.string();
  subject.workflow.version = static_cast<int>(in.varint());
  subject.workflow.hash = in.string();
  subject.state = in.string();
  subject.previous_state = in.string();
  subject.sequence = {in.varint()};
  subject.cycle = static_cast<std::uint32_t>(in.varint());
  subject.opened = in.time();
  subject.opened_by = model::UserId(in.string());
  subject.updated = in.time();
  subject.entered = in.time();
  subject.ended = in.u8() == 1;
  if (in.u8() == 1) subject.assignment = take_assignment(in);
  subject.protection.level = static_cast<model::Level>(in.u8());
  subject.protection.readers = take_users(in);
  subject.protection.against = model::UnitId(in.string());
  for (auto left = in.varint(); left > 0 && in.ok(); --left) {
    auto relation = in.string();
    subject.links.push_back({std::move(relation), model::CaseId(in.string())});
  }
  for (auto left = in.varint(); left > 0 && in.ok(); --left) subject.erased.push_back(in.string());
  const auto text = in.string();
  for (auto left = in.varint(); left > 0 && in.ok(); --left) {
    const auto action = in.string();
    model::Done done;
    done.count = static_cast<std::uint32_t>(in.varint());
    done.first = in.time();
    done.last = in.time();
    done.by = model::UserId(in.string());
    subject.history.emplace(action, std::move(done));
  }
  if (!in.done()) return fail(Errc::corrupt, "a case row is cut short");
  auto data = parse_stored(text, "case row data");
  if (!data) return std::unexpected(data.error());
  subject.data = Value(std::move(*data));
  return std::optional(std::move(subject));
}

// personal := a JSON object: pointer into the event's input → value; sealed where it is stored (engine/vault)
std::string encode_personal(const std::map<std::string, Value>& values) {
  std::string out = "{";
  for (const auto& [pointer, value] : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, pointer);
    out += ':';
    append_json(out, value.json());
  }
  out += '}';
  return out;
}

Result<std::map<std::string, Value>> decode_personal(std::string_view stored) {
  auto json = nlohmann::json::parse(stored, nullptr, false);
  if (!json.is_object()) return fail(Errc::corrupt, "a vault row does not decode");
  std::map<std::string, Value> values;
  for (auto& [pointer, value] : json.get_ref<nlohmann::json::object_t&>()) values.emplace(pointer, std::move(value));
  return values;
}

namespace {

// The attributes that everybody gets; the object stays open.
void append_attributes(std::string& out, const Event& event, model::Position position) {
  char sequence[24];
  std::snprintf(sequence, sizeof(sequence), "%020llu", static_cast<unsigned long long>(event.sequence.value));
  out += '{';
  append_member(out, "specversion", "1.0");
  append_member(out, "id", event.id());
  append_member(out, "source", event.source());
  append_member(out, "type", event.type());
  append_member(out, "subject", event.case_id.empty() ? event.org.str() : event.case_id.str());
  append_member(out, "time", format_timestamp(event.time));
  append_member(out, "recordedtime", format_timestamp(event.recorded));
  append_member(out, "partitionkey", event.case_id.empty() ? event.org.str() : event.case_id.str());
  append_member(out, "sequence", sequence);
  append_member(out, "position", format_position(position));
  if (!event.causation.empty()) append_member(out, "causationid", event.causation);
  if (!event.correlation.empty()) append_member(out, "correlationid", event.correlation);
  if (!event.traceparent.empty()) append_member(out, "traceparent", event.traceparent);
}

}  // namespace

void append_cloud_event(std::string& out, const Event& event, model::Position position, std::string_view data) {
  append_attributes(out, event, position);
  append_member(out, "datacontenttype", "application/json");
  append_member(out, "authtype", "app_user");
  append_member(out, "authid", event.actor.str());
  append_name(out, "data");
  out.append(data);
  out += '}';
}

std::string cloud_event(const Record& record) {
  std::string out;
  out.reserve(record.data.size() + 512);
  append_cloud_event(out, record.event, record.position, record.data);
  return out;
}

std::string data_reference(const Event& event) {
  return "/v1/cases/" + event.case_id.str() + "/events?limit=1&after=" + std::to_string(event.sequence.value - 1);
}

std::string thin_cloud_event(const Record& record) {
  std::string out;
  append_attributes(out, record.event, record.position);
  append_member(out, "dataref", data_reference(record.event));
  out += '}';
  return out;
}

}  // namespace docket::journal
