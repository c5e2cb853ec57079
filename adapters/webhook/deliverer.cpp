#include "adapters/webhook/deliverer.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/webhook/run.hpp"
#include "engine/base/ensure.hpp"
#include "engine/base/json_text.hpp"
#include "engine/base/log.hpp"

namespace docket::webhook {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds look_again{1'000};
constexpr std::chrono::milliseconds look_for_hooks{100};  // while there are none
constexpr std::size_t records_max = 256;                  // read in one step
constexpr std::size_t counted_max = 100'000;              // looked at by a count

auto stop_on_failure(const char* what) {
  return [what](std::exception_ptr failure) { ENSURE(!failure, what); };
}

}  // namespace

Deliverer::Deliverer(const Ground& ground, const Options& options, Addresses addresses)
    : ground_(ground), options_(options), caller_(std::move(addresses), options.limits), window_(ground_.reader) {}

Deliverer::~Deliverer() { stop(); }

void Deliverer::start() {
  asio::co_spawn(context_, listen(), stop_on_failure("the reader of web hooks has failed"));
  thread_ = std::thread([this] { context_.run(); });
}

// A call on its way is cut: it is told again after the next start.
void Deliverer::stop() {
  stopping_ = true;
  context_.stop();
  if (thread_.joinable()) thread_.join();
  ground_.pulse.forget(this);
  runs_.clear();  // their timers go before the context does
}

void Deliverer::take_up(const HookRow& row) {
  const auto& id = row.hook.id;
  const auto known = runs_.find(id);
  if (known != runs_.end() && known->second->row() == row) return;
  const auto secret = ground_.secret_of(row);
  const auto url = secret ? parse_hook_url(secret->url) : std::nullopt;
  if (!url) return log::error("a web hook's address cannot be opened; restore the master key", {{"hook", id.str()}});
  if (known != runs_.end()) return known->second->set(row, *secret);
  auto run = std::make_shared<Run>(*this, row, *secret, *url);
  runs_.emplace(id, run);
  asio::co_spawn(context_, run->go(), stop_on_failure("a web hook has failed"));
}

// Hooks that are new, changed or gone.
void Deliverer::look() {
  const auto all = ground_.hooks.all();
  if (all == seen_) return;
  const bool fewer =
      seen_ == nullptr || std::ranges::any_of(*seen_, [&](const auto& one) { return !all->contains(one.first); });
  seen_ = all;
  std::erase_if(runs_, [&](const auto& known) {
    const bool deleted = !all->contains(known.first);
    if (deleted) known.second->end();
    return deleted;
  });
  for (const auto& [id, row] : *all) take_up(row);
  const std::scoped_lock lock(mutex_);
  std::erase_if(deliveries_, [&](const auto& known) { return !all->contains(known.first); });
  if (!fewer) return;
  if (const auto swept = Shelf::sweep(ground_.store, *all); !swept)
    log::warn("what deleted web hooks left is still there", {{"error", swept.error().detail}});
}

// What is new in the log is read once and offered to all.
asio::awaitable<void> Deliverer::listen() {
  while (!stopping_) {
    const auto opened = window_.open();
    if (opened) break;
    log::warn("web hooks cannot read the log", {{"error", opened.error().detail}});
    listening_.expires_after(look_again);
    co_await listening_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  while (!stopping_) {
    const auto more = hear();
    if (more && *more) {
      co_await asio::post(context_, asio::use_awaitable);
      continue;
    }
    listening_.expires_after(runs_.empty() ? look_for_hooks : look_again);
    if (more && !runs_.empty())  // a log that cannot be read has grown, too
      ground_.pulse.listen(this, window_.tail(), [this] { asio::post(context_, [this] { listening_.cancel(); }); });
    co_await listening_.async_wait(asio::as_tuple(asio::use_awaitable));
    ground_.pulse.forget(this);
  }
}

// Whether there is more. The bell rings for an event when the hooks are as the events before it made them: so what was
// changed holds for the very next event.
Result<bool> Deliverer::hear() {
  const auto upto = ground_.pulse.bell().tail();
  look();
  if (runs_.empty()) {  // nothing is decoded for nobody
    window_.pass(upto);
    return false;
  }
  const auto fresh = window_.grow(upto, records_max);
  if (!fresh) {
    log::warn("web hooks cannot read the log", {{"error", fresh.error().detail}});
    return std::unexpected(fresh.error());
  }
  for (const auto& record : *fresh)
    for (const auto& [id, run] : runs_) run->hear(*record);
  return fresh->size() == records_max;
}

Result<std::vector<GivenUp>> Deliverer::given_up(const model::HookId& id, std::uint64_t after, std::size_t max) const {
  return Shelf(ground_.store, id).given_up(after, max);
}

Result<std::uint64_t> Deliverer::count(const HookRow& row, const model::ReplayHook& asked) const {
  std::uint64_t count = 0;
  if (asked.failed_since) {
    const auto all = given_up(row.hook.id, 0, counted_max);
    if (!all) return std::unexpected(all.error());
    for (const auto& one : *all) count += one.at >= *asked.failed_since ? 1 : 0;
    return count;
  }
  const Telling telling(ground_, row);
  const auto end = std::min(asked.to, asked.from + counted_max);
  for (auto at = asked.from > 0 ? asked.from - 1 : 0; at < end;) {
    const auto records = ground_.reader.events({0, at}, std::min<std::uint64_t>(records_max, end - at));
    if (!records) return std::unexpected(records.error());
    if (records->empty()) break;
    for (const auto& record : *records) {
      const auto wanted = telling.wants(record);
      if (!wanted) return std::unexpected(wanted.error());
      count += *wanted ? 1 : 0;
    }
    at = records->back().position.offset;
  }
  return count;
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
  append_name(out, "waiting");
  append_number(out, delivery.waiting);
  append_name(out, "given_up");
  append_number(out, delivery.given_up);
  if (delivery.failing_since != Timestamp())
    append_member(out, "failing_since", format_timestamp(delivery.failing_since));
  append_name(out, "attempts");
  out += '[';
  for (const auto& attempt : delivery.attempts) {
    if (out.back() != '[') out += ',';
    append_member(out += '{', "event", attempt.event);
    append_member(out, "position", model::format_position({0, attempt.offset}));
    append_member(out, "at", format_timestamp(attempt.at));
    append_name(out, "number");
    append_number(out, attempt.number);
    append_member(out, "trigger", trigger_name(attempt.trigger));
    append_name(out, "status");
    append_number(out, attempt.status);
    append_member(out, "trouble", trouble_name(attempt.trouble));
    append_name(out, "took_ms");
    append_number(out, attempt.took.count());
    append_member(out, "answer", attempt.answer);
    out += '}';
  }
  out += ']';
  return out;
}

std::string given_up_json(const std::vector<GivenUp>& given_up) {
  std::string out = "[";
  for (const auto& one : given_up) {
    if (out.back() != '[') out += ',';
    append_member(out += '{', "event", one.event);
    append_member(out, "position", model::format_position({0, one.offset}));
    append_name(out, "tries");
    append_number(out, one.tries);
    append_name(out, "status");
    append_number(out, one.status);
    append_member(out, "trouble", one.trouble);
    append_member(out, "at", format_timestamp(one.at));
    out += '}';
  }
  out += ']';
  return out;
}

}  // namespace docket::webhook
