// How alike two texts are, as people would say it: pairs of neighbouring characters they share. Pure.
#pragma once

#include <string_view>

namespace docket::decide {

// Signs, spaces and letter case do not count, and every digit is the same: "3号路灯 坏了" and "5号路灯坏了。" are one
// text. Alike: they share 45 % of all their pairs, or the shorter one's pairs are mostly (70 %) the longer one's too.
// Texts without a pair are alike only when they are equal.
bool alike(std::string_view one, std::string_view other);

}  // namespace docket::decide
