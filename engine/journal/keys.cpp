#include "engine/journal/keys.hpp"

#include <array>
#include <cstdint>

#include "engine/base/bytes.hpp"
#include "engine/base/ensure.hpp"

namespace docket::journal::keys {
namespace {

constexpr std::string_view case_prefix = "case_";

// The value of a hexadecimal digit in lower case; -1 for anything else.
constexpr auto hex_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::int8_t i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = i;
  for (std::int8_t i = 0; i < 6; ++i) values[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
  return values;
}();

int hex_value(char c) { return hex_values[static_cast<unsigned char>(c)]; }

void put_name(std::string& out, std::string_view name) {
  out.append(name);
  out += '\0';
}

std::string table(const model::OrgId& org, char letter) {
  std::string key;
  key.reserve(64);
  put_name(key, org.str());
  key += letter;
  return key;
}

std::string meta(char letter) { return {letter}; }

}  // namespace

std::string pack_case(const model::CaseId& id) {
  ENSURE(id.str().starts_with(case_prefix), "a case id begins with case_");
  std::string packed;
  packed.reserve(40);
  const auto digits = std::string_view(id.str()).substr(case_prefix.size());
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    if (digits[i] == '-') ++i;
    const int high = hex_value(digits[i]);
    const int low = i + 1 < digits.size() ? hex_value(digits[i + 1]) : -1;
    ENSURE(high >= 0 && low >= 0, "a case id is made of pairs of hexadecimal digits");
    packed += static_cast<char>((high << 4) | low);
  }
  ENSURE(packed.size() == 16, "a case id holds sixteen bytes");
  return packed;
}

std::optional<model::CaseId> unpack_case(std::string_view packed) {
  if (packed.size() != 16) return std::nullopt;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string text(case_prefix);
  text.reserve(41);
  for (std::size_t i = 0; i < packed.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto byte = static_cast<unsigned char>(packed[i]);
    text += hex[byte >> 4];
    text += hex[byte & 0xF];
  }
  return model::CaseId(std::move(text));
}

std::string log(std::uint64_t offset) {
  std::string key;
  bytes::put_u64(key, offset);
  return key;
}

std::uint64_t log_offset(std::string_view key) { return bytes::Reader(key).u64(); }

std::string case_row(const model::CaseId& id) { return pack_case(id) + 'c'; }

std::string history(const model::CaseId& id, model::Sequence sequence) {
  std::string key = pack_case(id) + 'h';
  bytes::put_u64(key, sequence.value);
  return key;
}

bool is_case_row(std::string_view key) { return key.size() == 17 && key[16] == 'c'; }

std::string number(const model::OrgId& org, std::string_view number) {
  auto key = table(org, 'n');
  key.append(number);
  return key;
}

std::string all_cases(const model::OrgId& org) { return table(org, 'o'); }

std::string by_state(const model::OrgId& org, std::string_view state) {
  auto key = table(org, 's');
  put_name(key, state);
  return key;
}

std::string by_assignee(const model::OrgId& org, std::string_view assignee) {
  auto key = table(org, 'a');
  put_name(key, assignee);
  return key;
}

std::string by_workflow(const model::OrgId& org, std::string_view workflow) {
  auto key = table(org, 'w');
  put_name(key, workflow);
  return key;
}

std::string by_area(const model::OrgId& org, std::string_view area) {
  auto key = table(org, 'v');
  put_name(key, area);
  return key;
}

std::string by_person(const model::OrgId& org, std::string_view person) {
  auto key = table(org, 'p');
  put_name(key, person);
  return key;
}

std::string by_opener(const model::OrgId& org, const model::UserId& user) {
  auto key = table(org, 'i');
  put_name(key, user.str());
  return key;
}

std::string confidential(const model::OrgId& org) { return table(org, 'k'); }

std::string by_external_no(const model::OrgId& org, std::string_view external_no) {
  auto key = table(org, 'x');
  put_name(key, external_no);
  return key;
}

std::string by_fingerprint(const model::OrgId& org, std::string_view fingerprint) {
  auto key = table(org, 'y');
  put_name(key, fingerprint);
  return key;
}

