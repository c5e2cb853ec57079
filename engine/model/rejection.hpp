// The domain says no. Nothing was written; the caller reads the sentence and, for input, which members are
// wrong.
#pragma once

#include <string>
#include <vector>

#include "workflows/problem.hpp"

namespace docket::model {

// One reason per line; `wire` gives each its HTTP status. Names (code_name) are API.
enum class RejectionCode {
  unknown_workflow,  // 404
  unknown_case,      // 404
  unknown_action,    // 404
  not_an_opening,    // 409  the action cannot open a case
  forbidden,         // 403  the actor holds none of the action's roles
  wrong_state,       // 409
  guard_refused,     // 409  with the guard's sentence
  guard_error,       // 409  the guard has no value for this data
  invalid_input,     // 422  with pointers
  unknown_user,      // 422  an input names a user or unit that does not exist or lacks the role
  unknown_token,     // 404
  unknown_hook,      // 404
  unknown_entry,     // 404  of the directory
  stale_version,     // 412  If-Match names another sequence
  key_in_flight,     // 409  the same idempotency key is being decided
  key_reused,        // 422  the same key with another request
  case_too_large,    // 409  the case row would exceed case_bytes_max
  not_yet,           // 409  the action waits for what is not built
  nobody_to_assign,  // 409  the policy found nobody
  unknown_subject,   // 422  the case holds nothing about that subject
  already_erased,    // 409  what it held about that subject was destroyed
  bad_link,          // 409  the link exists, is not there, or would lead a case to itself
};

std::string code_name(RejectionCode code);  // "unknown-workflow", …

struct Rejection {
  RejectionCode code;
  workflows::Label sentence;
  std::string guard;                  // which one refused, for guard_refused and guard_error
  workflows::Problems problems = {};  // pointers into the input, for invalid_input and unknown_user
};

}  // namespace docket::model
