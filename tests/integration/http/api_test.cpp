// The contract of /v1, call by call.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <set>

#include "tests/integration/http/world.hpp"

namespace docket::http::test {
namespace {

struct Api : testing::Test {
  Reply act(const std::string& id, const std::string& action, const std::string& token, const std::string& input = "{}",
            const std::string& headers = "") {
    return client.call("POST", "/v1/cases/" + id + "/actions/" + action, token, R"({"input":)" + input + "}", headers);
  }
  Reply get(const std::string& target) { return client.call("GET", target, world.clerk); }

  World world;
  Client client{world.port};
};

TEST_F(Api, opening_a_case_answers_with_the_case_and_its_event) {
  const auto reply = client.call("POST", "/v1/cases", world.voter, open_body());
  ASSERT_EQ(reply.status, 201) << reply.body;
  const auto subject = reply.json().at("case");
  EXPECT_EQ(reply.headers.at("etag"), "\"v1\"");
  EXPECT_EQ(reply.headers.at("location"), "/v1/cases/" + subject.at("id").get<std::string>());
  EXPECT_EQ(reply.headers.at("cache-control"), "no-store");
  EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(subject.at("state").at("id"), "received");
  EXPECT_EQ(subject.at("state").at("kind"), "initial");
  EXPECT_EQ(subject.at("state").at("clock"), "run");
  EXPECT_EQ(subject.at("sequence"), 1);
  EXPECT_EQ(subject.at("opened_by"), "voter-desk");
  EXPECT_TRUE(subject.at("assignee").is_null());
  EXPECT_EQ(subject.at("workflow").at("id"), "opinion-basic");
  const auto event = reply.json().at("events").at(0);
  EXPECT_EQ(event.at("type"), "docket.case.opened.v1");
  EXPECT_EQ(event.at("correlationid"), reply.headers.at("x-request-id"));
}

TEST_F(Api, personal_values_are_joined_into_the_case_and_never_into_an_event) {
  const auto reply = client.call("POST", "/v1/cases", world.voter, open_body());
  EXPECT_EQ(reply.json().at("case").at("data").at("title"), "路灯不亮");
  EXPECT_EQ(reply.json().at("case").at("data").at("petitioner").at("name"), "张三丰");
  EXPECT_EQ(reply.json().at("events").dump().find("张三丰"), std::string::npos);
  const std::string id = reply.json().at("case").at("id");
  const auto history = get("/v1/cases/" + id + "/events").json();
  EXPECT_EQ(history.at("events").dump().find("路灯"), std::string::npos);
  EXPECT_EQ(history.at("personal").at(id + "-1").at("/title"), "路灯不亮");
  EXPECT_EQ(get("/v1/events").body.find("13900001111"), std::string::npos);
}

TEST_F(Api, a_case_walks_from_received_to_closed) {
  const auto id = world.opened();
  const auto assigned = act(id, "assign", world.clerk, R"({"assignee":"deputy-wang"})");
  ASSERT_EQ(assigned.status, 200) << assigned.body;
  EXPECT_EQ(assigned.headers.at("etag"), "\"v2\"");
  EXPECT_EQ(assigned.json().at("case").at("assignee").at("user"), "deputy-wang");
  const auto deputy = world.token("deputy-wang");
  EXPECT_EQ(act(id, "resolve", deputy, R"({"reply":"已修好","result":"solved"})").status, 200);
  const std::string code =
      client.call("POST", "/v1/cases/" + id + "/query-code", world.clerk, "{}").json().at("query_code");
  EXPECT_EQ(act(id, "rate", code, R"({"rating":"satisfied"})").status, 200);
  const auto closed = act(id, "close", world.clerk);
  EXPECT_EQ(closed.status, 200) << closed.body;
  EXPECT_EQ(closed.json().at("case").at("state").at("kind"), "final");
}

TEST_F(Api, a_case_lists_the_actions_open_to_this_caller_with_their_forms) {
  const auto id = world.opened();
  std::set<std::string> names;
  for (const auto& action : get("/v1/cases/" + id).json().at("case").at("actions")) {
    names.insert(action.at("id"));
    EXPECT_TRUE(action.at("label").contains("zh-CN"));
    EXPECT_TRUE(action.at("input").is_object());
  }
  EXPECT_TRUE(names.contains("assign"));
  EXPECT_FALSE(names.contains("resolve")) << "not from this state, not this role";
  EXPECT_FALSE(names.contains("open"));
}

TEST_F(Api, a_past_moment_is_read_by_sequence_or_time_and_offers_no_actions) {
  const auto id = world.opened();
  const std::string opened_at = get("/v1/cases/" + id).json().at("case").at("opened_at");
  act(id, "assign", world.clerk, R"({"assignee":"deputy-wang"})");
  const auto first = get("/v1/cases/" + id + "?as_of=1");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.headers.at("etag"), "\"v1\"");
  EXPECT_EQ(first.json().at("case").at("state").at("id"), "received");
  EXPECT_FALSE(first.json().at("case").contains("actions"));
  EXPECT_EQ(get("/v1/cases/" + id + "?as_of=2000-01-01T00:00:00Z").status, 404);
  EXPECT_EQ(get("/v1/cases/" + id + "?as_of=9").status, 404);
  EXPECT_EQ(get("/v1/cases/" + id + "?as_of=yesterday").code(), "invalid-parameter");
  EXPECT_EQ(get("/v1/cases/" + id + "?as_of=" + opened_at).status, 200);
}

TEST_F(Api, a_missing_case_is_the_same_answer_however_it_is_missing) {
  const std::string missing = "case_01980000-0000-7000-8000-000000000000";
  const auto strip = [](Reply reply) {
    auto json = reply.json();
    json.erase("request_id");
    return json;
  };
  const auto expected = strip(get("/v1/cases/" + missing));
  EXPECT_EQ(expected.at("status"), 404);
  EXPECT_EQ(strip(get("/v1/cases/not-an-id")), expected);
  EXPECT_EQ(strip(get("/v1/cases/" + missing + "/events")), expected);
  EXPECT_EQ(strip(get("/v1/cases/" + missing + "?as_of=1")), expected);
  EXPECT_EQ(strip(act(missing, "assign", world.clerk, R"({"assignee":"deputy-wang"})")), expected);
  EXPECT_EQ(strip(act("not-an-id", "assign", world.clerk)), expected);
}

TEST_F(Api, refusals_of_the_domain_have_their_own_statuses) {
  const auto id = world.opened();
  EXPECT_EQ(Client(world.port).call("POST", "/v1/cases/" + id + "/actions/remind", world.voter, "{}").status, 403)
      << "an intake token only opens cases";
  EXPECT_EQ(act(id, "resolve", world.clerk, R"({"reply":"已修好","result":"solved"})").status, 403);
  EXPECT_EQ(act(id, "close", world.clerk).status, 409);
  EXPECT_EQ(act(id, "fly", world.clerk).status, 404);
  const auto invalid = act(id, "assign", world.clerk, R"({"assignee":7})");
  EXPECT_EQ(invalid.status, 422);
  EXPECT_EQ(invalid.json().at("errors").at(0).at("pointer"), "/assignee");
  EXPECT_EQ(act(id, "assign", world.clerk, R"({"assignee":"nobody"})").status, 422);
  const auto guarded = act(id, "refer", world.clerk);
  EXPECT_EQ(guarded.status, 409);
  EXPECT_EQ(guarded.json().at("guard"), "is_dispute");
  EXPECT_EQ(client.call("POST", "/v1/cases", world.voter, R"({"workflow":"none","action":"open","input":{}})").status,
            404);
  EXPECT_EQ(client.call("POST", "/v1/cases", world.clerk, R"({"workflow":"opinion-basic","action":"close","input":{}})")
                .status,
            409);
}

TEST_F(Api, if_match_refuses_what_has_moved_on) {
  const auto id = world.opened();
  const std::string input = R"({"assignee":"deputy-wang"})";
  EXPECT_EQ(act(id, "assign", world.clerk, input, "If-Match: \"v7\"\r\n").status, 412);
  EXPECT_EQ(act(id, "assign", world.clerk, input, "If-Match: W/\"v1\"\r\n").status, 412);
  EXPECT_EQ(act(id, "assign", world.clerk, input, "If-Match: v1\r\n").status, 400);
  EXPECT_EQ(act(id, "assign", world.clerk, input, "If-Match: \"v9\", \"v1\"\r\n").status, 200);
  EXPECT_EQ(act(id, "assign", world.clerk, input, "If-Match: *\r\n").status, 200);
}

TEST_F(Api, the_same_key_gives_the_same_outcome_once) {
  const std::string key = "Idempotency-Key: \"k1\"\r\n";
  const auto first = client.call("POST", "/v1/cases", world.voter, open_body(), key);
  const auto again = client.call("POST", "/v1/cases", world.voter, open_body(), "Idempotency-Key: k1\r\n");
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.headers.at("idempotent-replayed"), "true");
  EXPECT_FALSE(first.headers.contains("idempotent-replayed"));
  EXPECT_EQ(again.json().at("case").at("id"), first.json().at("case").at("id"));
  EXPECT_EQ(again.json().at("events"), first.json().at("events"));
  const auto other = client.call("POST", "/v1/cases", world.voter, open_body() + " ", key);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.code(), "key-reused");
}