std::string counters(const model::OrgId& org) { return table(org, 'c'); }

std::string counter(const model::OrgId& org, std::string_view workflow, std::string_view state) {
  auto key = counters(org);
  put_name(key, workflow);
  put_name(key, state);
  return key;
}

std::string queue_rows(const model::OrgId& org, std::string_view queue, std::string_view split) {
  auto key = table(org, 'q');
  put_name(key, queue);
  put_name(key, split);
  return key;
}

std::string queue_counters(const model::OrgId& org) { return table(org, 'm'); }

std::string queue_counters(const model::OrgId& org, std::string_view queue) {
  auto key = queue_counters(org);
  put_name(key, queue);
  return key;
}

std::string queue_counter(const model::OrgId& org, std::string_view queue, std::string_view split) {
  auto key = queue_counters(org, queue);
  put_name(key, split);
  return key;
}

std::string queues() { return meta('u'); }

std::string load(const model::OrgId& org, const model::UserId& user) {
  auto key = table(org, 'l');
  put_name(key, user.str());
  return key;
}

std::string turn(const model::OrgId& org, std::string_view policy, const model::UserId& user) {
  auto key = table(org, 't');
  put_name(key, policy);
  put_name(key, user.str());
  return key;
}

std::set<std::string> assignee_names(const model::Assignment& assignment) {
  std::set<std::string> names;
  if (!assignment.user.empty()) names.insert("user:" + assignment.user.str());
  if (!assignment.unit.empty()) names.insert("unit:" + assignment.unit.str());
  for (const auto& user : assignment.co) names.insert("user:" + user.str());
  return names;
}

std::string vault(const model::OrgId& org, const model::CaseId& id) {
  std::string key;
  put_name(key, org.str());
  key += pack_case(id);
  return key;
}

std::string vault(const model::PersonalRow& row) {
  auto key = vault(row.org, row.case_id);
  put_name(key, row.subject);
  bytes::put_u64(key, row.sequence.value);
  return key;
}

std::optional<VaultPlace> vault_place(std::string_view key) {
  const auto org_end = key.find('\0');
  const auto subject_at = org_end == std::string_view::npos ? key.size() : org_end + 1 + 16;
  const auto subject_end = subject_at < key.size() ? key.find('\0', subject_at) : std::string_view::npos;
  if (subject_end == std::string_view::npos) return std::nullopt;
  bytes::Reader rest(key.substr(subject_end + 1));
  const model::Sequence sequence{rest.u64()};
  if (!rest.done()) return std::nullopt;
  return VaultPlace{std::string(key.substr(subject_at, subject_end - subject_at)), sequence};
}

std::string subject_keys(const model::OrgId& org, const model::CaseId& id) { return vault(org, id); }

std::string subject_key(const model::OrgId& org, const model::CaseId& id, std::string_view subject) {
  auto key = subject_keys(org, id);
  put_name(key, subject);
  return key;
}

constexpr std::size_t bucket_size = 2;

bool is_known_by(std::string_view key) { return key.starts_with('\0'); }

std::string known_by(const model::OrgId& org, std::string_view identity) {
  std::string key(1, '\0');
  put_name(key, org.str());
  return key.append(identity.substr(0, bucket_size));
}

std::string known_by(const model::OrgId& org, std::string_view identity, const model::CaseId& id) {
  return known_by(org, identity) + pack_case(id);
}

std::optional<KnownPlace> known_place(std::string_view key) {
  const auto org_end = key.find('\0', 1);
  if (!is_known_by(key) || org_end == std::string_view::npos || key.size() != org_end + 1 + bucket_size + 16)
    return std::nullopt;
  const auto id = unpack_case(key.substr(org_end + 1 + bucket_size));
  if (!id) return std::nullopt;
  return KnownPlace{model::OrgId(std::string(key.substr(1, org_end - 1))), *id};
}

std::string cursor(std::string_view follower) { return meta('c').append(follower); }
std::string format() { return meta('f'); }
std::string definition(std::string_view hash) { return meta('d').append(hash); }

