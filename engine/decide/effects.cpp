#include "engine/decide/effects.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/decide/assign.hpp"
#include "engine/decide/refusals.hpp"

namespace docket::decide {
namespace {

using model::Rejection;
using model::RejectionCode;
using nlohmann::json;
using Applied = std::expected<void, Rejection>;

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

class Effects {
 public:
  Effects(const workflows::Definition& definition, const RuleData& data, const model::Case* subject,
          const std::vector<workflows::PersonalValue>& personal, const Facts& facts, Consequences& out)
      : definition_(definition), data_(data), subject_(subject), personal_(personal), facts_(facts), out_(out) {}

  Applied apply(const workflows::SetEffect& effect) {
    for (const auto& [field, rule] : effect.fields) {
      auto value = data_.value_of(rule);
      if (!value) return std::unexpected(value.error());
      set_[field] = std::move(*value);
    }
    return {};
  }

  Applied apply(const workflows::KeepEffect& effect) {
    const auto& input = data_.input().json();
    for (const auto& field : effect.fields) {
      if (const auto at = input.find(field); at != input.end()) set_[field] = *at;
    }
    return {};
  }

  Applied apply(const workflows::AssignEffect& effect) {
    auto assignment = assign(effect, definition_, data_, subject_, facts_);
    if (!assignment) return std::unexpected(assignment.error());
    out_.event.assigned = std::move(*assignment);
    return {};
  }

  Applied apply(const workflows::ReopenEffect&) {
    out_.event.reopens = true;
    ++out_.event.cycle;
    return {};
  }

  Applied apply(const workflows::ReleaseEffect&) {
    out_.event.released = true;
    return {};
  }

  Applied apply(const workflows::LinkEffect& effect) {
    const auto other = data_.value_of(effect.other);
    if (!other) return std::unexpected(other.error());
    const auto relation = data_.value_of(effect.relation);
    if (!relation) return std::unexpected(relation.error());
    return out_.linking.link(model::CaseId(text_of(*other)), text_of(*relation), facts_);
  }

  Applied apply(const workflows::UnlinkEffect& effect) { return out_.linking.unlink(effect.relation); }

  Applied apply(const workflows::OpenEffect& effect) {
    json input = json::object();
    for (const auto& [field, rule] : effect.input) {
      auto value = data_.value_of(rule);
      if (!value) return std::unexpected(value.error());
      restore(*value);
      if (!value->is_null()) input[field] = std::move(*value);
    }
    Beside beside{&effect, facts_.around.fresh_id(), workflows::Value(std::move(input))};
    out_.linking.opened(beside.id, effect.relation);
    out_.opens.push_back(std::move(beside));
    return {};
  }

  Applied apply(const workflows::ProtectEffect& effect) {
    const auto level = data_.value_of(effect.level);
    if (!level) return std::unexpected(level.error());
    if (level->is_null()) return {};
    const auto known = model::read_level(text_of(*level));
    if (!known)
      return std::unexpected(refuse(RejectionCode::guard_error, "流程定义给出了未知的密级。",
                                    "The definition gives a level that does not exist."));
    model::Protection protection;
    protection.level = *known;
    if (effect.against) {
      const auto against = data_.value_of(*effect.against);
      if (!against) return std::unexpected(against.error());
      protection.against = model::UnitId(text_of(*against));
    }
    if (*known == model::Level::confidential || *known == model::Level::sealed) {
      auto named = readers(effect, protection);
      if (!named) return named;
    }
    out_.event.protection = std::move(protection);
    return {};
  }

  // What came with this very event is younger than the erasure and stays.
  Applied apply(const workflows::EraseEffect& effect) {
    const auto named = data_.value_of(effect.subject);
    if (!named) return std::unexpected(named.error());
    const auto word = text_of(*named);
    const auto living = subject_ == nullptr ? std::vector<std::string>() : facts_.around.subjects(*subject_);
    const auto has = [&word](const std::vector<std::string>& words) {
      return std::ranges::find(words, word) != words.end();
    };
    if (has(out_.event.erased) || (!has(living) && subject_ != nullptr && has(subject_->erased)))
      return std::unexpected(already_erased(word));
    if (!has(living)) return std::unexpected(unknown_subject(input_pointer(effect.subject), living));
    out_.event.erased.push_back(word);
    return {};
  }

  workflows::Value set() { return workflows::Value(std::move(set_)); }

 private:
  // Whom the form names, or whom the org keeps for such cases; never somebody of the accused unit.
  Applied readers(const workflows::ProtectEffect& effect, model::Protection& protection) {
    json named;
    if (effect.readers) {
      auto value = data_.value_of(*effect.readers);
      if (!value) return std::unexpected(value.error());
      named = std::move(*value);
    }
    const auto take = [&](const model::UserId& id) {
      const auto* user = facts_.directory.user(id);
      const bool accused = user == nullptr || (!protection.against.empty() && user->unit == protection.against);
      const bool known = std::ranges::find(protection.readers, id) != protection.readers.end();
      if (!accused && !known) protection.readers.push_back(id);
    };
    if (named.is_array() && !named.empty()) {
      for (const auto& id : named) take(model::UserId(text_of(id)));
    } else {
      for (const auto& id : facts_.directory.sealed_readers) take(id);
    }
    if (!protection.readers.empty()) return {};
    return std::unexpected(refuse(
        RejectionCode::nobody_to_assign,
        "没有可以查看此件的人：请指定被检举单位以外的人员，或请管理员在通讯录中设定 sealed_readers。",
        "Nobody is left who may read this case: name people outside the accused unit, or let the administrator set "
        "sealed_readers in the directory."));
  }

  // Puts the values in the place of references, in whatever a rule took from the input or the case.
  void restore(json& value) {
    if (value.is_object() && workflows::is_reference(value)) {
      value = behind(value);
      return;
    }
    if (!value.is_structured()) return;
    for (auto& inner : value) restore(inner);
  }

  json behind(const json& value) {
    const auto place = workflows::read_reference(value);
    if (!place) return {};
    const auto sequence = subject_ == nullptr ? 1 : subject_->sequence.value + 1;
    if (place->sequence == sequence) {
      const auto found = std::ranges::find(personal_, place->pointer, &workflows::PersonalValue::pointer);
      return found == personal_.end() ? json() : found->value.json();
    }
    const auto stored = subject_ == nullptr ? std::nullopt : facts_.around.personal(*subject_, *place);
    return stored ? stored->json() : json();
  }

  const workflows::Definition& definition_;
  const RuleData& data_;
  const model::Case* subject_;
  const std::vector<workflows::PersonalValue>& personal_;
  const Facts& facts_;
  Consequences& out_;
  json set_ = json::object();
};

}  // namespace

Applied apply_effects(const workflows::Definition& definition, const workflows::Action& action, const RuleData& data,
                      const model::Case* subject, const std::vector<workflows::PersonalValue>& personal,
                      const Facts& facts, Consequences& consequences) {
  Effects effects(definition, data, subject, personal, facts, consequences);
  for (const auto& effect : action.effects) {
    auto applied = std::visit([&effects](const auto& one) { return effects.apply(one); }, effect);
    if (!applied) return applied;
  }
  consequences.event.set = effects.set();
  return {};
}

}  // namespace docket::decide
