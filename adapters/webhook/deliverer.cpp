#include "adapters/webhook/deliverer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/webhook/run.hpp"
#include "engine/base/ensure.hpp"
#include "engine/base/json_text.hpp"
#include "engine/base/log.hpp"

namespace docket::webhook {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds look_every{100};  // how soon a new hook is called, a deleted one no more

auto stop_on_failure(const char* what) {
  return [what](std::exception_ptr failure) { ENSURE(!failure, what); };
}

}  // namespace

Deliverer::Deliverer(const Ground& ground, const Options& options, Addresses addresses)
    : ground_(ground), caller_(std::move(addresses), options.limits) {}

Deliverer::~Deliverer() { stop(); }

void Deliverer::start() {
  asio::co_spawn(context_, supervise(), stop_on_failure("the supervisor of web hooks has failed"));
  thread_ = std::thread([this] { context_.run(); });
}

// A call on its way is cut: it is told again after the next start.
void Deliverer::stop() {
  stopping_ = true;
  context_.stop();
  if (thread_.joinable()) thread_.join();
  for (const auto& [id, run] : runs_) ground_.pulse.forget(run.get());
  runs_.clear();  // their timers go before the context does
}

asio::awaitable<void> Deliverer::supervise() {
  asio::steady_timer timer(context_);
  while (!stopping_) {
    if (const auto all = ground_.hooks.all(); all != seen_) {
      seen_ = all;
      std::erase_if(runs_, [&](const auto& known) {
        const bool deleted = !all->contains(known.first);
        if (deleted) known.second->end();
        return deleted;
      });
      for (const auto& [id, row] : *all) {
        const auto secret = ground_.secret_of(row);
        const auto url = secret ? parse_hook_url(secret->url) : std::nullopt;
        if (!url) {
          log::error("a web hook's address cannot be opened; restore the master key", {{"hook", id.str()}});
          continue;
        }
        if (const auto known = runs_.find(id); known != runs_.end()) {
          known->second->set(row, *secret);
          continue;
        }
        auto run = std::make_shared<Run>(*this, row, *secret, *url);
        runs_.emplace(id, run);
        asio::co_spawn(context_, run->go(), stop_on_failure("a web hook has failed"));
      }
      const std::scoped_lock lock(mutex_);
      std::erase_if(deliveries_, [&](const auto& known) { return !all->contains(known.first); });
    }
    timer.expires_after(look_every);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

std::optional<Delivery> Deliverer::delivery(const model::HookId& id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = deliveries_.find(id);
  return found == deliveries_.end() ? std::nullopt : std::optional(found->second);
}

std::string delivery_json(const std::optional<Delivery>& found) {
  const auto delivery = found.value_or(Delivery());
  std::string out = "\"position\":";
  append_json_string(out, model::format_position({0, delivery.position}));
  append_name(out, "delivered");
  append_number(out, delivery.delivered);
  append_name(out, "given_up");
  append_number(out, delivery.given_up);
  append_name(out, "attempts");
  out += '[';
  for (const auto& attempt : delivery.attempts) {
    if (out.back() != '[') out += ',';
    append_member(out += '{', "event", attempt.event);
    append_member(out, "at", format_timestamp(attempt.at));
    append_name(out, "number");
    append_number(out, attempt.number);
    append_name(out, "status");
    append_number(out, attempt.status);
    append_member(out, "trouble", trouble_name(attempt.trouble));
    append_name(out, "took_ms");
    append_number(out, attempt.took.count());
    out += '}';
  }
  out += ']';
  return out;
}

}  // namespace docket::webhook