std::string workflow_version(std::string_view workflow, int version) {
  auto key = meta('w');
  put_name(key, workflow);
  bytes::put_u32(key, static_cast<std::uint32_t>(version));
  return key;
}

std::string outcome(const model::OrgId& org, const model::UserId& actor, std::string_view text) {
  auto key = meta('k');
  put_name(key, org.str());
  put_name(key, actor.str());
  key.append(text);
  return key;
}

std::string series(const model::OrgId& org, std::string_view number_template, int year) {
  auto key = meta('n');
  put_name(key, org.str());
  put_name(key, number_template);
  bytes::put_u32(key, static_cast<std::uint32_t>(year));
  return key;
}

std::string org_sequence(const model::OrgId& org) { return meta('q').append(org.str()); }
std::string hook(const model::HookId& id) { return meta('h').append(id.str()); }

namespace {

std::string of_hook(char letter, const model::HookId& id) {
  auto key = meta(letter).append(id.str());
  if (!id.empty()) key += '\0';
  return key;
}

}  // namespace

std::string parked(const model::HookId& hook) { return of_hook('p', hook); }
std::string parked(const model::HookId& hook, std::string_view case_id) { return parked(hook).append(case_id); }
std::string attempts(const model::HookId& hook) { return of_hook('l', hook); }
std::string attempts(const model::HookId& hook, std::uint8_t slot) {
  auto key = attempts(hook);
  bytes::put_u8(key, slot);
  return key;
}
std::string given_up(const model::HookId& hook) { return of_hook('g', hook); }
std::string given_up(const model::HookId& hook, std::uint64_t offset) {
  auto key = given_up(hook);
  bytes::put_u64(key, offset);
  return key;
}

std::string timer(Timestamp due, model::HookMoment which, const model::HookId& hook) {
  std::string key;
  bytes::put_time(key, due);
  key += 'h';
  key += static_cast<char>(which);
  return key + hook.str();
}

std::string timers_until(Timestamp due) {
  std::string key;
  bytes::put_time(key, due + Timestamp::duration(1));
  return key;
}

std::optional<TimerPlace> timer_place(std::string_view key) {
  if (key.size() <= 10 || key[8] != 'h') return std::nullopt;
  TimerPlace place;
  place.due = bytes::Reader(key).time();
  place.which = static_cast<model::HookMoment>(key[9]);
  place.hook = model::HookId(std::string(key.substr(10)));
  return place;
}
std::string token(const model::TokenId& id) { return meta('t').append(id.str()); }

std::string directory() { return meta('o'); }

std::string directory_entry(const model::EntryName& name) {
  auto key = directory();
  put_name(key, name.org.str());
  bytes::put_u8(key, static_cast<std::uint8_t>(name.kind));
  return key.append(name.id);
}

std::optional<model::EntryName> directory_place(std::string_view key) {
  const auto org_end = key.find('\0');
  if (!key.starts_with(directory()) || org_end == std::string_view::npos || org_end + 1 >= key.size())
    return std::nullopt;
  const auto kind = static_cast<std::uint8_t>(key[org_end + 1]);
  if (kind > static_cast<std::uint8_t>(model::EntryKind::user)) return std::nullopt;
  return model::EntryName{model::OrgId(std::string(key.substr(1, org_end - 1))), static_cast<model::EntryKind>(kind),
                          std::string(key.substr(org_end + 2))};
}

std::string query_code(std::string_view lookup) { return "y" + std::string(lookup); }

std::string code_of_case(const model::CaseId& id) { return "u" + pack_case(id); }

std::string secret() { return meta('x'); }
std::string master_check() { return meta('v'); }
std::string erasure(std::string_view subject_key) { return meta('e').append(subject_key); }

std::string prefix_end(std::string prefix) {
  while (!prefix.empty()) {
    auto& last = prefix.back();
    if (static_cast<unsigned char>(last) != 0xFF) {
      last = static_cast<char>(static_cast<unsigned char>(last) + 1);
      return prefix;
    }
    prefix.pop_back();
  }
  return prefix;
}

}  // namespace docket::journal::keys