TEST_F(Api, a_bulk_call_gives_each_case_its_own_outcome) {
  const auto one = world.opened();
  const auto two = world.opened();
  act(two, "assign", world.clerk, R"({"assignee":"deputy-wang"})");
  const auto body = R"({"cases":[{"id":")" + one + R"(","input":{"assignee":"deputy-zhao"}},{"id":")" + two +
                    R"(","input":{"assignee":5}},{"id":"nothing","input":{}}]})";
  const auto reply = client.call("POST", "/v1/actions/assign", world.clerk, body, "Idempotency-Key: b\r\n");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto results = reply.json().at("results");
  EXPECT_EQ(results.at(0).at("status"), 200);
  EXPECT_EQ(results.at(0).at("case").at("assignee").at("user"), "deputy-zhao");
  EXPECT_EQ(results.at(1).at("status"), 422);
  EXPECT_EQ(results.at(1).at("problem").at("code"), "invalid-input");
  EXPECT_EQ(results.at(2).at("status"), 404);
  const auto again = client.call("POST", "/v1/actions/assign", world.clerk, body, "Idempotency-Key: b\r\n").json();
  EXPECT_EQ(again.at("results").at(0).at("case").at("sequence"), results.at(0).at("case").at("sequence"));
  const auto twice = R"({"cases":[{"id":")" + one + R"("},{"id":")" + one + R"("}]})";
  EXPECT_EQ(client.call("POST", "/v1/actions/assign", world.clerk, twice).code(), "invalid-body");
}

