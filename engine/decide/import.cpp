#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/decide/decide.hpp"
#include "engine/decide/perform.hpp"
#include "engine/decide/references.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {
namespace {

using model::Rejection;
using model::RejectionCode;

std::string external_no_of(const model::ImportRow& row) {
  const auto& input = row.input.json();
  const auto number = input.find("external_no");
  return number != input.end() && number->is_string() ? number->get<std::string>() : std::string();
}

workflows::Label on_line(std::size_t line, const workflows::Label& sentence) {
  return {fmt::format("第{}行：{}", line, sentence.zh_cn), fmt::format("Line {}: {}", line, sentence.en)};
}

class Importing {
 public:
  Importing(const model::Command& command, const workflows::DefinitionPtr& definition, const workflows::Action& action,
            const Facts& facts)
      : command_(command), definition_(definition), action_(action), facts_(facts) {}

  void take(const model::ImportRow& row) {
    const auto fingerprint = facts_.around.fingerprint(row.text);
    if (is_known(row, fingerprint) || has_known_number(row) || repeats(row, fingerprint)) return;
    if (row.happened && *row.happened > facts_.now)
      return complain(row.line, "", {"登记日期还没有到，请检查年份。", "That day is still to come: check the year."});
    auto verdict = perform(command_, row.input, {*definition_, action_, nullptr, facts_.around.fresh_id()}, facts_);
    if (!verdict) return refused(row.line, verdict.error());
    open(std::move(verdict->first), row, fingerprint);
  }

  std::expected<Import, Rejection> result() && {
    if (problems_.empty()) return std::move(import_);
    return std::unexpected(
        Rejection{RejectionCode::invalid_input,
                  {fmt::format("台账有{}处须改正，没有导入任何一行。", problems_.size()),
                   fmt::format("{} thing(s) in the ledger must be mended; no row was imported.", problems_.size())},
                  "",
                  std::move(problems_)});
  }

 private:
  // Imported before. A case that is hidden from the actor is known to them all the same when they imported it
  // themselves; else it does not exist, and the row opens another.
  bool is_known(const model::ImportRow& row, const std::string& fingerprint) {
    bool own = false;
    for (const auto& id : facts_.around.with_fingerprint(fingerprint)) {
      if (const auto seen = seen_case(command_, id.str(), facts_)) {
        import_.told.known.emplace_back(row.line, seen->number);
        return true;
      }
      const auto hidden = facts_.around.find(id);
      own = own || (hidden != nullptr && hidden->opened_by == command_.actor.user);
    }
    if (own) import_.told.known.emplace_back(row.line, std::string());
    return own;
  }

  // A case of this workflow has the row's number from elsewhere. Numbers of other workflows are other matters.
  bool has_known_number(const model::ImportRow& row) {
    const auto number = external_no_of(row);
    if (number.empty()) return false;
    for (const auto& id : facts_.around.with_external_no(number)) {
      const auto seen = seen_case(command_, id.str(), facts_);
      if (seen == nullptr || seen->workflow.id != definition_->id) continue;
      import_.told.changed.emplace_back(row.line, seen->number);
      return true;
    }
    return false;
  }

  // The same as a row above it; or another one under the same number, which cannot be.
  bool repeats(const model::ImportRow& row, const std::string& fingerprint) {
    const auto [same, new_row] = rows_.try_emplace(fingerprint, row.line);
    if (!new_row) {
      import_.told.repeated.emplace_back(row.line, same->second);
      return true;
    }
    const auto number = external_no_of(row);
    if (number.empty()) return false;
    const auto [first, fresh] = numbers_.try_emplace(number, row.line);
    if (fresh) return false;
    complain(row.line, "/external_no",
             {fmt::format("编号与第{}行相同，请改正其中一行。", first->second),
              fmt::format("It has the number of line {}: mend one of them.", first->second)});
    return true;
  }

  void open(Change change, const model::ImportRow& row, const std::string& fingerprint) {
    auto& fact = std::get<model::CaseEvent>(change.event.data);
    fact.number = fresh_number(*definition_, facts_);
    auto set = fact.set.json();
    set["ledger_row"] = fingerprint;
    fact.set = workflows::Value(std::move(set));
    if (row.happened) change.event.time = *row.happened;
    if (import_.opens.empty()) {
      change.definition = definition_;
    } else {
      change.event.causation = import_.opens.front().event.id();
    }
    import_.opens.push_back(std::move(change));
    ++import_.told.opened;
  }

  void refused(std::size_t line, const Rejection& rejection) {
    if (rejection.problems.empty()) return complain(line, "", rejection.sentence);
    for (const auto& problem : rejection.problems) complain(line, problem.pointer, problem.sentence);
  }

  void complain(std::size_t line, const std::string& pointer, const workflows::Label& sentence) {
    problems_.push_back({"/" + std::to_string(line) + pointer, on_line(line, sentence)});
  }

  const model::Command& command_;
  const workflows::DefinitionPtr& definition_;
  const workflows::Action& action_;
  const Facts& facts_;
  Import import_;
  std::map<std::string, std::size_t> rows_;     // fingerprint → the line that had it first
  std::map<std::string, std::size_t> numbers_;  // likewise
  workflows::Problems problems_;                // pointers: the line, then the place in the form
};

}  // namespace

std::expected<Import, Rejection> import_cases(const model::Command& command, const model::ImportCases& intent,
                                              const workflows::DefinitionPtr& definition, const Facts& facts) {
  const auto* action = definition->action(intent.action);
  if (action == nullptr) return std::unexpected(unknown_action(*definition));
  if (!action->from.nothing) return std::unexpected(not_an_opening(*definition, *action));
  if (!may(command.actor, *action)) return std::unexpected(forbidden(*action));
  Importing importing(command, definition, *action, facts);
  for (const auto& row : intent.rows) importing.take(row);
  return std::move(importing).result();
}

}  // namespace docket::decide
