#include "adapters/http/handlers.hpp"
#include "engine/base/json_text.hpp"
#include "engine/model/ids.hpp"

namespace docket::http {
namespace {

void append_number(std::string& out, std::string_view name, std::uint64_t number) {
  append_name(out, name);
  out += std::to_string(number);
}

void append_trouble(std::string& out, const feed::Trouble& trouble) {
  append_member(out, "condition", trouble.condition);
  append_member(out, "message", trouble.sentence.zh_cn);
  append_member(out, "message_en", trouble.sentence.en);
  append_member(out, "detail", trouble.detail);
  append_member(out, "since", format_timestamp(trouble.since));
}

void append_follower(std::string& out, const feed::Status& status) {
  if (out.back() != '[') out += ',';
  out += '{';
  append_member(out, "name", status.name);
  append_member(out, "position", model::format_position({0, status.position}));
  append_member(out, "tail", model::format_position({0, status.tail}));
  append_number(out, "lag", status.tail - status.position);
  append_number(out, "published", status.published);
  append_member(out, "state", status.trouble ? "waiting" : status.checking ? "checking" : "publishing");
  append_flag(out, "degraded", status.degraded);
  if (status.trouble) append_trouble(out, *status.trouble);
  out += '}';
}

}  // namespace

Response list_followers(Call& call) {
  Response response;
  append_name(response.body += '{', "followers");
  response.body += '[';
  for (const auto* follower : call.app.services.followers) append_follower(response.body, follower->status());
  response.body += "]}";
  return response;
}

}  // namespace docket::http
