// What the routes do, a noun per file. A handler runs on its connection's thread and answers exactly one
// request; those that wait for the engine or the reader pool are coroutines.
#pragma once

#include "adapters/http/call.hpp"

namespace docket::http {

// handle_cases.cpp
Awaitable<Response> open_case(Call& call);
Awaitable<Response> act_on_case(Call& call);
Awaitable<Response> read_case(Call& call);
Awaitable<Response> issue_code(Call& call);
// handle_bulk.cpp
Awaitable<Response> act_on_cases(Call& call);
// handle_import.cpp
Awaitable<Response> import_cases(Call& call);
// handle_search.cpp
Awaitable<Response> list_cases(Call& call);
// handle_queues.cpp
Awaitable<Response> list_queues(Call& call);
Awaitable<Response> read_queue(Call& call);
Response list_deadlines(Call& call);
// handle_events.cpp
Awaitable<Response> read_history(Call& call);
Awaitable<Response> read_events(Call& call);
// handle_streams.cpp
Response stream_events(Call& call);
Response stream_queues(Call& call);
// handle_followers.cpp
Response list_followers(Call& call);
// handle_workflows.cpp
Response list_workflows(Call& call);
Response read_workflow(Call& call);
Response draw_workflow(Call& call);
Response describe_events(Call& call);
Response describe_api(Call& call);
// handle_tokens.cpp
Awaitable<Response> create_token(Call& call);
Response list_tokens(Call& call);
Awaitable<Response> revoke_token(Call& call);
// handle_hooks.cpp
Awaitable<Response> create_hook(Call& call);
Response list_hooks(Call& call);
Awaitable<Response> change_hook(Call& call);
Awaitable<Response> test_hook(Call& call);
Awaitable<Response> rotate_hook(Call& call);
Awaitable<Response> delete_hook(Call& call);
// handle_replay.cpp
Response list_deliveries(Call& call);
Awaitable<Response> list_given_up(Call& call);
Awaitable<Response> replay_hook(Call& call);
// handle_directory.cpp
Response list_entries(Call& call);
Response read_entry(Call& call);
Awaitable<Response> set_entry(Call& call);
Awaitable<Response> remove_entry(Call& call);
Awaitable<Response> import_directory(Call& call);
// handle_ops.cpp
Response livez(Call& call);
Response readyz(Call& call);
Response metrics(Call& call);

}  // namespace docket::http
