// Bytes that a protocol library lets through, or that two readers would read differently: every one is
// refused, and the connection with it, before a handler sees anything.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/http/world.hpp"

namespace docket::http::test {
namespace {

struct Row {
  const char* name;
  std::string bytes;
  std::vector<int> statuses;
};

std::string post(const std::string& headers, const std::string& body) {
  return "POST /v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body;
}

std::string get(const std::string& line, const std::string& headers = "Host: a\r\n") {
  return line + "\r\n" + headers + "\r\n";
}

std::vector<Row> refused_rows() {
  return {
      // What the parser refuses by itself.
      {"CL and TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), {400}},
      {"TE and CL", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), {400}},
      {"CL then TE gzip", post("Content-Length: 5\r\nTransfer-Encoding: gzip\r\n", "12345"), {400}},
      {"differing CLs", post("Content-Length: 5\r\nContent-Length: 6\r\n", "12345"), {400}},
      {"CL with a plus", post("Content-Length: +5\r\n", "12345"), {400}},
      {"CL with a minus", post("Content-Length: -5\r\n", "12345"), {400}},
      {"CL overflow", post("Content-Length: 99999999999999999999999\r\n", "12345"), {400}},
      {"space before colon", get("GET /livez HTTP/1.1", "Host : a\r\n"), {400}},
      {"bare LF", "GET /livez HTTP/1.1\nHost: a\n\n\r\n\r\n", {400}},
      {"bare CR in a value", get("GET /livez HTTP/1.1", "Host: a\r\nX: a\rb\r\n"), {400}},
      {"NUL in a value", get("GET /livez HTTP/1.1", std::string("Host: a\r\nX: a\0b\r\n", 18)), {400}},
      {"control in the target", get("GET /livez\x01 HTTP/1.1"), {400}},
      {"HTTP/1.9", get("GET /livez HTTP/1.9"), {400, 505}},
      {"HTTP/2.0", get("GET /livez HTTP/2.0"), {400, 505}},
      // What it accepts and the gate must not.
      {"TE gzip then CL", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", "12345"), {400, 501}},
      {"TE gzip", post("Transfer-Encoding: gzip\r\n", "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"), {400, 501}},
      {"TE xchunked", post("Transfer-Encoding: xchunked\r\n", "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"), {400, 501}},
      {"TE chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), {400, 501}},
      {"TE chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), {400, 501}},
      {"chunked on HTTP/1.0",
       "POST /v1/cases HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       {400}},
      {"CL list", post("Content-Length: 5, 5\r\n", "12345"), {400}},
      {"repeated equal CL", post("Content-Length: 5\r\nContent-Length: 5\r\n", "12345"), {400}},
      {"no Host", get("GET /livez HTTP/1.1", ""), {400}},
      {"two Hosts", get("GET /livez HTTP/1.1", "Host: a\r\nHost: a\r\n"), {400}},
      {"absolute form", get("GET http://evil/livez HTTP/1.1"), {400}},
      {"folded value", get("GET /livez HTTP/1.1", "Host: a\r\nX: a\r\n b\r\n"), {400}},
      {"folded Host", get("GET /livez HTTP/1.1", "Host:\r\n a\r\n"), {400}},
      {"target beyond ASCII", get("GET /livez\xC3\xA9 HTTP/1.1"), {400}},
      {"unknown method", get("BREW /livez HTTP/1.1"), {501}},
      {"declared trailer", post("Transfer-Encoding: chunked\r\nTrailer: X-Role\r\n", "0\r\n\r\n"), {400}},
      {"GET with a body", get("GET /livez HTTP/1.1", "Host: a\r\nContent-Length: 5\r\n") + "12345", {400}},
      {"unknown expectation", post("Expect: the-spanish-inquisition\r\nContent-Length: 2\r\n", "{}"), {417}},
      {"no HTTP at all", "\x16\x03\x01\x02\x05\x01\x02\x03\x04\r\n\r\n", {400}},
  };
}

TEST(Framing, what_is_ambiguous_is_refused_and_the_connection_closed) {
  World world;
  for (const auto& row : refused_rows()) {
    Client client(world.port);
    client.send(row.bytes);
    const auto reply = client.read();
    ASSERT_TRUE(reply) << row.name;
    EXPECT_NE(std::ranges::find(row.statuses, reply->status), row.statuses.end()) << row.name << ": " << reply->status;
    EXPECT_EQ(reply->headers.at("content-type"), "application/problem+json") << row.name;
    EXPECT_FALSE(reply->json().at("request_id").get<std::string>().empty()) << row.name;
    EXPECT_EQ(reply->headers.at("connection"), "close") << row.name;
    EXPECT_TRUE(client.is_closed()) << row.name << ": nothing after it may be served";
  }
}

struct Authorized {
  World world;
  std::string open(const std::string& headers, const std::string& body) {
    return post("Authorization: Bearer " + world.voter + "\r\n" + headers, body);
  }
};

std::string chunk(const std::string& text) {
  char size[20];
  std::snprintf(size, sizeof(size), "%zx\r\n", text.size());
  return size + text + "\r\n";
}

TEST(Framing, chunks_make_one_body) {
  Authorized door;
  Client client(door.world.port);
  const auto body = open_body();
  client.send(
      door.open("Transfer-Encoding: chunked\r\n", chunk(body.substr(0, 7)) + chunk(body.substr(7)) + "0\r\n\r\n"));
  EXPECT_EQ(client.read()->status, 201);
  EXPECT_EQ(client.call("GET", "/livez", "").status, 200) << "the next request begins where the last chunk ended";
}

TEST(Framing, a_trailer_is_refused_and_never_becomes_a_header) {
  Authorized door;
  for (const auto* trailer : {"X-Role: admin\r\n", "Authorization: Bearer x\r\n", "Content-Length: 3\r\n"}) {
    Client client(door.world.port);
    client.send(door.open("Transfer-Encoding: chunked\r\n", chunk(open_body()) + "0\r\n" + trailer + "\r\n"));
    const auto reply = client.read();
    ASSERT_TRUE(reply) << trailer;
    EXPECT_EQ(reply->status, 400) << trailer;
    EXPECT_TRUE(client.is_closed()) << trailer;
  }
}

TEST(Framing, broken_chunks_are_refused) {
  Authorized door;
  for (const std::string& body :
       {std::string("0x5\r\n12345\r\n0\r\n\r\n"), std::string("5\n12345\r\n0\r\n\r\n"),
        std::string("fffffffffffffffff\r\n12345\r\n"), "5;" + std::string(200'000, 'x') + "\r\n"}) {
    Client client(door.world.port);
    client.send(door.open("Transfer-Encoding: chunked\r\n", body));
    const auto reply = client.read();
    ASSERT_TRUE(reply) << body.substr(0, 20);
    EXPECT_EQ(reply->status, 400) << body.substr(0, 20);
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(Framing, an_upgrade_is_ignored) {
  Authorized door;
  Client client(door.world.port);
  const auto body = open_body();
  client.send(door.open(
      "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: " + std::to_string(body.size()) + "\r\n", body));
  EXPECT_EQ(client.read()->status, 201);
}

TEST(Framing, pipelined_requests_are_answered_in_order) {
  World world;
  Client client(world.port);
  client.send(get("GET /livez HTTP/1.1") + get("GET /nowhere HTTP/1.1") + get("HEAD /livez HTTP/1.1") +
              get("GET /readyz HTTP/1.1"));
  EXPECT_EQ(client.read()->status, 200);
  EXPECT_EQ(client.read()->status, 404);
  EXPECT_EQ(client.read(true)->headers.at("content-length"), "17");
  EXPECT_EQ(client.read()->status, 200);
}

TEST(Framing, a_request_may_arrive_byte_by_byte) {
  World world;
  Client client(world.port);
  for (const char c : get("GET /livez HTTP/1.1", "Host: a\r\nX-Long: value\r\n")) client.send({&c, 1});
  EXPECT_EQ(client.read()->status, 200);
}

TEST(Framing, http_1_0_is_answered_and_closed) {
  World world;
  Client client(world.port);
  client.send("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.read()->status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST(Framing, continue_is_said_before_the_body_is_sent) {
  Authorized door;
  Client client(door.world.port);
  const auto body = open_body();
  client.send(door.open("Expect: 100-continue\r\nContent-Length: " + std::to_string(body.size()) + "\r\n", ""));
  EXPECT_EQ(client.read()->status, 100);
  client.send(body);
  EXPECT_EQ(client.read()->status, 201);
}

}  // namespace
}  // namespace docket::http::test
