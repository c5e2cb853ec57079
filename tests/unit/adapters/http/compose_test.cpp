#include "adapters/http/compose.hpp"

#include <gtest/gtest.h>

namespace docket::http {
namespace {

TEST(Compose, writes_one_answer_as_its_bytes) {
  Response response;
  response.status = 201;
  response.body = "{}";
  add_header(response, "ETag", "\"v1\"");
  std::string out;
  compose(out, response, {.date = "Thu, 01 Jan 1970 00:00:00 GMT", .request_id = "r", .private_data = true});
  EXPECT_EQ(out,
            "HTTP/1.1 201 Created\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: application/json\r\n"
            "Content-Length: 2\r\nX-Request-Id: r\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
            "ETag: \"v1\"\r\n\r\n{}");
}

TEST(Compose, tells_a_head_request_the_length_only) {
  Response response;
  response.body = "{}";
  std::string out;
  compose(out, response, {.date = "d", .request_id = "r", .keep_alive = false, .without_body = true});
  EXPECT_NE(out.find("Content-Length: 2\r\n"), std::string::npos);
  EXPECT_NE(out.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(out.ends_with("\r\n\r\n"));
}

TEST(ComposeDeathTest, a_header_of_ours_with_a_line_break_is_a_bug) {
  Response response;
  EXPECT_DEATH(add_header(response, "Location", "a\r\nSet-Cookie: b"), "line break");
}

}  // namespace
}  // namespace docket::http
