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
constexpr std::size_t calls_max = 256;     // on their way at once
constexpr int gone = 410;                  // the other side wants nothing any more
constexpr std::chrono::milliseconds look_again = 1s;
constexpr std::chrono::milliseconds look_for_a_place = 20ms;
constexpr std::chrono::seconds save_skipped_every = 5s;

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
  if (row_.hook.paused) gone_ = false;
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
  save();
  while (!ended()) {
    if (halted()) {
      co_await sleep(look_again);
      continue;
    }
    if (robot_ != Robot::none) co_await wait_for_a_turn();
    const auto message = next();
    if (!message) {
      log::warn("a web hook cannot read the log", {{"hook", row_.hook.id.str()}, {"error", message.error().detail}});
      co_await sleep(look_again);
    } else if (message->empty() && !at_end_) {
      co_await asio::post(deliverer_.context_, asio::use_awaitable);  // the others' turn
    } else if (message->empty()) {
      if (std::chrono::steady_clock::now() - saved_at_ > save_skipped_every) save();
      co_await wait_for_more();
    } else if (co_await tell(*message)) {
      position_ = message->back().position.offset;
      save();
    }
  }
  deliverer_.ground_.pulse.forget(this);
}

// What it does not want is passed by.
Result<Run::Message> Run::next() {
  auto records = deliverer_.ground_.reader.events({0, position_}, records_max);
  if (!records) return std::unexpected(records.error());
  at_end_ = records->size() < records_max;
  Message message;
  for (auto& record : *records) {
    const auto wanted = wants(record.event);
    if (!wanted) return std::unexpected(wanted.error());
    if (!*wanted && message.empty()) position_ = record.position.offset;
    if (*wanted) message.push_back(std::move(record));
    if (!message.empty() && robot_ == Robot::none) break;
  }
  return message;
}

Result<std::optional<std::string>> Run::say(const Message& message) const {
  std::vector<std::string> said;
  for (const auto& record : message) {
    const auto wanted = wants(record.event);
    if (!wanted) return std::unexpected(wanted.error());
    if (!*wanted) continue;
    if (said.size() >= lines_max) {
      said.emplace_back();
      continue;
    }
    auto one = robot_ == Robot::none ? say(record) : line(record);
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

// Whole, or thin when the case was guarded then or is now.
Result<std::string> Run::say(const journal::Record& record) const {
  auto guarded = record.event.guarded;
  if (!record.event.case_id.empty()) {
    const auto subject = deliverer_.ground_.reader.find(record.event.case_id);
    if (!subject) return std::unexpected(subject.error());
    guarded = guarded || !*subject || (*subject)->protection.level >= model::Level::confidential;
  }
  return guarded ? journal::thin_cloud_event(record) : journal::cloud_event(record);
}

Result<std::string> Run::line(const journal::Record& record) const {
  if (record.event.case_id.empty()) return "这是一条测试消息，推送已经接通。";
  const auto subject = deliverer_.ground_.reader.find(record.event.case_id);
  if (!subject) return std::unexpected(subject.error());
  const auto home = deliverer_.ground_.access.orgs()->of(row_.hook.org);
  if (!*subject || home == nullptr) return std::string();
  const auto definition = deliverer_.ground_.definition((*subject)->workflow.hash);
  if (!definition) return std::unexpected(definition.error());
  return headline(record.event, **subject, **definition, *home);
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
  const auto owner = actor_of(row_.hook.owner, *orgs);
  if (!owner || owner->org != row_.hook.org) return false;
  const auto subject = deliverer_.ground_.reader.find(event.case_id);
  if (!subject) return std::unexpected(subject.error());
  return *subject && model::sight(*owner, **subject, *orgs) != model::Sight::none;
}

asio::awaitable<void> Run::wait_for_a_turn() {
  while (!halted()) {
    const auto wait = turns_.wait(std::chrono::steady_clock::now());
    if (wait == 0ms) co_return;
    co_await sleep(wait);
  }
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

asio::awaitable<Attempt> Run::attempt(const std::string& id, const std::string& body, int number) {
  while (deliverer_.calls_ >= calls_max && !halted()) co_await sleep(look_for_a_place);
  const auto now = deliverer_.ground_.clock.now();
  auto call = call_for(id, body, now);
  if (robot_ != Robot::none) turns_.take(std::chrono::steady_clock::now());
  ++deliverer_.calls_;
  auto made = co_await deliverer_.caller_.call(std::move(call));
  --deliverer_.calls_;
  made.event = id;
  made.at = now;
  made.number = number;
  note(made);
  co_return made;
}

// Each try asks anew what may be told: between two of them lie hours.
asio::awaitable<bool> Run::tell(const Message& message) {
  const auto id = message.back().event.id();  // of several the last
  for (int number = 1; !halted(); ++number) {
    const auto body = say(message);
    if (!body) {
      log::warn("a web hook cannot read a case", {{"hook", row_.hook.id.str()}, {"error", body.error().detail}});
      co_await sleep(look_again);
      co_return false;
    }
    if (!*body) co_return true;
    const auto made = co_await attempt(id, **body, number);
    if (made.delivered()) co_return true;
    if (made.status == gone) {
      log::warn("a web hook's receiver wants nothing any more; it is paused",
                {{"hook", row_.hook.id.str()}, {"host", row_.hook.host}});
      gone_ = true;  // at once; its row follows
      deliverer_.ground_.gone(row_.hook.id);
      co_return false;
    }
    const auto wait = wait_after(made, chance());
    if (!wait) {
      log::error("a web hook's event is given up",
                 {{"hook", row_.hook.id.str()}, {"host", row_.hook.host}, {"event", id}});
      const std::scoped_lock lock(deliverer_.mutex_);
      ++deliverer_.deliveries_[row_.hook.id].given_up;
      co_return true;
    }
    co_await sleep(*wait);
  }
  co_return false;
}

bool Run::is_known() const { return !ended_ && deliverer_.ground_.hooks.all()->contains(row_.hook.id); }

void Run::note(const Attempt& attempt) {
  if (!is_known()) return;
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
  deliverer_.ground_.pulse.forget(this);  // a late wake would cut another wait short
}

asio::awaitable<void> Run::sleep(std::chrono::milliseconds time) {
  if (ended()) co_return;
  timer_.expires_after(time);
  co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

// A hint: after a crash the newest may be told again, with the same id.
void Run::save() {
  if (!is_known()) return;
  {
    const std::scoped_lock lock(deliverer_.mutex_);
    deliverer_.deliveries_[row_.hook.id].position = position_;
  }
  saved_at_ = std::chrono::steady_clock::now();
  if (position_ == saved_) return;
  if (feed::save_cursor(deliverer_.ground_.store, row_.hook.id.str(), {position_, ""})) saved_ = position_;
}

}  // namespace docket::webhook
