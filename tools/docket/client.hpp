// One request to a running server, for the subcommands that go through its door. Synchronous; http:// only.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/base/error.hpp"

namespace docket::tools {

struct Answer {
  int status = 0;
  std::string body;
};

// `server` is http://host[:port]; `token` may be empty. An Error means that no answer came.
Result<Answer> ask(const std::string& server, const std::string& token, const std::string& method,
                   const std::string& target, const std::string& body = "");

// The JSON object of a 2xx answer; else the exit code, after saying on stderr why there is none.
std::expected<nlohmann::json, int> ask_for_object(const std::string& server, const std::string& token,
                                                  const std::string& method, const std::string& target,
                                                  const std::string& body = "");

// The token of the environment: DOCKET_TOKEN, or the first line of the file DOCKET_TOKEN_FILE names.
std::string token_from_environment();

// The exit code that says what a status says.
int exit_code_of(int status);

}  // namespace docket::tools
