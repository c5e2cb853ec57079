// What the writer answers to a decision about other cases: as the commands before this one leave them. One per
// command; on the deciding thread. Numbers and ids that were asked for are taken only when the decision is accepted.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/decide/facts.hpp"
#include "engine/partition/batch.hpp"

namespace docket::partition {

class Writer;

class WriterSurroundings final : public decide::Surroundings {
 public:
  WriterSurroundings(Writer& writer, const Batch& batch) : writer_(writer), batch_(batch) {}

  model::CasePtr find(const model::CaseId& id) override;
  workflows::DefinitionPtr offered(const std::string& workflow) override;
  workflows::DefinitionPtr pinned(const model::Case& subject) override;
  std::optional<workflows::Value> personal(const model::Case& subject, const workflows::Reference& place) override;
  std::vector<std::string> subjects(const model::Case& subject) override;
  model::CaseId fresh_id() override;
  std::uint64_t next_number(const std::string& number_template) override;
  std::uint64_t load(const model::UserId& user) override;
  std::uint64_t next_turn(const std::string& policy, const model::UserId& user) override;
  std::uint64_t last_turn(const std::string& policy) override;
  std::vector<model::CaseId> of_same_people(const model::Case& subject) override;
  std::vector<model::CaseId> with_external_no(const std::string& external_no) override;
  std::string fingerprint(const std::string& row) override;
  std::vector<model::CaseId> with_fingerprint(const std::string& fingerprint) override;

  const std::optional<Error>& error() const { return error_; }
  const std::map<std::string, std::uint64_t>& series() const { return series_; }  // numbers taken, by series key

 private:
  template <typename T>
  std::optional<T> sound(Result<T> result);

  // The newest cases in the table of that prefix, and those not committed yet whose field says so.
  std::vector<model::CaseId> with_field(const std::string& prefix, std::string_view field, const std::string& text);
  // Cases of the org that are not committed yet and pass.
  template <typename Passes>
  void add_uncommitted(std::vector<model::CaseId>& found, Passes passes) const;

  Writer& writer_;
  const Batch& batch_;
  std::optional<Error> error_;
  std::map<std::string, std::uint64_t> series_;
};

}  // namespace docket::partition