TEST_F(Api, search_filters_counts_and_turns_pages) {
  const auto first = world.opened();
  world.opened();
  world.opened();
  act(first, "assign", world.clerk, R"({"assignee":"deputy-wang"})");
  const auto page = get("/v1/cases?state=received&limit=1");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.json().at("cases").size(), 1U);
  const std::string next = page.json().at("next");
  EXPECT_NE(page.headers.at("link").find("rel=\"next\""), std::string::npos);
  const auto last = get("/v1/cases?state=received&limit=1&cursor=" + next);
  EXPECT_EQ(last.json().at("cases").size(), 1U);
  EXPECT_NE(last.json().at("cases").at(0).at("id"), page.json().at("cases").at(0).at("id"));
  EXPECT_EQ(get("/v1/cases?state=assigned&limit=1&cursor=" + next).code(), "invalid-parameter");
  EXPECT_EQ(get("/v1/cases?assignee=deputy-wang").json().at("cases").at(0).at("id"), first);
  EXPECT_EQ(get("/v1/cases?assignee=deputy-zhao").json().at("cases").size(), 0U);
  std::uint64_t received = 0;
  for (const auto& row : page.json().at("counts")) {
    if (row.at("state") == "received") received = row.at("count");
  }
  EXPECT_EQ(received, 2U);
}

