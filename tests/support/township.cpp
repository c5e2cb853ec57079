#include "tests/support/township.hpp"

#include <filesystem>
#include <stdexcept>

#include "config/loader.hpp"
#include "engine/index/queue_rebuild.hpp"
#include "engine/model/directory_book.hpp"

namespace docket::test {
namespace {

const std::filesystem::path root = DOCKET_SOURCE_DIR;

template <typename Loaded>
auto loaded(Loaded result, const char* what) {
  if (!result) throw std::runtime_error(std::string(what) + " does not load");
  return std::move(*result);
}

}  // namespace

const workflows::Catalog& shipped_catalog() {
  static const auto catalog = loaded(workflows::Catalog::load(root / "config/workflows"), "the catalogue");
  return catalog;
}

const workflows::Calendar& shipped_calendar() {
  static const auto calendar = loaded(config::load_calendar(root / "config/calendars/cn.json"), "the calendar");
  return calendar;
}

const workflows::Queues& shipped_queues() {
  static const auto queues = loaded(config::load_queues(root / "config/queues.json", shipped_catalog()), "the queues");
  return queues;
}

model::DirectoryPtr demo_directory() {
  static const auto directory =
      loaded(config::load_orgs(root / "config/demo/directory.json"), "the directory")->all().front();
  return directory;
}

vault::MasterKey master_key() { return vault::MasterKey(*vault::Key::from("a master key of thirty-two bytes")); }

model::OrgsPtr orgs_of(model::DirectoryPtr directory) {
  return std::make_shared<const model::Orgs>(std::vector{std::move(directory)});
}

model::OrgsPtr with_county(bool above) {
  auto township = *demo_directory();
  if (above) township.parent = model::OrgId("county");
  model::Directory county;
  county.org = model::OrgId("county");
  county.label = {"县", "County"};
  county.short_name = "县";
  county.users[model::UserId("boss")] = {model::UserId("boss"), "县长", {"supervisor"}, {}, {}, {}, {}, 1, {}, {}};
  return std::make_shared<const model::Orgs>(
      std::vector<model::DirectoryPtr>{std::make_shared<const model::Directory>(std::move(township)),
                                       std::make_shared<const model::Directory>(std::move(county))});
}

workflows::Value json_value(const std::string& text) {
  return loaded(workflows::parse_untrusted(text), "a test's JSON");
}

model::Actor actor(const std::string& user) {
  const auto* found = demo_directory()->user(model::UserId(user));
  if (found == nullptr) throw std::runtime_error("no user " + user);
  return {found->id, found->roles, found->unit, model::TokenId("test"), {}, false, demo_directory()->org};
}

model::Command import_of(const model::Orgs& orgs) {
  model::Command command;
  command.actor.user = model::UserId("system");
  command.actor.roles = {"system"};
  command.intent = model::ImportDirectory{model::document_of(orgs), false, false};
  return command;
}

model::Command open_case(const std::string& user, const std::string& input) {
  model::Command command;
  command.actor = actor(user);
  command.intent = model::OpenCase{
      "opinion-basic", "open",
      json_value(!input.empty()
                     ? input
                     : R"({"kind":"opinion","title":"路灯不亮","content":"村口路灯坏了","area":"zhaozhuang",)"
                       R"("category":"power","petitioner":{"name":"张三"},"contact":"100-0000-0001"})")};
  return command;
}

model::Command act(const model::CaseId& id, const std::string& action, const std::string& user,
                   const std::string& input) {
  model::Command command;
  command.actor = actor(user);
  command.intent = model::ActOnCase{id, action, json_value(input), {}};
  return command;
}

model::Command with_key(model::Command command, const std::string& key, const std::string& request) {
  command.idempotency = model::IdempotencyKey{key, request};
  return command;
}

Life::Life(journal::Store& store, Clock& clock, RandomSource& random, const partition::WriterOptions& options,
           const workflows::Catalog& catalog, model::DirectoryPtr directory, const workflows::Queues& queues)
    : access_(orgs_of(std::move(directory))),
      vault_(store, master_key()),
      reader_(store, "a secret of thirty-two bytes …", &vault_),
      definitions_(store, catalog) {
  const partition::World world{store, reader_, vault_,   definitions_, access_, shipped_calendar(),
                               clock, random,  metrics_, queues,       hooks_};
  if (const auto kept = index::keep_queues(store, queues); !kept) throw std::runtime_error(kept.error().detail);
  writer_ = loaded(partition::Writer::open(world, options), "the writer");
}

model::Outcome Life::write(model::Command command) {
  std::vector<model::Command> commands;
  commands.push_back(std::move(command));
  return std::move(writer_->write(commands).front());
}

model::Accepted accepted(const model::Outcome& outcome) {
  if (const auto* yes = std::get_if<model::Accepted>(&outcome)) return *yes;
  if (const auto* no = std::get_if<model::Rejection>(&outcome)) throw std::runtime_error("refused: " + no->sentence.en);
  throw std::runtime_error("failed: " + std::get<Error>(outcome).detail);
}

model::Rejection rejected(const model::Outcome& outcome) {
  if (const auto* no = std::get_if<model::Rejection>(&outcome)) return *no;
  throw std::runtime_error("not refused");
}

}  // namespace docket::test
