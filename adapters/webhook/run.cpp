#include "adapters/webhook/run.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/webhook/headline.hpp"
#include "adapters/webhook/signature.hpp"
#include "engine/base/glob.hpp"
#include "engine/base/log.hpp"
#include "engine/feed/cursor.hpp"
#include "engine/journal/codec.hpp"
#include "engine/model/sight.hpp"

namespace docket::webhook {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr std::size_t records_max = 256;   // looked at in one step
constexpr std::size_t attempts_kept = 50;  // told, the newest of them
constexpr std::size_t lines_max = 10;      // of what is told together
constexpr int gone = 410;                  // the other side wants nothing any more
constexpr std::chrono::milliseconds look_again = 1s;

}  // namespace

Run::Run(Deliverer& deliverer, HookRow row, HookSecret secret, HookUrl url)
    : deliverer_(deliverer),
      row_(std::move(row)),
      secret_(std::move(secret)),
      url_(std::move(url)),
      robot_(robot_of(row_.hook.format)),
      turns_(robot_),
      timer_(deliverer.context_) {}

void Run::set(HookRow row, HookSecret secret) {
  const bool changed = row.hook != row_.hook;
  row_ = std::move(row);
  secret_ = std::move(secret);
  if (changed) timer_.cancel();  // paused or going on, or other types
}

void Run::end() {
  ended_ = true;
  timer_.cancel();
}

asio::awaitable<void> Run::go() {
  const auto self = shared_from_this();
  const auto cursor = feed::load_cursor(deliverer_.ground_.store, row_.hook.id.str());
  position_ = saved_ = cursor && *cursor ? (*cursor)->offset : row_.since;
  while (!ended()) {
    if (row_.hook.paused) {
      co_await sleep(look_again);
      continue;
    }
    if (robot_ != Robot::none) co_await wait_for_a_turn();
    const auto message = next();
    if (!message) {
      log::warn("a web hook cannot read the log", {{"hook", row_.hook.id.str()}, {"error", message.error().detail}});
      co_await sleep(look_again);
    } else if (!*message && !at_end_) {
      co_await asio::post(deliverer_.context_, asio::use_awaitable);  // the others' turn
    } else if (!*message) {
      save();
      co_await wait_for_more();
    } else if (co_await tell(**message)) {
      position_ = (*message)->offset;
      save();
    }
  }
  deliverer_.ground_.pulse.forget(this);
}

// Nothing: none among the next few. What it does not want is passed by.
Result<std::optional<Run::Message>> Run::next() {
  const auto records = deliverer_.ground_.reader.events({0, position_}, records_max);
  if (!records) return std::unexpected(records.error());
  at_end_ = records->size() < records_max;
  std::vector<journal::Record> for_a_robot;
  for (const auto& record : *records) {
    const auto wanted = wants(record.event);
    if (!wanted) return std::unexpected(wanted.error());
    if (*wanted && robot_ == Robot::none) {
      auto body = record.event.guarded ? journal::thin_cloud_event(record) : journal::cloud_event(record);
      return std::optional(Message{record.position.offset, record.event.id(), std::move(body)});
    }
    if (*wanted) for_a_robot.push_back(record);
    if (for_a_robot.empty()) position_ = record.position.offset;
  }
  if (for_a_robot.empty()) return std::optional<Message>();
  auto message = together(for_a_robot);
  if (!message) return std::unexpected(message.error());
  return std::optional(std::move(*message));
}

Result<Run::Message> Run::together(const std::vector<journal::Record>& wanted) const {
  const auto home = deliverer_.ground_.access.orgs()->of(row_.hook.org);
  std::string text;
  if (wanted.size() > 1) text = "共 " + std::to_string(wanted.size()) + " 条新进展：\n";
  for (std::size_t i = 0; i < wanted.size() && i < lines_max; ++i) {
    const auto& event = wanted[i].event;
    if (i > 0) text += '\n';
    if (event.case_id.empty()) {
      text += "这是一条测试消息，推送已经接通。";
      continue;
    }
    const auto subject = deliverer_.ground_.reader.find(event.case_id);
    if (!subject) return std::unexpected(subject.error());
    if (!*subject || home == nullptr) continue;
    const auto definition = deliverer_.ground_.definition((*subject)->workflow.hash);
    if (!definition) return std::unexpected(definition.error());
    text += headline(event, **subject, **definition, *home);
  }
  if (wanted.size() > lines_max) text += "\n……另有 " + std::to_string(wanted.size() - lines_max) + " 条";
  return Message{wanted.back().position.offset, wanted.back().event.id(), std::move(text)};
}

