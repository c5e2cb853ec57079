// Queues as one person sees them: the shared rows and counters of their orgs, and beside them the cases that stand in
// no shared row. The other half of Reader is reader.cpp.
#include <algorithm>

#include "engine/base/bytes.hpp"
#include "engine/index/cursor.hpp"
#include "engine/index/merge.hpp"
#include "engine/index/queue_rows.hpp"
#include "engine/index/reader.hpp"
#include "engine/journal/keys.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;
using model::Case;
using workflows::Queue;

constexpr std::string_view user_prefix = "user:";

std::string user_of(const std::string& assignee) {
  return assignee.starts_with(user_prefix) ? assignee.substr(user_prefix.size()) : assignee;
}

// Are all ordinary cases of the queue the asker's to see? A studio sees its disputes.
bool whole(const Query& query, const Queue& queue) {
  const auto& mine = query.circle.workflows;
  return query.circle.whole || std::ranges::all_of(queue.workflows, [&mine](const std::string& workflow) {
           return std::ranges::find(mine, workflow) != mine.end();
         });
}

// The orgs whose shared rows are all the asker's to see.
std::vector<model::OrgId> whole_orgs(const Query& query, const Queue& queue) {
  auto orgs = query.circle.below;
  if (whole(query, queue)) orgs.push_back(query.org);
  return orgs;
}

struct Split {
  std::string name;
  std::uint64_t count;
};

Result<std::vector<Split>> splits_of(const journal::Store& store, const model::OrgId& org, const Queue& queue) {
  const auto prefix = keys::queue_counters(org, queue.id);
  auto rows = store.scan(Family::index, {prefix, keys::prefix_end(prefix), 10'000, false});
  if (!rows) return std::unexpected(rows.error());
  std::vector<Split> splits;
  for (const auto& row : *rows) {
    const auto count = bytes::Reader(row.value).u64();
    if (count > 0) splits.push_back({row.key.substr(prefix.size(), row.key.size() - prefix.size() - 1), count});
  }
  return splits;
}

void keep_older(std::optional<Timestamp>& oldest, Timestamp candidate) {
  if (!oldest || candidate < *oldest) oldest = candidate;
}

}  // namespace

Result<QueueCount> Reader::standing(const model::OrgId& org, const Queue& queue) const {
  QueueCount row{&queue, 0, {}};
  const auto splits = splits_of(store_, org, queue);
  if (!splits) return std::unexpected(splits.error());
  for (const auto& split : *splits) {
    row.count += split.count;
    const auto prefix = keys::queue_rows(org, queue.id, split.name);
    const auto first = store_.scan(Family::index, {prefix, keys::prefix_end(prefix), 1, false});
    if (!first) return std::unexpected(first.error());
    if (!first->empty())
      keep_older(row.oldest, waits_since(std::string_view(first->front().key).substr(prefix.size())));
  }
  return row;
}

Result<std::vector<QueueCount>> Reader::queues(const Query& query, const workflows::Queues& queues) const {
  const auto guarded = protected_ones(query);
  if (!guarded) return std::unexpected(guarded.error());
  const bool every = std::ranges::all_of(queues.all, [&query](const Queue& queue) { return whole(query, queue); });
  const auto mine = every ? guarded : beside_counters(query);
  if (!mine) return std::unexpected(mine.error());
  std::vector<QueueCount> counted;
  for (const auto& queue : queues.all) {
    QueueCount row{&queue, 0, {}};
    for (const auto& org : whole_orgs(query, queue)) {
      const auto there = standing(org, queue);
      if (!there) return std::unexpected(there.error());
      row.count += there->count;
      if (there->oldest) keep_older(row.oldest, *there->oldest);
    }
    for (const auto& subject : whole(query, queue) ? *guarded : *mine) {
      if (!split_of(queue, subject)) continue;
      ++row.count;
      keep_older(row.oldest, subject.entered);
    }
    counted.push_back(row);
  }
  return counted;
}

Result<Page> Reader::queue(const Query& query, const Queue& queue) const {
  auto last = query.cursor.empty() ? std::optional(std::string()) : open_cursor(secret_, query, query.cursor);
  if (!last) return fail(Errc::read_failed, "the cursor belongs to another query");
  const auto fits = [&](const Case& subject) {
    const auto split = split_of(queue, subject);
    return split && (!query.assignee || *split == user_of(*query.assignee));
  };
  std::vector<std::string> tables;
  for (const auto& org : whole_orgs(query, queue)) {
    const auto splits = splits_of(store_, org, queue);
    if (!splits) return std::unexpected(splits.error());
    for (const auto& split : *splits)
      if (!query.assignee || split.name == user_of(*query.assignee))
        tables.push_back(keys::queue_rows(org, queue.id, split.name));
  }
  auto beside = whole(query, queue) ? protected_ones(query) : beside_counters(query);
  if (!beside) return std::unexpected(beside.error());
  std::erase_if(*beside, [&](const Case& subject) { return !fits(subject) || place_in_queue(subject) <= *last; });
  std::ranges::sort(*beside, {}, place_in_queue);

  Page page;
  std::vector<std::string> places;  // at which the cases of the page were found: one may have moved on since
  auto waiting = beside->begin();
  const auto full = [&] { return page.cases.size() > query.limit; };
  const auto take = [&](Case subject, std::string place) {
    page.cases.push_back(std::move(subject));
    places.push_back(std::move(place));
  };
  const auto take_those_before = [&](const std::string& place) {
    while (!full() && waiting != beside->end() && (place.empty() || place_in_queue(*waiting) < place)) {
      auto own = place_in_queue(*waiting);
      take(std::move(*waiting++), std::move(own));
    }
  };
  Merge merge(store_, std::move(tables), *last, false, query.limit + 1);
  while (!full()) {
    const auto id = merge.next();
    if (!id) return std::unexpected(id.error());
    if (!*id) break;
    take_those_before(merge.place());
    auto subject = find(**id);
    if (!subject) return std::unexpected(subject.error());
    if (!full() && *subject && fits(**subject) && query.circle.sees(**subject))
      take(std::move(**subject), merge.place());
  }
  take_those_before("");
  if (full()) {
    page.cases.pop_back();
    page.next = make_cursor(secret_, query, places[query.limit - 1]);
  }
  return page;
}

}  // namespace docket::index
