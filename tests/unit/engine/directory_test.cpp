// The directory in the store: three versions of an entry beside each other, and when a change is in force.
#include <nlohmann/json.hpp>

#include "engine/journal/directory_rows.hpp"
#include "engine/journal/keys.hpp"
#include "engine/model/directory_diff.hpp"
#include "tests/unit/engine/writing_test.hpp"

namespace docket {
namespace {

using model::EntryKind;
using model::EntryName;
using model::Fate;
using test::accepted;
using test::import_of;
using test::rejected;

const EntryName somebody{model::OrgId("hewan"), EntryKind::user, "li"};

// What becomes of one entry; nothing: there is no difference.
std::optional<Fate> fate(const std::string& file, const std::string& imported, const std::string& now,
                         bool overwrite = false) {
  model::Entries entries;
  if (!file.empty()) entries.emplace(somebody, file);
  model::Book book;
  if (!now.empty() || !imported.empty()) book.rows[somebody] = {now, imported, 1};
  const auto found = model::differences(entries, book, {}, overwrite, [](const auto&) { return 0U; });
  return found.empty() ? std::nullopt : std::optional(found.at(0).fate);
}

TEST(DirectoryDifferences, follow_the_file_where_nobody_edited) {
  EXPECT_EQ(fate("", "", ""), std::nullopt);
  EXPECT_EQ(fate("a", "a", "a"), std::nullopt);
  EXPECT_EQ(fate("b", "a", "a"), Fate::apply);
  EXPECT_EQ(fate("b", "", ""), Fate::apply);
  EXPECT_EQ(fate("", "a", "a"), Fate::apply);
}

TEST(DirectoryDifferences, leave_what_was_edited_changed_added_or_removed) {
  for (const auto& [file, imported, now] : {std::tuple{"a", "a", "b"},
                                            {"c", "a", "b"},
                                            {"", "a", "b"},
                                            {"", "", "b"},
                                            {"a", "", "b"},
                                            {"a", "a", ""},
                                            {"b", "a", ""}}) {
    EXPECT_EQ(fate(file, imported, now), Fate::keep) << file << imported << now;
    EXPECT_EQ(fate(file, imported, now, true), Fate::apply) << file << imported << now;
  }
}

TEST(DirectoryDifferences, are_none_where_file_and_edit_agree_and_the_edit_is_one_no_more) {
  EXPECT_EQ(fate("b", "a", "b"), Fate::agree);
  EXPECT_EQ(fate("b", "", "b"), Fate::agree);
  EXPECT_EQ(fate("", "a", ""), Fate::agree);
}

TEST(DirectoryDifferences, mark_who_still_has_cases_as_left) {
  model::Book book;
  const std::string entry = R"({"id":"li"})";
  book.rows[somebody] = {entry, entry, 1};
  std::uint64_t cases = 2;
  const EntryName org{somebody.org, EntryKind::org, "hewan"};
  model::Entries file{{org, "{}"}};
  book.rows[org] = {"{}", "{}", 1};
  const auto ask = [&] { return model::differences(file, book, {}, false, [&cases](const auto&) { return cases; }); };
  const auto found = ask();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.at(0).open_cases, 2U);
  EXPECT_EQ(found.at(0).will, R"({"id":"li","left":true})");
  book.rows[somebody] = {found.at(0).will, found.at(0).will, 2};
  EXPECT_TRUE(ask().empty());
  cases = 0;
  EXPECT_EQ(ask().at(0).will, "");
  cases = 2;
  file.clear();
  EXPECT_EQ(ask().at(1).will, "") << "with the org they all go";
}

model::Command by(model::Intent intent, const char* user = "admin-zhou") {
  model::Command command;
  command.actor = test::actor(user);
  command.intent = std::move(intent);
  return command;
}

model::Command deputy(const std::string& id) {
  return by(model::SetEntry{
      EntryKind::user, id, test::json_value(R"({"name":"新","roles":["deputy"],"areas":["hewan"]})"), {}});
}

class DirectoryWriting : public test::WritingTest {
 protected:
  DirectoryWriting() : WritingTest(31) { accepted(life_.write(import_of(*test::orgs_of(test::demo_directory())))); }

