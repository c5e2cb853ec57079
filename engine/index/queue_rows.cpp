#include "engine/index/queue_rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/base/bytes.hpp"
#include "engine/journal/keys.hpp"
#include "engine/model/sight.hpp"

namespace docket::index {
namespace {

namespace keys = journal::keys;
using journal::Family;

bool holds(const workflows::FieldTest& test, const nlohmann::json& data) {
  const auto at = data.find(test.field);
  if (at == data.end()) return false;
  if (!test.in.empty() && !(at->is_string() && test.in.contains(at->get_ref<const std::string&>()))) return false;
  return !test.at_least || (at->is_number() && at->get<double>() >= *test.at_least);
}

// A protected case stands in no row that others read; who may see it finds it by name.
struct Places {
  std::vector<std::string> rows;
  std::vector<std::string> counters;
};

Places places_of(const workflows::Queues& queues, const model::Case* subject) {
  Places places;
  if (subject == nullptr || !model::is_ordinary(*subject)) return places;
  for (const auto& queue : queues.all) {
    const auto split = split_of(queue, *subject);
    if (!split) continue;
    places.rows.push_back(keys::queue_rows(subject->org, queue.id, *split) + place_in_queue(*subject));
    places.counters.push_back(keys::queue_counter(subject->org, queue.id, *split));
  }
  return places;
}

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::ranges::find(list, one) != list.end();
}

}  // namespace

bool stands_in(const workflows::Queue& queue, const model::Case& subject) {
  if (!queue.workflows.contains(subject.workflow.id)) return false;
  if (!queue.states.empty() && !queue.states.contains(subject.state)) return false;
  if (queue.assigned && *queue.assigned != subject.assignment.has_value()) return false;
  if (queue.ended && *queue.ended != subject.ended) return false;
  if (subject.cycle < queue.cycle_at_least) return false;
  return std::ranges::all_of(queue.fields, [&](const auto& test) { return holds(test, subject.data.json()); });
}

std::optional<std::string> split_of(const workflows::Queue& queue, const model::Case& subject) {
  if (!stands_in(queue, subject)) return std::nullopt;
  if (!queue.by_assignee) return std::string();
  if (!subject.assignment || subject.assignment->user.empty()) return std::nullopt;
  return subject.assignment->user.str();
}

std::string place_in_queue(const model::Case& subject) {
  std::string place;
  bytes::put_time(place, subject.entered);
  return place + keys::pack_case(subject.id);
}

Moves moves_of(const workflows::Queues& queues, const model::Case* before, const model::Case& after) {
  const bool was_open = before != nullptr && model::is_ordinary(*before);
  const bool is_open = model::is_ordinary(after);
  Moves moves;
  for (const auto& queue : queues.all) {
    const bool stood = was_open && split_of(queue, *before).has_value();
    const bool stands = is_open && split_of(queue, after).has_value();
    if (stood && !stands) moves.left.push_back(queue.id);
    if (stands && !stood) moves.entered.push_back(queue.id);
  }
  return moves;
}

Timestamp waits_since(std::string_view place) { return bytes::Reader(place).time(); }

void append_queue_rows(const workflows::Queues& queues, const model::Case* before, const model::Case& after,
                       std::vector<journal::Row>& rows, CounterChanges& counters) {
  const auto left = places_of(queues, before);
  const auto entered = places_of(queues, &after);
  for (const auto& row : left.rows)
    if (!has(entered.rows, row)) rows.push_back({Family::index, row, std::nullopt});
  for (const auto& row : entered.rows)
    if (!has(left.rows, row)) rows.push_back({Family::index, row, ""});
  for (const auto& counter : left.counters) --counters[counter];
  for (const auto& counter : entered.counters) ++counters[counter];
}

std::vector<std::string> expected_queue_keys(const workflows::Queues& queues, const model::Case& subject) {
  return places_of(queues, &subject).rows;
}

std::vector<std::string> expected_queue_counters(const workflows::Queues& queues, const model::Case& subject) {
  return places_of(queues, &subject).counters;
}

}  // namespace docket::index
