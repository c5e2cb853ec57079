#include "adapters/http/header_gate.hpp"

#include <gtest/gtest.h>

namespace docket::http {
namespace {

Head post(std::vector<Field> fields) {
  fields.insert(fields.begin(), {"Host", "docket.example"});
  return {"POST", "/v1/cases", 11, std::move(fields), false};
}

std::optional<Reason> refused(const Head& head, const std::vector<std::string>& hosts = {}) {
  const auto frame = check_head(head, hosts);
  return frame ? std::nullopt : std::optional(frame.error());
}

TEST(HeaderGate, takes_one_content_length_or_chunked_alone) {
  const auto sized = check_head(post({{"Content-Length", "12"}}), {});
  ASSERT_TRUE(sized);
  EXPECT_EQ(sized->length, 12U);
  EXPECT_FALSE(sized->chunked);
  const auto chunked = check_head(post({{"Transfer-Encoding", "Chunked"}}), {});
  ASSERT_TRUE(chunked);
  EXPECT_TRUE(chunked->chunked);
}

TEST(HeaderGate, refuses_every_ambiguous_frame) {
  EXPECT_EQ(refused(post({{"Transfer-Encoding", "gzip"}, {"Content-Length", "5"}})), Reason::bad_framing);
  EXPECT_EQ(refused(post({{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}})), Reason::bad_framing);
  EXPECT_EQ(refused(post({{"Content-Length", "5, 5"}})), Reason::bad_framing);
  EXPECT_EQ(refused(post({{"Content-Length", "5"}, {"Content-Length", "5"}})), Reason::bad_framing);
  EXPECT_EQ(refused(post({{"Content-Length", "99999999999999999999"}})), Reason::bad_framing);
  for (const auto* encoding : {"gzip", "xchunked", "chunked, gzip", "chunked, identity"}) {
    EXPECT_EQ(refused(post({{"Transfer-Encoding", encoding}})), Reason::unsupported_encoding) << encoding;
  }
  auto old = post({{"Transfer-Encoding", "chunked"}});
  old.version = 10;
  EXPECT_EQ(refused(old), Reason::bad_framing);
}

TEST(HeaderGate, wants_exactly_one_well_formed_host) {
  EXPECT_EQ(refused({"GET", "/", 11, {}, false}), Reason::bad_host);
  EXPECT_EQ(refused({"GET", "/", 11, {{"Host", "a"}, {"host", "a"}}, false}), Reason::bad_host);
  for (const auto* host : {"", "a b", "a/b", "user@a", "a:port", "[::1", "a:123456"}) {
    EXPECT_EQ(refused({"GET", "/", 11, {{"Host", host}}, false}), Reason::bad_host) << host;
  }
  for (const auto* host : {"a", "docket.example:8080", "127.0.0.1", "[::1]", "[::1]:80"}) {
    EXPECT_EQ(refused({"GET", "/", 11, {{"Host", host}}, false}), std::nullopt) << host;
  }
}

TEST(HeaderGate, knows_only_the_configured_hosts) {
  EXPECT_EQ(refused({"GET", "/", 11, {{"Host", "Docket.example:80"}}, false}, {"docket.example"}), std::nullopt);
  EXPECT_EQ(refused({"GET", "/", 11, {{"Host", "evil.example"}}, false}, {"docket.example"}), Reason::bad_host);
}

TEST(HeaderGate, takes_only_origin_form_targets) {
  for (const auto* target :
       {"http://evil/x", "*", "cases", "//evil/x", "/a#b", "/a b", "/%zz", "/%4", "/\xE6\xB2\xB3"}) {
    EXPECT_EQ(refused({"GET", target, 11, {{"Host", "a"}}, false}), Reason::bad_target) << target;
  }
  EXPECT_EQ(refused({"OPTIONS", "*", 11, {{"Host", "a"}}, false}), std::nullopt);
}

TEST(HeaderGate, refuses_trailers_folds_and_unknown_methods) {
  EXPECT_EQ(refused(post({{"Trailer", "X-Role"}, {"Transfer-Encoding", "chunked"}})), Reason::bad_trailer);
  auto folded = post({});
  folded.folded = true;
  EXPECT_EQ(refused(folded), Reason::bad_request);
  EXPECT_EQ(refused({"BREW", "/", 11, {{"Host", "a"}}, false}), Reason::unknown_method);
  EXPECT_EQ(refused({"get", "/", 11, {{"Host", "a"}}, false}), Reason::unknown_method);
}

TEST(HeaderGate, refuses_a_body_where_none_has_a_meaning) {
  EXPECT_EQ(refused({"GET", "/", 11, {{"Host", "a"}, {"Content-Length", "1"}}, false}), Reason::unexpected_body);
  EXPECT_EQ(refused({"GET", "/", 11, {{"Host", "a"}, {"Content-Length", "0"}}, false}), std::nullopt);
}

TEST(HeaderGate, answers_only_the_one_expectation) {
  EXPECT_EQ(refused(post({{"Expect", "magic"}, {"Content-Length", "1"}})), Reason::expectation_failed);
  EXPECT_TRUE(check_head(post({{"Expect", "100-Continue"}, {"Content-Length", "1"}}), {})->wants_continue);
  EXPECT_FALSE(check_head(post({{"Expect", "100-continue"}}), {})->wants_continue);
}

TEST(HeaderGate, keeps_the_connection_unless_asked_not_to) {
  EXPECT_TRUE(check_head(post({}), {})->keep_alive);
  EXPECT_FALSE(check_head(post({{"Connection", "x, Close"}}), {})->keep_alive);
  auto old = post({});
  old.version = 10;
  EXPECT_FALSE(check_head(old, {})->keep_alive);
}

}  // namespace
}  // namespace docket::http
