#include "adapters/http/queue_list.hpp"

#include "adapters/http/rendering.hpp"
#include "engine/base/json_text.hpp"
#include "engine/index/circle.hpp"

namespace docket::http {

index::Query queue_query(const Services& services, const model::Actor& actor) {
  index::Query query;
  query.org = actor.org;
  query.circle = index::circle_of(actor, services.access.orgs());
  return query;
}

Result<std::string> queue_list(const Services& services, const model::Actor& actor) {
  const auto counted = services.reader.queues(queue_query(services, actor), services.queues);
  if (!counted) return std::unexpected(counted.error());
  std::string out = "{";
  append_name(out, "queues");
  out += '[';
  for (const auto& row : *counted) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "id", row.queue->id);
    append_name(out, "label");
    append_label(out, row.queue->label);
    append_name(out, "count");
    out += std::to_string(row.count);
    append_name(out, "oldest_at");
    if (row.oldest) {
      append_json_string(out, format_timestamp(*row.oldest));
    } else {
      out += "null";
    }
    out += '}';
  }
  out += "]}";
  return out;
}

}  // namespace docket::http
