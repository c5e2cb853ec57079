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
  bool chunked = false;       // of an answer that goes on: framed by append_chunk, else it ends with the connection
};

// Appends to `out`.
void compose(std::string& out, const Response& response, const Wrapping& wrapping);

// RFC 9112, 7.1. An empty one is the last.
void append_chunk(std::string& out, std::string_view bytes);

}  // namespace docket::http
