#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/http/openapi_parts.hpp"
#include "adapters/http/problem.hpp"
#include "adapters/http/wire.hpp"

namespace docket::http {
namespace {

using nlohmann::json;

struct Answers {
  std::set<std::string> codes;
  std::string sentences;  // the door's own; those of the domain depend on the case
};

std::map<int, Answers> answers_by_status() {
  std::map<int, Answers> all;
  for (int i = 0; i <= static_cast<int>(last_reason); ++i) {
    const auto made = problem(static_cast<Reason>(i));
    auto& answers = all[made.status];
    answers.codes.insert(made.code);
    answers.sentences += "\n- `" + made.code + "`: " + made.detail.zh_cn + " · " + made.detail.en;
  }
  for (int i = 0;; ++i) {
    const auto code = static_cast<model::RejectionCode>(i);
    if (model::code_name(code) == "unknown") return all;  // behind the last one
    const auto made = to_problem(model::Rejection{code, {}, {}, {}});
    all[made.status].codes.insert(made.code);
  }
}

json header(const char* name) { return {{"$ref", std::string("#/components/headers/") + name}}; }

json headers_of(int status) {
  json headers = {{"X-Request-Id", header("X-Request-Id")}};
  if (status == 401) headers["WWW-Authenticate"] = header("WWW-Authenticate");
  if (status == 409 || status == 429 || status == 503) headers["Retry-After"] = header("Retry-After");
  return headers;
}

}  // namespace

json problem_answers() {
  json responses = json::object();
  for (const auto& [status, answers] : answers_by_status()) {
    if (status == 405) continue;  // the answer to what is no operation
    json own = {{"properties", {{"status", {{"const", status}}}, {"code", {{"enum", answers.codes}}}}}};
    own["required"] = status >= 500 ? json::array({"outcome"}) : json::array();
    const auto title = title_of(status);
    responses[std::to_string(status)] = {
        {"description", title.zh_cn + " · " + title.en + "\n" + answers.sentences},
        {"headers", headers_of(status)},
        {"content",
         {{"application/problem+json",
           {{"schema", {{"allOf", {{{"$ref", "#/components/schemas/Problem"}}, std::move(own)}}}}}}}}};
  }
  return responses;
}

}  // namespace docket::http
