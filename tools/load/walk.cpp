#include "tools/load/walk.hpp"

#include <fmt/format.h>

#include <utility>

namespace docket::load {

Walk::Walk(const Options& options, std::string key_prefix) : options_(options), key_prefix_(std::move(key_prefix)) {}

std::string Walk::next_request() {
  if (options_.mode == Mode::get) {
    const auto clerk = options_.tokens.find("clerk");
    const auto token = clerk == options_.tokens.end() ? "" : fmt::format("Authorization: Bearer {}\r\n", clerk->second);
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}:{}\r\n{}\r\n", options_.path, options_.host, options_.port, token);
  }
  const auto key = options_.keys ? fmt::format("Idempotency-Key: {}-{}\r\n", key_prefix_, ++key_count_) : "";
  const auto content = body();
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}:{}\r\nAuthorization: Bearer {}\r\n{}"
      "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      path(), options_.host, options_.port, options_.tokens.find(std::string(role()))->second, key, content.size(),
      content);
}

bool Walk::accept(const Response& response) {
  if (options_.mode == Mode::get) return response.status == 200;
  const bool opening = step_ == 0;
  if (response.status != (opening ? 201 : 200) || (opening && response.location.empty())) {
    abandon();
    return false;
  }
  if (opening) {
    case_path_ = response.location;
    ++case_count_;
  }
  step_ = leaves_here() ? 0 : (step_ + 1) % step_names.size();
  return true;
}

bool Walk::leaves_here() const {
  return options_.leave > 0 && step_names[step_] == "resolve" &&
         case_count_ % static_cast<std::uint64_t>(options_.leave) == 0;
}

std::string Walk::path() const {
  return step_ == 0 ? "/v1/cases" : fmt::format("{}/actions/{}", case_path_, step_names[step_]);
}

std::string_view Walk::role() const { return step_names[step_] == "resolve" ? "deputy" : "clerk"; }

std::string Walk::body() const {
  switch (step_) {
    case 0:
      return R"({"workflow":"opinion-basic","action":"open","input":{"kind":"opinion","title":"村口路灯不亮",)"
             R"("content":"村口三盏路灯坏了两周，老人夜里出门不安全，请尽快修好。","area":"hewan",)"
             R"("category":"power","petitioner":{"name":"张三"},"contact":"13900000000","anonymous":false}})";
    case 1:
      return fmt::format(R"({{"input":{{"assignee":"{}"}}}})", options_.assignee);
    case 2:
      return R"({"input":{"reply":"已联系供电所，三盏路灯都已更换并试亮。","result":"solved"}})";
    case 3:
      return R"({"input":{"rating":"satisfied"}})";
    default:
      return R"({"input":{}})";
  }
}

}  // namespace docket::load
