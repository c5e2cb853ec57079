#include "tests/integration/http/world.hpp"

#include <future>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "config/loader.hpp"

namespace docket::http::test {

const char* const opinion =
    R"({"kind":"opinion","title":"路灯不亮","content":"村口路灯坏了三天","area":"hewan","category":"road",)"
    R"("petitioner":{"name":"张三丰"},"contact":"13900001111"})";

std::string open_body(const std::string& input) {
  return R"({"workflow":"opinion-basic","action":"open","input":)" + input + "}";
}

void ScriptedGate::submit(model::Command command, Done done) {
  std::optional<Error> error;
  {
    const std::scoped_lock lock(mutex_);
    if (holding_) {
      held_.emplace_back(std::move(command), std::move(done));
      return;
    }
    error = std::exchange(next_, std::nullopt);
  }
  if (error) return done(*error);
  real_.submit(std::move(command), std::move(done));
}

void ScriptedGate::fail_next(Error error) {
  const std::scoped_lock lock(mutex_);
  next_ = std::move(error);
}

void ScriptedGate::hold() {
  const std::scoped_lock lock(mutex_);
  holding_ = true;
}

std::size_t ScriptedGate::held() const {
  const std::scoped_lock lock(mutex_);
  return held_.size();
}

void ScriptedGate::release() {
  std::vector<std::pair<model::Command, Done>> held;
  {
    const std::scoped_lock lock(mutex_);
    holding_ = false;
    held = std::move(held_);
  }
  for (auto& [command, done] : held) real_.submit(std::move(command), std::move(done));
}

World::World(Options options) {
  const std::filesystem::path root = DOCKET_SOURCE_DIR;
  auto catalog = workflows::Catalog::load(root / "config/workflows");
  auto orgs = config::load_orgs(root / "config/demo/directory.json");
  if (!catalog || !orgs) throw std::runtime_error("the shipped configuration does not load");
  auto opened =
      Engine::open(store, clock, random, metrics,
                   Setting{std::move(*catalog), {}, std::move(*orgs), vault::MasterKey(vault::Key::fresh(random))}, {});
  if (!opened) throw std::runtime_error(opened.error().detail);
  engine = std::move(*opened);
  engine->follow(pulse.bell());
  pulse.start();
  gate = std::make_unique<ScriptedGate>(*engine);
  options.port = 0;
  options.sweep_every = std::chrono::milliseconds(10);
  Services services{.gate = *gate,
                    .reader = engine->reader(),
                    .access = engine->access(),
                    .catalog = engine->definitions().catalog(),
                    .definition = [this](const std::string& hash) { return engine->definitions().pinned(hash); },
                    .health = *engine,
                    .metrics = metrics,
                    .clock = clock,
                    .random = random,
                    .queues = engine->queues(),
                    .ledgers = ledgers,
                    .hooks = engine->hooks(),
                    .deliveries = [](const model::HookId&) { return std::string("\"attempts\":[]"); },
                    .pulse = pulse,
                    .key_secret = "a secret of thirty-two bytes ...."};
  server = std::make_unique<Server>(std::move(services), options);
  const auto started = server->start();
  if (!started) throw std::runtime_error(started.error().detail);
  port = *started;
  clerk = token("clerk-li");
  voter = token("voter-desk");
  admin = token("admin-zhou");
}

World::~World() {
  server->stop();
  engine->stop();
}

std::string World::token(const std::string& user) {
  const auto fresh = make_token(random);
  const model::Actor actor{model::UserId("admin-zhou"), {"admin"}, {}, {}, {}, false, model::OrgId("hewan")};
  model::Command command{actor, model::CreateToken{fresh.id, model::UserId(user), fresh.secret_hash, {}}, {}, "", ""};
  std::promise<model::Outcome> answer;
  engine->submit(std::move(command), [&answer](model::Outcome outcome) { answer.set_value(std::move(outcome)); });
  if (!std::holds_alternative<model::Accepted>(answer.get_future().get())) throw std::runtime_error("no token");
  return fresh.text;
}

std::string World::opened() {
  Client client(port);
  return client.call("POST", "/v1/cases", voter, open_body()).json().at("case").at("id");
}

}  // namespace docket::http::test
