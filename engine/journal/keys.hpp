// Every key of the store, as a grammar, in one file. Integers are big-endian so that they sort; names end
// with a NUL, which no name contains. One directory holds one partition, so no key names it.
//
// log    := offset:u64                                      → record
// cases  := case:16 'c'                                     → case row
//         | case:16 'h' sequence:u64                        → offset:u64 of the record
// index  := org 00 'n' number                               → case:16
//         | org 00 'o' case:16                              → ""          every ordinary case, in the order of opening
//         | org 00 'w' workflow 00 case:16                  → ""          ordinary ones by workflow
//         | org 00 's' state 00 case:16                     → ""          by state
//         | org 00 'a' assignee 00 case:16                  → ""          by assignee ("user:…" or "unit:…")
//         | org 00 'v' area 00 case:16                      → ""          by village
//         | org 00 'p' person 00 case:16                    → ""          protected ones by whom they are open to
//         | org 00 'i' user 00 case:16                      → ""          ordinary ones by who opened them
//         | org 00 'k' case:16                              → ""          every confidential case
//         | org 00 'x' external_no 00 case:16               → ""          by number elsewhere, protected ones too: no
//         |                                                               list reads it, only the writer
//         | org 00 'y' fingerprint 00 case:16               → ""          by the ledger's row it came from, likewise
//         | org 00 'q' queue 00 split 00 entered:u64 case:16 → ""         ordinary ones in that queue, by when they
//         |                                                               entered their state; split: whose they are
//         | org 00 'm' queue 00 split 00                    → how many those are:u64
//         | org 00 'c' workflow 00 state 00                 → count:u64
//         | org 00 'l' user 00                              → open cases that person answers for:u64
//         | org 00 't' policy 00 user 00                    → where their next turn lies:u64; user "": the last turn
// timers := due:u64 'h' moment:u8 hook                      → org         a moment of a hook (model::HookMoment)
// vault  := org 00 case:16 subject 00 sequence:u64          → what that event brought about the subject, sealed
// keys   := org 00 case:16 subject 00                       → the subject's key, wrapped
//         | 00 org 00 bucket:2 case:16                      → identity:16 subject   who is known by a telephone or
//         |                                                               identity number, as a keyed hash; the bucket
//         |                                                               is its beginning. Whole it stands in no key:
//         |                                                               RocksDB keeps keys in its manifest
// meta   := 'c' follower                                    → how far that follower is (a hint: feed/cursor.hpp)
//         | 'f'                                             → data format version
//         | 'e' row of keys                                 → ""          erased; may still stand in files
//         | 'd' hash                                        → definition, resolved JSON
//         | 'w' workflow 00 version:u32                     → hash
//         | 'k' org 00 actor 00 key                         → outcome
//         | 'n' org 00 workflow 00 year:u32                 → last number:u64
//         | 'q' org                                         → last sequence:u64 of the org's own stream
//         | 't' token                                       → token row
//         | 'h' hook                                        → hook row
//         | 'o' org 00 kind:u8 id                           → entry row of the directory
//         | 'p' hook 00 case                                → what waits to be told again (adapters/webhook; a hint)
//         | 'l' hook 00 slot:u8                             → an attempt, one of the newest, likewise
//         | 'g' hook 00 offset:u64                          → what was given up, likewise
//         | 'v'                                             → check value of the master key
//         | 'u'                                             → the filters that the queues' rows were made by, JSON
//         | 'u' case:16                                     → lookup of its query code
//         | 'y' lookup                                      → case:16 hash:32 of the query code
//         | 'x'                                             → 32 secret bytes: keyed hashes and page cursors
// case   := the 16 bytes of the id's UUID
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/journal/store.hpp"
#include "engine/model/entry.hpp"
#include "engine/model/event.hpp"
#include "engine/model/ids.hpp"

