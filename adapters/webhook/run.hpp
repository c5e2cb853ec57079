// One hook's way through the log: the next event it wants is told; what cannot be told waits in its backlog, and the
// next of another case is told. A coroutine on the deliverer's thread, like all that is called here.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/webhook/backlog.hpp"
#include "adapters/webhook/deliverer.hpp"
#include "adapters/webhook/shelf.hpp"
#include "adapters/webhook/telling.hpp"

namespace docket::webhook {

class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(Deliverer& deliverer, HookRow row, HookSecret secret, HookUrl url);

  boost::asio::awaitable<void> go();
  const HookRow& row() const { return telling_.row(); }
  void set(HookRow row, HookSecret secret);  // as it was changed; its address never is
  void end();                                // after the call that is on its way, nothing more
  // The log has grown by that record.
  void hear(const journal::Record& record);

 private:
  // What is told in one call: an event; to a robot several, when they gathered.
  using Message = std::vector<RecordPtr>;

  Result<void> restore();
  Result<Message> next();  // empty: none among the next few records
  Result<Message> next_replayed();
  bool keeps_waiting(const journal::Record& record);  // behind what is parked of its case
  void begin_replay(const model::HookReplayed& asked);

  boost::asio::awaitable<void> go_on();
  boost::asio::awaitable<void> replay_on();
  boost::asio::awaitable<bool> begin(Message message, Trigger trigger);  // false: stopped before anything became of it
  boost::asio::awaitable<void> retry(std::string key);
  // Nothing: there was nothing to tell any more, or it is halted.
  boost::asio::awaitable<std::optional<Attempt>> attempt(Message message, int number, Trigger trigger);
  boost::asio::awaitable<void> rest();  // the receiver asked for it; a robot takes so many a minute
  boost::asio::awaitable<void> wait_for_more();
  boost::asio::awaitable<void> wait_for_due();
  std::chrono::milliseconds until_due(std::chrono::milliseconds otherwise) const;
  boost::asio::awaitable<void> sleep(std::chrono::milliseconds time);

  // What is told of it now; nothing when none of it is the owner's to see any more.
  Result<std::optional<std::string>> say(const Message& message) const;
  // What must stay in order: the case; of a robot all of it.
  std::string key_of(const std::string& case_id) const { return robot_ == Robot::none ? case_id : std::string(); }
  std::string key_of(const journal::Record& record) const { return key_of(record.event.case_id.str()); }
  Call call_for(const std::string& id, const std::string& body, Timestamp now) const;
  void count(const Attempt& attempt);  // how the receiver is
  Backlog::Verdict failed(const std::string& key, const Message& message, const Attempt& attempt);
  void save(bool at_once = true);
  void keep_parked(const std::string& key);
  void note(Attempt& attempt);
  bool is_known() const;  // not deleted meanwhile
  bool halted() const { return ended() || !gone_.empty() || telling_.row().hook.paused; }
  bool ended() const { return ended_ || deliverer_.stopping_; }
  Timestamp now() const { return deliverer_.ground_.clock.now(); }

  Deliverer& deliverer_;
  Telling telling_;
  HookSecret secret_;
  HookUrl url_;
  Robot robot_;
  Turns turns_;  // of a robot
  Backlog backlog_;
  Shelf shelf_;
  Standing standing_;
  boost::asio::steady_timer timer_;
  std::chrono::steady_clock::time_point saved_at_;
  std::uint64_t attempts_ = 0;  // so far
  bool at_end_ = false;         // of the log, when it was read last
  bool blocked_ = false;        // the next event waits for room behind what is parked
  bool listening_ = false;      // at the end of the log: told by `hear` when there is more
  bool replays_ = false;        // the last message was one of a replay: now the log's turn
  std::string gone_;            // why it is to be paused, asked until its row says so; empty: it is not
  bool ended_ = false;
};

}  // namespace docket::webhook
