// One hook's way through the log: the next event it wants, told until it is taken or given up, then the next. A
// coroutine on the deliverer's thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "adapters/webhook/deliverer.hpp"
#include "engine/journal/record.hpp"

namespace docket::webhook {

class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(Deliverer& deliverer, HookRow row, HookSecret secret, HookUrl url);

  boost::asio::awaitable<void> go();
  void set(HookRow row, HookSecret secret);  // as it was changed; its address never is. On the thread
  void end();                                // on the thread: after the call that is on its way, nothing more

 private:
  // What is told in one call: an event; to a robot several, when they gathered.
  using Message = std::vector<journal::Record>;

  Result<Message> next();  // empty: none among the next few records
  Result<bool> wants(const model::Event& event) const;
  boost::asio::awaitable<bool> tell(const Message& message);  // false: end
  boost::asio::awaitable<void> wait_for_more();
  boost::asio::awaitable<void>
  wait_for_a_turn();  // a robot takes so many a minute; what happens meanwhile is told together
  // What is told of it now; nothing when none of it is the owner's to see any more.
  Result<std::optional<std::string>> say(const Message& message) const;
  Result<std::string> say(const journal::Record& record) const;
  Result<std::string> line(const journal::Record& record) const;
  Call call_for(const std::string& id, const std::string& body, Timestamp now) const;
  boost::asio::awaitable<Attempt> attempt(const std::string& id, const std::string& body, int number);
  boost::asio::awaitable<void> sleep(std::chrono::milliseconds time);
  double chance() { return static_cast<double>(deliverer_.ground_.random.next() % 1000) / 1000.0; }
  bool halted() const { return ended() || gone_ || row_.hook.paused; }
  bool ended() const { return ended_ || deliverer_.stopping_; }
  void note(const Attempt& attempt);
  bool is_known() const;  // not deleted meanwhile
  void save();

  Deliverer& deliverer_;
  HookRow row_;
  HookSecret secret_;
  HookUrl url_;
  Robot robot_;
  Turns turns_;  // of a robot
  boost::asio::steady_timer timer_;
  std::uint64_t position_ = 0;
  std::uint64_t saved_ = 0;
  std::chrono::steady_clock::time_point saved_at_;
  bool at_end_ = false;  // of the log, when it was read last
  bool gone_ = false;    // its receiver wants nothing: until it was paused and goes on again
  bool ended_ = false;
};

}  // namespace docket::webhook
