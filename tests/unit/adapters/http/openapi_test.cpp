// The published description of the API beside the table that serves it.
#include "adapters/http/openapi.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/http/handlers.hpp"
#include "adapters/http/problem.hpp"

namespace docket::http {
namespace {

using nlohmann::json;

json document(const std::vector<Route>& routes = all_routes(), const Options& options = {}) {
  return json::parse(openapi(routes, workflows::Catalog(), options));
}

std::set<std::string> described() {
  std::set<std::string> operations;
  for (const auto& [path, item] : document().at("paths").items())
    for (const auto& [method, operation] : item.items()) {
      auto name = method;
      std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      operations.insert(name + " " + path);
    }
  return operations;
}

TEST(OpenApi, describes_every_route_and_nothing_else) {
  std::set<std::string> served;
  for (const auto& route : all_routes()) served.insert(std::string(route.method) + " " + std::string(route.pattern));
  EXPECT_THAT(described(), testing::ContainerEq(served))
      << "a route stands in routes.cpp and in openapi/, or in neither";
}

TEST(OpenApi, asks_for_a_token_where_the_rule_does) {
  const auto made = document();
  EXPECT_TRUE(made["paths"]["/livez"]["get"]["security"].empty());
  EXPECT_FALSE(made["paths"]["/livez"]["get"]["responses"].contains("401"));
  EXPECT_EQ(made["paths"]["/v1/tokens"]["get"]["security"][0], (json{{"bearer", json::array()}}));
  EXPECT_TRUE(made["paths"]["/v1/tokens"]["get"]["responses"].contains("401"));
}

TEST(OpenApi, describes_the_segments_that_a_path_catches) {
  for (const auto& [path, item] : document()["paths"].items())
    for (const auto& [method, operation] : item.items()) {
      std::set<std::string> caught;
      const auto parameters = operation.value("parameters", json::array());
      for (auto parameter : parameters) {
        if (parameter.contains("$ref"))
          parameter = document().at(json::json_pointer(parameter["$ref"].get<std::string>().substr(1)));
        if (parameter["in"] == "path") caught.insert("{" + parameter["name"].get<std::string>() + "}");
      }
      EXPECT_EQ(static_cast<std::ptrdiff_t>(caught.size()), std::ranges::count(path, '{')) << path;
      for (const auto& name : caught) EXPECT_NE(path.find(name), std::string::npos) << path << name;
    }
}

TEST(OpenApi, names_each_code_under_its_status) {
  const auto made = document();
  const auto codes = [&made](int status) {
    return made["components"]["responses"][std::to_string(status)]["content"]["application/problem+json"]["schema"]
               ["allOf"][1]["properties"]["code"]["enum"]
                   .get<std::set<std::string>>();
  };
  EXPECT_THAT(codes(404), testing::IsSupersetOf({"not-found", "unknown-case", "unknown-action", "unknown-hook"}));
  EXPECT_THAT(codes(409), testing::IsSupersetOf({"wrong-state", "key-in-flight", "bad-link"}));
  EXPECT_TRUE(codes(503).contains("read-only"));
  EXPECT_TRUE(codes(505).contains("unsupported-version"));
}

TEST(OpenApi, has_the_limits_that_an_operator_chose) {
  Options options;
  options.page_max = 7;
  options.bulk_max = 9;
  const auto made = document(all_routes(), options);
  EXPECT_EQ(made["components"]["parameters"]["limit"]["schema"]["maximum"], 7);
  EXPECT_EQ(made["components"]["schemas"]["CasesToActOn"]["maxItems"], 9);
}

}  // namespace
}  // namespace docket::http
