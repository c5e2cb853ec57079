// The document that guards and effects read: {case, input, actor, now, today, history, facts, deadlines}. A member is
// made when a rule first asks for it. What each member holds: workflows/guards.md.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// Everything it is made of outlives it. `input` has references in place of personal values; `subject` may be null, then
// `case` is null as well.
class RuleData final : public workflows::Lookup {
 public:
  RuleData(const model::Command& command, const workflows::Value& input, const model::Case* subject,
           const workflows::Action& action, const Facts& facts);
  ~RuleData() override;

  const nlohmann::json* find(std::string_view path) const override;
  workflows::Scope scope(bool personal_as_presence) const;
  const workflows::Value& input() const { return input_; }
  const model::Actor& actor() const { return command_.actor; }
  // The cases that `facts.same_matter` counted, once a rule asked.
  const std::vector<model::CasePtr>& of_same_matter() const { return same_matter_; }
  // A rule of an effect: personal values stay references.
  std::expected<nlohmann::json, model::Rejection> value_of(const workflows::Rule& rule) const;

 private:
  nlohmann::json make(std::string_view path) const;
  bool is_assignee() const;
  nlohmann::json actor_view() const;
  nlohmann::json cases_named() const;
  nlohmann::json people_named() const;
  nlohmann::json person(const std::string& id) const;

  const model::Command& command_;
  const workflows::Value& input_;
  const model::Case* subject_;
  const workflows::Action& action_;
  const Facts& facts_;
  mutable std::vector<model::CasePtr> same_matter_;
  mutable std::map<std::string, std::unique_ptr<nlohmann::json>, std::less<>> made_;
};

}  // namespace docket::decide
