// Is the same matter of the same person open already? While it is, it is not accepted a second time (Petition Work
// Regulations, article 19): it is merged, or becomes a supplement. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decide/facts.hpp"
#include "engine/model/command.hpp"

namespace docket::decide {

// The form in which one telephone or identity number is always written, whatever people type: digits, and letters of
// an identity number in capitals; a Chinese country code is dropped. Empty: nothing that names a person.
std::string normal_identity(std::string_view kind, const nlohmann::json& value);

// Other open cases of the org that the actor may see, with the same number of another system; or of the same workflow,
// of somebody known by the same telephone or identity number, of the same kind, and alike in text. Texts whose
// subject was erased are like none.
std::vector<model::CasePtr> same_matter(const model::Command& command, const model::Case& subject, const Facts& facts);

}  // namespace docket::decide
