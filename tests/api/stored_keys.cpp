// docket-stored-keys DIRECTORY: every wrapped key of a data directory, also beside a running server, one a line: its
// case, its subject, the bytes of its row in hexadecimal; and, as "known:" and the subject, each keyed hash by which
// somebody is known again. So that a test knows which bytes must be in no file later;
// without the master key they open nothing.
#include <iostream>

#include "adapters/rocksdb/store.hpp"
#include "engine/base/crypto.hpp"
#include "engine/base/log.hpp"
#include "engine/journal/keys.hpp"
#include "engine/vault/master.hpp"

int main(int count, char** arguments) {
  using namespace docket;
  if (count != 2) {
    std::cerr << "usage: docket-stored-keys DIRECTORY\n";
    return 2;
  }
  log::set_level(log::Level::error);
  const auto store = rocks::Store::open_read_only({.directory = arguments[1]});
  const auto rows = store ? (*store)->scan(journal::Family::keys, {"", "\xFF", 100'000, false})
                          : Result<std::vector<journal::Entry>>(std::unexpected(store.error()));
  if (!rows) {
    std::cerr << rows.error().detail << '\n';
    return 1;
  }
  for (const auto& row : *rows) {
    if (const auto known = journal::keys::known_place(row.key)) {
      const auto subject = vault::subject_of(row.value);
      std::cout << known->id.str() << " known:" << subject << ' '
                << crypto::hex(row.value.substr(0, row.value.size() - subject.size())) << '\n';
      continue;
    }
    const auto id_at = row.key.find('\0') + 1;  // behind the org
    const auto id = journal::keys::unpack_case(row.key.substr(id_at, 16));
    std::cout << (id ? id->str() : "?") << ' ' << row.key.substr(id_at + 16, row.key.size() - id_at - 17) << ' '
              << crypto::hex(row.value) << '\n';
  }
  return 0;
}