TEST_F(Api, a_number_finds_its_case_and_goes_with_nothing_else) {
  const auto id = world.opened();
  const std::string number = get("/v1/cases/" + id).json().at("case").at("number");
  std::string encoded;
  for (const char c : number) {
    char hex[4];
    std::snprintf(hex, sizeof(hex), "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    encoded += hex;
  }
  const auto found = get("/v1/cases?number=" + encoded);
  ASSERT_EQ(found.json().at("cases").size(), 1U) << found.body;
  EXPECT_EQ(found.json().at("cases").at(0).at("id"), id);
  EXPECT_EQ(get("/v1/cases?number=x").json().at("cases").size(), 0U);
  EXPECT_EQ(get("/v1/cases?state=received&number=" + encoded).code(), "invalid-parameter");
}

TEST_F(Api, the_log_is_read_from_a_position_on) {
  world.opened();
  world.opened();
  const auto first = get("/v1/events?type=docket.case.*&limit=1").json();
  ASSERT_EQ(first.at("events").size(), 1U);
  const auto second = get("/v1/events?type=docket.case.opened.v1&after=" + first.at("next").get<std::string>()).json();
  ASSERT_EQ(second.at("events").size(), 1U);
  const auto end = get("/v1/events?after=" + second.at("next").get<std::string>()).json();
  EXPECT_EQ(end.at("events").size(), 0U);
  EXPECT_EQ(end.at("next"), second.at("next")) << "an empty page goes on where it stands";
  EXPECT_EQ(get("/v1/events?after=x").code(), "invalid-parameter");
}

TEST_F(Api, workflows_are_listed_read_and_drawn) {
  const auto all = get("/v1/workflows").json().at("workflows");
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(get("/v1/workflows/opinion-basic").json().at("id"), "opinion-basic");
  EXPECT_EQ(get("/v1/workflows/opinion-basic/graph").headers.at("content-type"), "text/vnd.mermaid; charset=utf-8");
  EXPECT_NE(get("/v1/workflows/opinion-basic/graph?format=dot").body.find("digraph"), std::string::npos);
  EXPECT_EQ(get("/v1/workflows/opinion-basic/graph?format=png").code(), "invalid-parameter");
  EXPECT_EQ(get("/v1/workflows/none").code(), "unknown-workflow");
}

TEST_F(Api, a_token_is_shown_once_to_an_admin) {
  const std::string body = R"({"user":"deputy-wang"})";
  const std::string key = "Idempotency-Key: t1\r\n";
  EXPECT_EQ(client.call("POST", "/v1/tokens", world.clerk, body).status, 403);
  Client other(world.port);
  const auto made = other.call("POST", "/v1/tokens", world.admin, body, key);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(other.call("GET", "/v1/workflows", made.json().at("token")).status, 200);
  const auto again = other.call("POST", "/v1/tokens", world.admin, body, key);
  EXPECT_EQ(again.status, 201);
  EXPECT_FALSE(again.json().contains("token"));
  EXPECT_EQ(again.json().at("id"), made.json().at("id"));
  EXPECT_EQ(other.call("POST", "/v1/tokens", world.admin, R"({"user":"nobody"})").status, 422);
}

TEST_F(Api, every_wrong_token_gets_the_same_401) {
  for (const std::string& token :
       {std::string(), std::string("nonsense"), world.clerk + "x", make_token(world.random).text}) {
    const auto reply = client.call("GET", "/v1/workflows", token);
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.code(), "unauthenticated");
    EXPECT_EQ(reply.headers.at("www-authenticate"), "Bearer");
  }
}

TEST_F(Api, a_voter_cannot_list_other_peoples_cases) {
  EXPECT_EQ(client.call("GET", "/v1/cases", world.voter).status, 403);
  EXPECT_EQ(client.call("GET", "/v1/events", world.voter).status, 403);
}

TEST_F(Api, what_the_contract_does_not_know_is_an_error) {
  EXPECT_EQ(get("/v1/cases?colour=red").code(), "unknown-parameter");
  EXPECT_EQ(get("/v1/nothing").code(), "not-found");
  const auto allowed = client.call("DELETE", "/v1/cases", world.clerk);
  EXPECT_EQ(allowed.status, 405);
  EXPECT_EQ(allowed.headers.at("allow"), "POST, GET, HEAD");
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {"{", "invalid-json"},
      {R"({"workflow":"a","workflow":"b","action":"open"})", "invalid-json"},
      {"[]", "invalid-body"},
      {R"({"workflow":"opinion-basic","action":"open","input":[]})", "invalid-body"},
      {R"({"workflow":7,"action":"open"})", "invalid-body"},
      {R"({"workflow":"opinion-basic","action":"open","input":{},"extra":1})", "invalid-body"},
  };
  for (const auto& [body, code] : bodies)
    EXPECT_EQ(client.call("POST", "/v1/cases", world.voter, body).code(), code) << body;
}

TEST_F(Api, a_body_must_be_json_in_utf_8) {
  Client other(world.port);
  other.send("POST /v1/cases HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + world.voter +
             "\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(other.read()->status, 415);
  EXPECT_EQ(client.call("POST", "/v1/cases", world.voter).code(), "invalid-json") << "no body at all";
}

TEST_F(Api, an_error_never_repeats_what_was_sent) {
  const auto id = world.opened();
  EXPECT_EQ(act(id, "assign", world.clerk, R"({"assignee":"13900007777"})").body.find("13900007777"),
            std::string::npos);
  EXPECT_EQ(get("/v1/cases?13900007777=1").body.find("13900007777"), std::string::npos);
  EXPECT_EQ(client.call("POST", "/v1/cases", world.voter, R"({"13900007777":1})").body.find("13900007777"),
            std::string::npos);
}

TEST_F(Api, operations_need_no_token) {
  EXPECT_EQ(client.call("GET", "/livez", "").body, R"({"status":"pass"})");
  EXPECT_EQ(client.call("GET", "/readyz", "").json().at("status"), "pass");
  const auto metrics = client.call("GET", "/metrics", "");
  EXPECT_EQ(metrics.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_NE(metrics.body.find("docket_http_requests_total{route=\"GET /livez\"} 1"), std::string::npos);
}

}  // namespace
}  // namespace docket::http::test
