// The key above all keys of a data directory, kept outside of it: it wraps the key of each subject, and a check value
// in the directory tells at start whether it is the right one. A value; any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/model/ids.hpp"
#include "engine/vault/key.hpp"

namespace docket::vault {

// Seals what one subject of one case said, from the event on that made the key. What stands in the vault from before
// was sealed with a key that was erased.
struct SubjectKey {
  model::Sequence since;
  Key key;
  std::map<char, std::string> known_by = {};  // kind of identity → its keyed hash: rows that go with the key
};

// The keys of one case, by subject. Few: a subject is a word of the definition.
using Ring = std::map<std::string, SubjectKey, std::less<>>;
using RingPtr = std::shared_ptr<const Ring>;

// Is there a key for what was said about the subject at that event?
bool opens(const RingPtr& ring, std::string_view subject, model::Sequence sequence);

// Whom a row of those known by an identity names.
std::string_view subject_of(std::string_view known);

// Is anybody of the one ring known by an identity of the other?
bool share_somebody(const RingPtr& one, const RingPtr& other);

class MasterKey {
 public:
  explicit MasterKey(const Key& key);

  // The keyed hash by which a person is known again within an org; 16 bytes that say nothing without this key.
  std::string identity(const model::OrgId& org, std::string_view kind, std::string_view value) const;

  // `row` is the key of the row it will stand in.
  std::string wrap(const SubjectKey& key, std::string_view row, RandomSource& random) const;
  Result<SubjectKey> unwrap(std::string_view row, std::string_view wrapped) const;  // Errc::corrupt

  // Since when, as the row says without being opened; nothing when it is no wrapped key.
  static std::optional<model::Sequence> since(std::string_view wrapped);
  static std::size_t identities(std::string_view wrapped);  // how many go with the key; requires since(wrapped)

  // What opens a door elsewhere: a hook's address and secret. `row` as above.
  std::string seal_secret(std::string_view row, std::string_view text, RandomSource& random) const;
  std::optional<std::string> open_secret(std::string_view row, std::string_view sealed) const;

  std::string make_check(RandomSource& random) const;
  bool passes(std::string_view check) const;

 private:
  Key key_;
  Key identities_;  // derived: hashes and wraps share no key
  Key secrets_;     // likewise
};

}  // namespace docket::vault
