// Values ↔ JSON, refusals ↔ statuses: the only place that knows both. Bodies come in through the strict
// parser and unknown members are errors; answers are appended to one string. Pure but for the personal
// values, which are looked up when the first reference to one is met.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/problem.hpp"
#include "adapters/http/rendering.hpp"
#include "engine/hooks.hpp"
#include "engine/index/reader.hpp"
#include "engine/model/command.hpp"
#include "engine/model/outcome.hpp"
#include "engine/model/sight.hpp"
#include "workflows/ledger.hpp"

namespace docket::http {

std::expected<model::OpenCase, Problem> read_open(std::string_view body);
std::expected<workflows::Value, Problem> read_input(std::string_view body);

struct BulkItem {
  model::CaseId id;
  workflows::Value input;
};
std::expected<std::vector<BulkItem>, Problem> read_bulk(std::string_view body, std::size_t max);

struct LedgerBody {
  std::string ledger;  // empty: whichever fits
  bool dry_run = false;
  std::vector<workflows::LedgerLine> lines;
};
std::expected<LedgerBody, Problem> read_ledger(std::string_view body, std::size_t max);

struct TokenBody {
  model::UserId user;
  std::optional<Timestamp> expires;
};
std::expected<TokenBody, Problem> read_token(std::string_view body);

std::expected<workflows::Value, Problem> read_value(std::string_view body);  // whatever it is

struct DirectoryBody {
  workflows::Value directory;
  bool dry_run = false;
  bool overwrite = false;
};
std::expected<DirectoryBody, Problem> read_directory(std::string_view body);

Problem to_problem(const model::Rejection& rejection);
Problem to_problem(const Error& error);

// The personal values of one case: those that came with it, or read from the vault when first asked for.
class PersonalJoin {
 public:
  PersonalJoin(const index::Reader& reader, const model::Case& subject, model::PersonalValuesPtr carried,
               model::Sight sight)
      : reader_(reader), subject_(subject), values_(std::move(carried)), sight_(sight) {}
  bool masks(std::string_view whose) const;
  const workflows::Value* find(std::uint64_t sequence, std::string_view field);
  const std::optional<Error>& error() const { return error_; }

 private:
  const index::Reader& reader_;
  const model::Case& subject_;
  model::PersonalValuesPtr values_;
  model::Sight sight_;
  std::optional<Error> error_;
};

// `json` with each personal reference replaced by its value, null when the value was erased.
void append_joined(std::string& out, const nlohmann::json& json, PersonalJoin& join);

// For whom a case is rendered.
struct View {
  model::Sight sight = model::Sight::masked;  // not none
  const model::Actor* acting = nullptr;       // then the case ends with the actions open to that person
};

// The case object. Error: the vault could not be read.
Result<void> append_case(std::string& out, const model::Case& subject, const Rendering& rendering,
                         const index::Reader& reader, const model::PersonalValuesPtr& carried, const View& view);

// A personal value as those read it who may know that it is there: the first character, and covered the rest.
void append_masked(std::string& out, const nlohmann::json& value);

std::string etag(model::Sequence sequence);  // "v3", with its quotes

}  // namespace docket::http
