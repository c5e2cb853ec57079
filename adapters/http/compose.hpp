// One answer as the bytes that go out: status line, our own fields, body, in one string. Pure.
#pragma once

#include <string>
#include <string_view>

#include "adapters/http/message.hpp"

namespace docket::http {

struct Wrapping {
  std::string_view date;  // IMF-fixdate
  std::string_view request_id;
  bool keep_alive = true;
  bool without_body = false;  // an answer to HEAD: the length is told, the bytes are not sent
  bool private_data = false;  // under /v1: nothing may keep a copy
};

// Appends to `out`.
void compose(std::string& out, const Response& response, const Wrapping& wrapping);

}  // namespace docket::http
