// Every answer of 400 and above: an RFC 9457 problem with a stable code and a sentence in both languages that
// says what to do. The catalogue in problem.cpp is the only place that holds these sentences. Problems never
// repeat a value that came from outside.
#pragma once

#include <string>
#include <string_view>

#include "adapters/http/message.hpp"
#include "workflows/problem.hpp"

namespace docket::http {

// What the door itself refuses. One line, one code, one status; the names (with dashes) are API.
enum class Reason {
  bad_request,             // 400  the bytes are not an HTTP/1.1 request
  bad_framing,             // 400  two readers could disagree about where it ends
  bad_host,                // 400
  bad_target,              // 400
  bad_trailer,             // 400
  unexpected_body,         // 400  a body where none has a meaning
  invalid_json,            // 400
  invalid_body,            // 400  JSON, but not of this route's shape
  unknown_parameter,       // 400
  invalid_parameter,       // 400
  invalid_key,             // 400  Idempotency-Key
  invalid_condition,       // 400  If-Match
  unauthenticated,         // 401
  forbidden,               // 403
  not_found,               // 404
  unknown_case,            // 404
  unknown_workflow,        // 404
  method_not_allowed,      // 405
  timeout,                 // 408
  body_too_large,          // 413
  target_too_long,         // 414
  unsupported_media_type,  // 415
  expectation_failed,      // 417
  too_many,                // 429  wrong query codes, or cases from one intake token
  header_too_large,        // 431
  internal,                // 500
  unknown_method,          // 501
  unsupported_encoding,    // 501
  overloaded,              // 503
  stopping,                // 503
  read_only,               // 503  writing has stopped after a failure: nothing was done
  unavailable,             // 503  storage failed: the outcome is unknown
  no_answer,               // 503  the engine did not answer in time: the outcome is unknown
  unsupported_version,     // 505
};
inline constexpr Reason last_reason = Reason::unsupported_version;

enum class Applied { not_said, no, unknown };

struct Problem {
  int status = 500;
  std::string code;
  workflows::Label title;
  workflows::Label detail;
  workflows::Problems errors = {};
  std::string guard = {};
  Applied applied = Applied::not_said;
  int retry_after = 0;  // seconds; 0: no such header
};

Problem problem(Reason reason);
Problem problem(Reason reason, workflows::Problems errors);

// A fixed title for statuses whose sentence comes from the domain.
workflows::Label title_of(int status);

void append_problem(std::string& out, const Problem& problem, std::string_view request_id);
Response answer(const Problem& problem, std::string_view request_id);

}  // namespace docket::http
