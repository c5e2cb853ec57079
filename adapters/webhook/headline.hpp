// One event as a line that somebody in a chat group can act on: which case, what about, where it stands now. Composed
// of labels only: nothing that anybody typed, so nothing personal. Pure.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/case.hpp"
#include "engine/model/directory.hpp"
#include "workflows/definition.hpp"

namespace docket::webhook {

inline constexpr std::string_view guarded_headline = "有一件不公开的事项有新的进展，请登录系统查看。";

// "（河湾乡）民意〔2026〕0625号 道路交通与桥涵 河湾村：已受理". Not for a case that is confidential or sealed: of those
// no more is said than `guarded_headline`.
std::string headline(const model::Event& event, const model::Case& subject, const workflows::Definition& definition,
                     const model::Directory& directory);

}  // namespace docket::webhook
