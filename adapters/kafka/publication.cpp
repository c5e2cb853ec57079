#include "adapters/kafka/publication.hpp"

#include <algorithm>

#include "engine/base/ensure.hpp"

namespace docket::kafka {
namespace {

// Transactions without a pause, after which somebody should ask whether the quiet partitions are still there.
constexpr unsigned watch_after = 100;

// Trying at once cannot help these: somebody has to do something first.
bool needs_a_person(Condition condition) {
  return condition == Condition::fenced || condition == Condition::other_history ||
         condition == Condition::log_rolled_back || condition == Condition::partitions_changed;
}

}  // namespace

Publication::Publication(const Options& options, std::optional<Kept> kept)
    : options_(options), kept_(std::move(kept)), batch_max_(options.batch_max) {
  if (kept_ && kept_->topic != options_.topic) kept_.reset();  // another topic: its own end says where to go on
  if (kept_) lanes_ = kept_->lanes;
}

Action Publication::begin() { return act(Verb::create); }

Action Publication::act(Verb verb, std::chrono::milliseconds patience) {
  if (verb == Verb::abort) after_rest_ = Verb::describe;
  verb_ = verb;
  return {verb, patience};
}

Action Publication::step(const Input& input) {
  return std::visit([this](const auto& what) { return on(what); }, input);
}

bool Publication::knows_the_topic() const {
  switch (verb_) {
    case Verb::gather:
    case Verb::publish:
    case Verb::commit:
    case Verb::listen:
    case Verb::watch:
      return true;
    default:
      return false;
  }
}

Action Publication::on(const Done&) {
  switch (verb_) {
    case Verb::create:
      fenced_ = false;
      return act(Verb::describe);
    case Verb::fence:
      fenced_ = true;
      return act(Verb::read_tails);
    case Verb::commit:
      return committed();
    case Verb::abort:
      return trouble_ ? rest() : act(Verb::describe);
    case Verb::destroy:
      return rest();
    case Verb::rest:
      return act(after_rest_);
    default:
      break;
  }
  ENSURE(false, "only an action without an answer of its own is simply done");
}

Action Publication::on(const Described& topic) {
  if (topic.unfit) return start_over(*topic.unfit);
  if (fenced_) return act(Verb::read_tails);
  return act(suspicious_ ? Verb::look : Verb::fence);
}

// Whether the topic went on without us since the last look. Once it has been quiet for a rest, it is ours again.
std::optional<Failure> Publication::someone_else_wrote(const std::vector<Tail>& tails) {
  bool moved = false;
  for (std::size_t i = 0; i < tails.size() && i < lanes_.size(); ++i) {
    const auto seen = tails[i].last ? *tails[i].last->position : 0;
    if (seen <= lanes_[i].last) continue;
    lanes_[i].last = seen;
    moved = true;
  }
  if (!moved) return std::nullopt;
  return Failure{Condition::fenced, "somebody else went on publishing to the topic"};
}

Action Publication::on(const Tails& found) {
  if (auto refused = compare(found.tails, found.journal_tail)) return start_over(*refused);
  if (kept_ && !same_partitions(*kept_, found.tails)) {
    return start_over({Condition::partitions_changed, "the topic had " + std::to_string(kept_->lanes.size()) +
                                                          " partitions and has " + std::to_string(found.tails.size())});
  }
  if (verb_ == Verb::look) {
    if (overtaken_) {
      if (auto busy = someone_else_wrote(found.tails)) return start_over(*busy);
    }
    return act(Verb::fence);
  }
  suspicious_ = overtaken_ = false;
  auto resumption = resume(kept_, found.tails);
  lost_count_ += resumption.lost_count;
  lanes_ = std::move(resumption.lanes);
  kept_ = Kept{options_.topic, lanes_};
  front_ = position();
  return act(Verb::gather);
}

Action Publication::on(const Gathered& gathered) {
  gathered_ = gathered;
  if (gathered.event_count > 0) return act(Verb::publish);
  advance(gathered.through);
  if (!gathered.at_end) return act(Verb::gather);
  trouble_.reset();
  failure_count_ = 0;
  return act(Verb::listen, options_.watch_every);
}

Action Publication::on(const Delivered& delivered) {
  receipts_ = delivered.receipts;
  for (const auto& receipt : receipts_) {
    // The topic gives offsets that it had given before: it was made anew, and what we left there is gone.
    if (receipt.first_offset < lanes_[static_cast<std::size_t>(receipt.partition)].end) return act(Verb::abort);
  }
  return act(Verb::commit);
}

Action Publication::committed() {
  for (const auto& receipt : receipts_) {
    auto& lane = lanes_[static_cast<std::size_t>(receipt.partition)];
    lane.last = receipt.last_position;
    lane.end = receipt.last_offset + 1;
  }
  committed_count_ += gathered_.event_count;
  advance(gathered_.through);
  batch_max_ = std::min(batch_max_ * 2, options_.batch_max);
  trouble_.reset();
  failure_count_ = 0;
  return act(++unwatched_count_ < watch_after ? Verb::gather : Verb::watch);
}

void Publication::advance(std::uint64_t through) {
  for (auto& lane : lanes_) lane.published = std::max(lane.published, through);
  front_ = std::max(front_, through);
  kept_->lanes = lanes_;
}

Action Publication::on(const Woken& woken) { return act(woken.grown ? Verb::gather : Verb::watch); }

Action Publication::on(const Ends& found) {
  unwatched_count_ = 0;
  bool whole = found.ends.size() == lanes_.size();
  for (std::size_t i = 0; whole && i < lanes_.size(); ++i) whole = found.ends[i] >= lanes_[i].end;
  return act(whole ? Verb::gather : Verb::describe);
}

Action Publication::on(const Failure& failure) {
  // One event too large for the topic must not be mistaken for a batch that is: halve until it stands alone.
  if (failure.condition == Condition::message_too_large && batch_max_ > 1 && gathered_.event_count > 1) {
    batch_max_ = std::max<std::size_t>(1, gathered_.event_count / 2);
    if (failure.remedy == Remedy::abort) return act(Verb::abort);
  }
  if (failure.remedy == Remedy::start_over || verb_ == Verb::abort) return start_over(failure);
  trouble_ = failure;
  if (verb_ == Verb::publish || verb_ == Verb::commit) return act(Verb::abort);
  after_rest_ = verb_;
  return rest();
}

Action Publication::start_over(const Failure& failure) {
  trouble_ = failure;
  if (needs_a_person(failure.condition)) suspicious_ = true;
  if (failure.condition == Condition::fenced) overtaken_ = true;
  after_rest_ = Verb::create;
  return act(Verb::destroy);
}

Action Publication::rest() {
  auto pause = options_.pause_min;
  for (unsigned i = 0; i < failure_count_ && pause < options_.pause_max; ++i) pause *= 2;
  ++failure_count_;
  if (trouble_ && needs_a_person(trouble_->condition)) pause = options_.pause_max;
  return act(Verb::rest, std::min(pause, options_.pause_max));
}

}  // namespace docket::kafka
