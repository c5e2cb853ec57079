// What one hook is told of an event, and whether. What its owner may not see today is not told, and of a case that is
// confidential or sealed no more than that there is something. Reads cases; any thread, if nobody sets it meanwhile.
#pragma once

#include <string>

#include "adapters/webhook/ground.hpp"
#include "adapters/webhook/queue_told.hpp"
#include "engine/journal/record.hpp"

namespace docket::webhook {

class Telling {
 public:
  Telling(const Ground& ground, HookRow row) : ground_(ground), row_(std::move(row)) {}
  void set(HookRow row) { row_ = std::move(row); }
  const HookRow& row() const { return row_; }

  // As far as the event itself tells: quick, for each hook and each event.
  bool concerns(const model::Event& event) const;
  Result<bool> wants(const journal::Record& record) const;

  std::string id(const journal::Record& record) const;  // the `webhook-id`
  // The CloudEvent of a web hook; the line of a chat group.
  Result<std::string> cloud_event(const journal::Record& record) const;
  Result<std::string> line(const journal::Record& record) const;

  // A threshold was passed by that record and is told: the next time not too soon.
  struct Reached {
    std::uint64_t offset = 0;
    Timestamp at;
  };
  Reached reached() const { return reached_; }
  void restore(Reached reached) { reached_ = reached; }
  void passed(const journal::Record& record);

 private:
  struct About {  // the case of an event, as it may be told
    std::optional<model::Case> subject;
    bool guarded = true;
  };
  Result<About> about(const model::Event& event) const;
  const model::QueueMove* move(const model::Event& event) const;
  bool reaches(const journal::Record& record) const;
  bool reaches_to(const model::OrgId& org) const;
  Result<bool> fits(const model::Case& subject, const model::Event& event) const;
  Result<std::string> headline_of(const model::Event& event, const About& about) const;
  Result<std::string> queue_event(const journal::Record& record) const;
  Result<std::string> queue_line(const journal::Record& record) const;
  Result<QueueTold> queue_told(const journal::Record& record) const;
  Result<std::optional<Timestamp>> oldest() const;
  std::string link(const std::string& path) const;

  const Ground& ground_;
  HookRow row_;
  Reached reached_;
};

}  // namespace docket::webhook
