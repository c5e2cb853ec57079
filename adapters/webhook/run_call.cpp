// One call of a run: what is said now, signed, and what its answer says of the receiver. The other half is run.cpp.
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/webhook/run.hpp"
#include "adapters/webhook/signature.hpp"
#include "engine/base/log.hpp"

namespace docket::webhook {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t lines_max = 10;       // of what is told together
constexpr std::size_t calls_max = 256;      // on their way at once
constexpr int gone = 410;                   // the other side wants nothing any more
constexpr std::chrono::hours rest_max{24};  // whatever the receiver asks for
constexpr std::chrono::milliseconds look_again = 1s;
constexpr std::chrono::milliseconds look_for_a_place = 20ms;

}  // namespace

Result<std::optional<std::string>> Run::say(const Message& message) const {
  std::vector<std::string> said;
  for (const auto& record : message) {
    const auto wanted = telling_.wants(*record);
    if (!wanted) return std::unexpected(wanted.error());
    if (!*wanted) continue;
    if (said.size() >= lines_max) {
      said.emplace_back();
      continue;
    }
    auto one = robot_ == Robot::none ? telling_.cloud_event(*record) : telling_.line(*record);
    if (!one) return std::unexpected(one.error());
    said.push_back(std::move(*one));
  }
  if (said.empty()) return std::optional<std::string>();
  if (said.size() == 1) return std::optional(std::move(said.front()));
  auto text = "共 " + std::to_string(said.size()) + " 条新进展：";
  for (std::size_t i = 0; i < std::min(said.size(), lines_max); ++i) text += "\n" + said[i];
  if (said.size() > lines_max) text += "\n……另有 " + std::to_string(said.size() - lines_max) + " 条";
  return std::optional(std::move(text));
}

Call Run::call_for(const std::string& id, const std::string& body, Timestamp now) const {
  if (robot_ != Robot::none) {
    auto url = url_;
    auto query = chat_query(robot_, secret_.secret, now);
    if (!query.empty() && url.target.find('?') == std::string::npos) query.front() = '?';
    url.target += query;
    return {std::move(url), {}, {}, {}, chat_body(robot_, body, secret_.secret, now), robot_};
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  auto signature = sign(secret_.secret, id, seconds, body).value_or("");
  if (!secret_.previous.empty() && now < secret_.until)
    signature += " " + sign(secret_.previous, id, seconds, body).value_or("");
  return {url_, id, std::to_string(seconds), std::move(signature), body, robot_};
}

// Each try asks anew what may be told: between two of them lie hours.
asio::awaitable<std::optional<Attempt>> Run::attempt(Message message, int number, Trigger trigger) {
  std::optional<std::string> body;
  while (!halted()) {
    auto said = say(message);
    if (said) {
      body = std::move(*said);
      break;
    }
    log::warn("a web hook cannot read a case",
              {{"hook", telling_.row().hook.id.str()}, {"error", said.error().detail}});
    co_await sleep(look_again);
  }
  if (!body) co_return std::nullopt;
  while (deliverer_.calls_ >= calls_max && !halted()) co_await sleep(look_for_a_place);
  if (halted()) co_return std::nullopt;
  const auto id = telling_.id(*message.back());  // of several the last
  const auto at = now();
  auto call = call_for(id, *body, at);
  if (robot_ != Robot::none) turns_.take(std::chrono::steady_clock::now());
  ++deliverer_.calls_;
  auto made = co_await deliverer_.caller_.call(std::move(call));
  --deliverer_.calls_;
  made.event = id;
  made.offset = message.back()->position.offset;
  made.at = at;
  made.number = number;
  made.trigger = trigger;
  note(made);
  count(made);
  co_return made;
}

void Run::count(const Attempt& made) {
  const auto& hook = telling_.row().hook;
  if (made.delivered()) {
    standing_.failing_since = standing_.rests_until = {};
    return;
  }
  if (standing_.failing_since == Timestamp()) standing_.failing_since = made.at;
  if (made.retry_after) standing_.rests_until = made.at + std::min<std::chrono::seconds>(*made.retry_after, rest_max);
  const bool failing = made.at - standing_.failing_since >= deliverer_.options_.failing_max;
  if (made.status != gone && !failing) return;
  log::warn(failing ? "a web hook's receiver has failed for days; it is paused"
                    : "a web hook's receiver wants nothing any more; it is paused",
            {{"hook", hook.id.str()}, {"host", hook.host}});
  gone_ = failing ? "failing" : "gone";
}

asio::awaitable<void> Run::rest() {
  while (!halted()) {
    auto wait = std::max(standing_.rests_until - now(), Timestamp::duration(0));
    if (robot_ != Robot::none)
      wait = std::max<Timestamp::duration>(wait, turns_.wait(std::chrono::steady_clock::now()));
    if (wait == 0ms) co_return;
    co_await sleep(wait);
  }
}

void Run::note(Attempt& attempt) {
  if (!is_known()) return;
  attempt.serial = ++attempts_;
  if (const auto kept = shelf_.note(attempt); !kept)
    log::warn("an attempt of a web hook is not noted",
              {{"hook", telling_.row().hook.id.str()}, {"error", kept.error().detail}});
  const std::scoped_lock lock(deliverer_.mutex_);
  auto& delivery = deliverer_.deliveries_[telling_.row().hook.id];
  if (attempt.delivered()) ++delivery.delivered;
  delivery.attempts.insert(delivery.attempts.begin(), attempt);
  if (delivery.attempts.size() > Shelf::attempts_kept) delivery.attempts.pop_back();
}

}  // namespace docket::webhook
