// What a request says about a web hook: where to, and what is to be told.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http/problem.hpp"
#include "engine/model/command.hpp"

namespace docket::http {

struct HookBody {
  std::string url;
  std::string format;
  std::string secret;  // of a robot; may be empty
  model::HookFilter filter;
  std::optional<model::Watch> watch;
};
std::expected<HookBody, Problem> read_hook(std::string_view body);

// A change of `hook`; whether names exist is for the engine.
std::expected<model::ChangeHook, Problem> read_hook_change(std::string_view body, model::HookId hook);

// What is to be told again. `event` stands for its place, which whoever asked must find.
struct ReplayBody {
  model::ReplayHook replay;
  std::string event;
  bool dry_run = false;  // only counted
};
std::expected<ReplayBody, Problem> read_replay(std::string_view body, model::HookId hook);

// Members of an open object.
void append_hook(std::string& out, const model::Hook& hook);

}  // namespace docket::http
