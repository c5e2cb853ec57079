// The five machines of a township in the definition format: proof that the format holds every one of their
// columns.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflows/json_schema.hpp"
#include "tests/unit/workflows/minimal_definition.hpp"
#include "workflows/catalog.hpp"

namespace docket::workflows {
namespace {

using nlohmann::json;

const std::string folder = "tests/unit/workflows/drafts/";

struct Machine {
  const char* id;
  std::size_t states, actions, shared_actions, deadlines;
};
void PrintTo(const Machine& machine, std::ostream* out) { *out << machine.id; }

std::string written(const Moment& moment) {
  switch (moment.anchor) {
    case MomentAnchor::before_due:
      return "-" + format_duration(moment.distance);
    case MomentAnchor::after_start:
      return "+" + format_duration(moment.distance);
    case MomentAnchor::fraction:
      return std::to_string(moment.percent) + "%";
    case MomentAnchor::due:
      return "due";
  }
  return {};
}

json written(const std::vector<Trigger>& triggers) {
  json list = json::array();
  for (const auto& [kind, name] : triggers) list.push_back({{kind == Trigger::Kind::enter ? "enter" : "event", name}});
  return list;
}

json written(const Label& label) { return {{"zh-CN", label.zh_cn}, {"en", label.en}}; }

json written(const Extension& extension) {
  json text = {{"by", format_duration(extension.by)}, {"times", extension.times}};
  if (extension.total) text["total"] = true;
  if (!extension.roles.empty()) text["roles"] = extension.roles;
  if (extension.all_parties) text["all_parties"] = true;
  if (!extension.basis.empty()) text["basis"] = extension.basis;
  return text;
}

json written(const Deadline& deadline) {
  json text = {{"label", written(deadline.label)},
               {"start", written(deadline.start)},
               {"stop", written(deadline.stop)},
               {"legal", deadline.legal},
               {"basis", deadline.basis}};
  if (deadline.within) text["within"] = format_duration(*deadline.within);
  if (deadline.due_field) text["due_field"] = *deadline.due_field;
  if (deadline.per_item) text["per_item"] = *deadline.per_item;
  if (deadline.profile) text["profile"] = true;
  if (deadline.once_per_cycle) text["once_per_cycle"] = true;
  if (deadline.restart_on_redispatch) text["restart_on_redispatch"] = true;
  if (deadline.roll_next_workday) text["roll"] = "next_workday";
  if (!deadline.pause_in.empty()) text["pause_in"] = deadline.pause_in;
  for (const auto& moment : deadline.remind) text["remind"].push_back(written(moment));
  if (deadline.yellow) text["yellow"] = written(*deadline.yellow);
  if (deadline.red) text["red"] = written(*deadline.red);
  if (deadline.extend) text["extend"] = written(*deadline.extend);
  if (!deadline.on_breach.zh_cn.empty()) text["on_breach"]["note"] = written(deadline.on_breach);
  if (deadline.breach_action) text["on_breach"]["action"] = *deadline.breach_action;
  return text;
}

json written(const DueProfile& profile) {
  json text = {{"id", profile.id},       {"label", written(profile.label)},
               {"match", profile.match}, {"within", format_duration(profile.within)},
               {"legal", profile.legal}, {"basis", profile.basis}};
  if (profile.first_contact) text["first_contact"] = format_duration(*profile.first_contact);
  if (profile.external_earlier) text["external_due"] = "earlier_of";
  if (profile.fallback) text["default"] = true;
  if (profile.extend) text["extend"] = written(*profile.extend);
  return text;
}

class Draft : public testing::TestWithParam<Machine> {
 protected:
  void SetUp() override {
    file = read_json(folder + GetParam().id + ".json");
    auto loaded = load_definition(folder + GetParam().id + ".json");
    ASSERT_TRUE(loaded) << loaded.error()[0].problem.pointer << loaded.error()[0].problem.sentence.en;
    definition = *loaded;
  }
  json file;
  DefinitionPtr definition;
};

TEST_P(Draft, keeps_every_state_and_action) {
  EXPECT_EQ(definition->states.size(), GetParam().states);
  EXPECT_EQ(file["actions"].size(), GetParam().actions);
  EXPECT_EQ(definition->actions.size(), GetParam().actions + GetParam().shared_actions);
}

TEST_P(Draft, keeps_every_column_of_every_deadline) {
  ASSERT_EQ(definition->deadlines.size(), GetParam().deadlines);
  for (const auto& deadline : definition->deadlines) EXPECT_EQ(written(deadline), file["deadlines"][deadline.id]);
}

TEST_P(Draft, is_what_the_schema_for_editors_describes) {
  EXPECT_TRUE(JsonSchema(read_json("config/schemas/workflow.schema.json")).accepts(file));
}

// `unmerge` leaves the state `merged`, which two of the machines do not have.
INSTANTIATE_TEST_SUITE_P(Five, Draft,
                         testing::Values(Machine{"voter-opinion", 17, 29, 19, 10}, Machine{"dispute", 19, 37, 19, 11},
                                         Machine{"deputy-suggestion", 16, 26, 19, 11},
                                         Machine{"petition-review", 15, 16, 18, 6},
                                         Machine{"rectification", 9, 12, 18, 6}),
                         [](const testing::TestParamInfo<Machine>& info) {
                           std::string name = info.param.id;
                           for (auto& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(Drafts, keep_every_column_of_the_due_profiles_in_order) {
  const auto catalog = Catalog::load(folder);
  ASSERT_TRUE(catalog);
  const auto shared = read_json(folder + "common.json")["profiles"];
  const auto& profiles = catalog->find("voter-opinion")->profiles;
  ASSERT_EQ(profiles.size(), shared.size());
  for (std::size_t index = 0; index < profiles.size(); ++index) EXPECT_EQ(written(profiles[index]), shared[index]);
  EXPECT_TRUE(catalog->find("dispute")->profiles.empty());
}

}  // namespace
}  // namespace docket::workflows