asio::awaitable<void> Run::wait_for_a_turn() {
  while (!halted()) {
    const auto wait = turns_.wait(std::chrono::steady_clock::now());
    if (wait == 0ms) co_return;
    co_await sleep(wait);
  }
}

Call Run::call_for(const Message& message, Timestamp now) const {
  if (robot_ != Robot::none) {
    auto url = url_;
    auto query = chat_query(robot_, secret_.secret, now);
    if (!query.empty() && url.target.find('?') == std::string::npos) query.front() = '?';
    url.target += query;
    return {std::move(url), {}, {}, {}, chat_body(robot_, message.body, secret_.secret, now), robot_};
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  auto signature = sign(secret_.secret, message.id, seconds, message.body).value_or("");
  if (!secret_.previous.empty() && now < secret_.until)
    signature += " " + sign(secret_.previous, message.id, seconds, message.body).value_or("");
  return {url_, message.id, std::to_string(seconds), std::move(signature), message.body, robot_};
}

// Cases that the owner sees today, of their own org.
Result<bool> Run::wants(const model::Event& event) const {
  if (event.org != row_.hook.org) return false;
  if (const auto* tested = std::get_if<model::HookTested>(&event.data)) return tested->hook == row_.hook.id;
  if (event.case_id.empty()) return false;
  const auto type = event.type();
  const auto fits = [&type](const std::string& glob) { return matches_glob(glob, type); };
  if (!row_.hook.types.empty() && !std::ranges::any_of(row_.hook.types, fits)) return false;
  const auto orgs = deliverer_.ground_.access.orgs();
  const auto home = orgs->home(row_.hook.owner);
  if (home == nullptr || home->org != row_.hook.org) return false;
  const auto* user = home->user(row_.hook.owner);
  const model::Actor owner{user->id, user->roles, user->unit, {}, {}, false, home->org};
  const auto subject = deliverer_.ground_.reader.find(event.case_id);
  if (!subject) return std::unexpected(subject.error());
  return *subject && model::sight(owner, **subject, *orgs) != model::Sight::none;
}

asio::awaitable<bool> Run::tell(const Message& message) {
  for (int number = 1; !halted(); ++number) {
    const auto now = deliverer_.ground_.clock.now();
    auto call = call_for(message, now);
    if (robot_ != Robot::none) turns_.take(std::chrono::steady_clock::now());
    auto attempt = co_await deliverer_.caller_.call(std::move(call));
    attempt.event = message.id;
    attempt.at = now;
    attempt.number = number;
    note(attempt);
    if (attempt.delivered()) co_return true;
    if (attempt.status == gone) {
      log::warn("a web hook's receiver wants nothing any more; it is paused",
                {{"hook", row_.hook.id.str()}, {"host", row_.hook.host}});
      row_.hook.paused = true;  // at once; its row follows
      deliverer_.ground_.gone(row_.hook.id);
      co_return false;
    }
    const auto wait = wait_after(attempt, chance());
    if (!wait) {
      log::error("a web hook's event is given up",
                 {{"hook", row_.hook.id.str()}, {"host", row_.hook.host}, {"event", message.id}});
      const std::scoped_lock lock(deliverer_.mutex_);
      ++deliverer_.deliveries_[row_.hook.id].given_up;
      co_return true;
    }
    co_await sleep(*wait);
  }
  co_return false;
}

void Run::note(const Attempt& attempt) {
  const std::scoped_lock lock(deliverer_.mutex_);
  auto& delivery = deliverer_.deliveries_[row_.hook.id];
  if (attempt.delivered()) ++delivery.delivered;
  delivery.attempts.insert(delivery.attempts.begin(), attempt);
  if (delivery.attempts.size() > attempts_kept) delivery.attempts.pop_back();
}

asio::awaitable<void> Run::wait_for_more() {
  auto wake = [weak = weak_from_this(), &context = deliverer_.context_] {
    asio::post(context, [weak] {
      if (const auto run = weak.lock()) run->timer_.cancel();
    });
  };
  deliverer_.ground_.pulse.listen(this, position_, std::move(wake));
  co_await sleep(look_again);
}

asio::awaitable<void> Run::sleep(std::chrono::milliseconds time) {
  if (ended()) co_return;
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

// A hint: after a crash the newest may be told again, with the same id.
void Run::save() {
  {
    const std::scoped_lock lock(deliverer_.mutex_);
    deliverer_.deliveries_[row_.hook.id].position = position_;
  }
  if (position_ == saved_ || ended_) return;
  if (feed::save_cursor(deliverer_.ground_.store, row_.hook.id.str(), {position_, ""})) saved_ = position_;
}

}  // namespace docket::webhook
