// The directory of people as a document ↔ the orgs that it describes: one org, or {"orgs": [one, another, …]}. Reading
// is strict: a wrong type, a missing or an unknown member, a name that leads nowhere is a problem at its pointer, and
// all of them come at once. Whatever changes the directory goes through `read_orgs`, so that the rules stand once.
// Pure; bounded by whoever parsed the document.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>

#include "engine/model/orgs.hpp"
#include "workflows/value.hpp"

namespace docket::model {

// `beside`: orgs that stand there too; those that the document says nothing about count where orgs lean on each other.
std::expected<OrgsPtr, workflows::Problems> read_orgs(const workflows::Value& document, const Orgs* beside = nullptr);

// One entry in its one form: what is not said is left out, so that equal entries are equal texts.
nlohmann::json write_org(const Directory& directory);  // the org alone, without its people, units and areas
nlohmann::json write_user(const User& user);
nlohmann::json write_unit(const Unit& unit);
nlohmann::json write_area(const Area& area);

}  // namespace docket::model