  bool knows(const char* user) { return life_.access().orgs()->user(model::UserId(user)) != nullptr; }
};

TEST_F(DirectoryWriting, takes_the_file_as_one_event_and_nothing_when_it_says_nothing_new) {
  const auto again = accepted(life_.write(import_of(*test::orgs_of(test::demo_directory()))));
  EXPECT_TRUE(again.directory->empty());
  EXPECT_EQ(life_.writer().tail(), 1U);
  expect_consistent();
}

TEST_F(DirectoryWriting, is_in_force_after_the_commit_and_not_before) {
  life_.writer().decide(deputy("new"));
  const auto batch = life_.writer().close();
  EXPECT_FALSE(knows("new"));
  life_.writer().commit(*batch);
  EXPECT_TRUE(knows("new"));
  life_.writer().settle();
  expect_consistent();
}

TEST_F(DirectoryWriting, decides_the_commands_behind_an_edit_over_it) {
  const auto id = accepted(life_.write(test::open_case())).subject->id;
  const auto assign = test::act(id, "assign", "clerk-li", R"({"assignee":"new"})");
  life_.writer().decide(assign);
  life_.writer().decide(deputy("new"));
  life_.writer().decide(assign);
  life_.writer().decide(deputy("newer"));
  const auto first = life_.writer().close();
  life_.writer().decide(by(model::RemoveEntry{EntryKind::user, "newer", {}}));
  life_.writer().decide(by(model::RemoveEntry{EntryKind::user, "new", {}}));
  life_.writer().commit(*first);
  life_.writer().settle();
  const auto second = life_.writer().close();
  life_.writer().commit(*second);
  life_.writer().settle();
  EXPECT_EQ(rejected(first->outcomes.at(0)).code, model::RejectionCode::unknown_user);
  EXPECT_EQ(accepted(first->outcomes.at(2)).subject->assignment->user.str(), "new");
  accepted(second->outcomes.at(0));
  EXPECT_EQ(rejected(second->outcomes.at(1)).code, model::RejectionCode::wrong_state);
  EXPECT_TRUE(knows("new"));
  EXPECT_FALSE(knows("newer"));
  expect_consistent();
}

TEST_F(DirectoryWriting, never_comes_into_force_when_the_commit_fails) {
  store_.fail_next(test::Fault::before);
  life_.write(deputy("new"));
  EXPECT_FALSE(knows("new"));
}

TEST_F(DirectoryWriting, of_several_orgs_is_one_commit_in_the_stream_of_each) {
  const auto taken = accepted(life_.write(import_of(*test::with_county())));
  EXPECT_EQ(taken.event.org.str(), "county");
  ASSERT_EQ(taken.others.size(), 1U);
  EXPECT_EQ(taken.others.at(0).event.id(), "hewan-2");
  EXPECT_EQ(life_.access().orgs()->below(model::OrgId("county")).size(), 1U);
  expect_consistent();
  accepted(life_.write(import_of(*test::orgs_of(test::demo_directory()))));
  EXPECT_FALSE(knows("boss"));
  expect_consistent();
}

TEST_F(DirectoryWriting, gives_rows_that_make_the_same_orgs_at_the_next_start) {
  accepted(life_.write(deputy("new")));
  accepted(life_.write(by(model::RemoveEntry{EntryKind::user, "auditor-01", {}})));
  const auto rows = journal::read_directory(memory_);
  ASSERT_TRUE(rows);
  EXPECT_EQ(*rows, life_.access().book()->rows);
  const auto orgs = model::orgs_of(model::entries_of(*rows));
  ASSERT_TRUE(orgs);
  EXPECT_EQ(model::entries_of(**orgs), model::entries_of(*life_.access().orgs()));
  EXPECT_TRUE(rows->at({model::OrgId("hewan"), EntryKind::user, "auditor-01"}).now.empty());
}

TEST_F(DirectoryWriting, is_asked_for_by_whoever_verifies_the_log) {
  const auto key = journal::keys::directory_entry({model::OrgId("hewan"), EntryKind::user, "clerk-li"});
  const auto row = *memory_.get(journal::Family::meta, key);
  for (const auto& broken : {std::optional<std::string>(), std::optional(*row + "x")}) {
    ASSERT_TRUE(memory_.append({0, {{journal::Family::meta, key, broken}}}));
    const auto report = index::verify(memory_, [](std::uint64_t) {});
    ASSERT_TRUE(report);
    EXPECT_GT(report->finding_count, 0U);
  }
  ASSERT_TRUE(memory_.append({0, {{journal::Family::meta, key, row}}}));
  expect_consistent();
}

}  // namespace
}  // namespace docket
