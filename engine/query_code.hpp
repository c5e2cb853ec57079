// What a petitioner follows their case with: 20 characters in groups of four, easy to read out, shown once when the
// case opens. The first eight find the case, the other twelve are the secret, of which only a hash is stored. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/uuid.hpp"
#include "engine/model/command.hpp"

namespace docket {

struct FreshCode {
  std::string text;  // "7K2M-Q9XD-…": shown once and never stored
  model::QueryCode code;
};
FreshCode make_query_code(RandomSource& random);

// As people type it: small letters, without dashes, O for 0 and I or L for 1. Nothing when it cannot be a code.
std::optional<model::QueryCode> read_query_code(std::string_view text);

}  // namespace docket