namespace docket::journal::keys {

std::string pack_case(const model::CaseId& id);  // requires is_uuid7(id, "case")
std::optional<model::CaseId> unpack_case(std::string_view packed);

std::string log(std::uint64_t offset);
std::uint64_t log_offset(std::string_view key);

std::string case_row(const model::CaseId& id);
std::string history(const model::CaseId& id, model::Sequence sequence);
bool is_case_row(std::string_view key);

std::string number(const model::OrgId& org, std::string_view number);
std::string all_cases(const model::OrgId& org);
std::string by_state(const model::OrgId& org, std::string_view state);
std::string by_assignee(const model::OrgId& org, std::string_view assignee);
std::string by_workflow(const model::OrgId& org, std::string_view workflow);
std::string by_area(const model::OrgId& org, std::string_view area);
std::string by_person(const model::OrgId& org, std::string_view person);
std::string by_opener(const model::OrgId& org, const model::UserId& user);
std::string confidential(const model::OrgId& org);
std::string by_external_no(const model::OrgId& org, std::string_view external_no);
std::string by_fingerprint(const model::OrgId& org, std::string_view fingerprint);
std::string counter(const model::OrgId& org, std::string_view workflow, std::string_view state);
std::string counters(const model::OrgId& org);  // prefix of all counters
// Queues (engine/index/queue_rows.hpp): rows of a queue and split, their counter, the prefix of a queue's counters.
std::string queue_rows(const model::OrgId& org, std::string_view queue, std::string_view split);
std::string queue_counter(const model::OrgId& org, std::string_view queue, std::string_view split);
std::string queue_counters(const model::OrgId& org, std::string_view queue);
std::string queue_counters(const model::OrgId& org);
std::string queues();  // the filters that the rows were made by
std::string load(const model::OrgId& org, const model::UserId& user);
std::string turn(const model::OrgId& org, std::string_view policy, const model::UserId& user);
// Everybody who has the case, as the table of assignees spells them.
std::set<std::string> assignee_names(const model::Assignment& assignment);

std::string vault(const model::OrgId& org, const model::CaseId& id);  // prefix
std::string vault(const model::PersonalRow& row);
// What a vault row is about; nothing when the key is none.
struct VaultPlace {
  std::string subject;
  model::Sequence sequence;
};
std::optional<VaultPlace> vault_place(std::string_view key);
std::string subject_keys(const model::OrgId& org, const model::CaseId& id);  // prefix
std::string subject_key(const model::OrgId& org, const model::CaseId& id, std::string_view subject);
// The bucket of an identity (engine/vault/master.hpp), and the place of one case in it.
bool is_known_by(std::string_view key);
std::string known_by(const model::OrgId& org, std::string_view identity);  // prefix
std::string known_by(const model::OrgId& org, std::string_view identity, const model::CaseId& id);
struct KnownPlace {
  model::OrgId org;
  model::CaseId id;
};
std::optional<KnownPlace> known_place(std::string_view key);

std::string cursor(std::string_view follower);
std::string format();
std::string definition(std::string_view hash);
std::string workflow_version(std::string_view workflow, int version);
std::string outcome(const model::OrgId& org, const model::UserId& actor, std::string_view key);
std::string series(const model::OrgId& org, std::string_view number_template, int year);  // 0: not by year
std::string org_sequence(const model::OrgId& org);
std::string token(const model::TokenId& token);
std::string hook(const model::HookId& hook);  // "": prefix of all
std::string directory();                      // prefix of all entries
std::string directory_entry(const model::EntryName& name);
std::optional<model::EntryName> directory_place(std::string_view key);

std::string parked(const model::HookId& hook);  // prefix; with "": of all
std::string parked(const model::HookId& hook, std::string_view case_id);
std::string attempts(const model::HookId& hook);  // prefix; with "": of all
std::string attempts(const model::HookId& hook, std::uint8_t slot);
std::string given_up(const model::HookId& hook);  // prefix; with "": of all
std::string given_up(const model::HookId& hook, std::uint64_t offset);

std::string timer(Timestamp due, model::HookMoment which, const model::HookId& hook);
std::string timers_until(Timestamp due);  // the first key after every timer that is due then
struct TimerPlace {
  Timestamp due;
  model::HookMoment which = model::HookMoment::age;
  model::HookId hook;
};
std::optional<TimerPlace> timer_place(std::string_view key);
std::string query_code(std::string_view lookup);
std::string code_of_case(const model::CaseId& id);
std::string secret();
std::string master_check();
std::string erasure(std::string_view subject_key);  // "": prefix of all

// The first key after every key with this prefix.
std::string prefix_end(std::string prefix);

}  // namespace docket::journal::keys
