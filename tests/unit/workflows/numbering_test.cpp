#include "workflows/numbering.hpp"

#include <gtest/gtest.h>

namespace docket::workflows {
namespace {

TEST(Numbering, fills_org_year_and_padded_sequence) {
  EXPECT_EQ(format_number("（{org}）民意〔{year}〕{seq:04}号", "河湾乡", 2026, 42), "（河湾乡）民意〔2026〕0042号");
  EXPECT_EQ(format_number("（{org}）人调字〔{year}〕第{seq}号", "河湾乡", 2026, 7), "（河湾乡）人调字〔2026〕第7号");
}

TEST(Numbering, never_cuts_a_sequence_that_outgrew_its_width) {
  EXPECT_EQ(format_number("{seq:02}", "", 2026, 12345), "12345");
}

TEST(Numbering, leaves_places_of_later_settings_as_they_are) {
  EXPECT_EQ(format_number("{congress}第{seq:03}号建议", "河湾乡", 2026, 5), "{congress}第005号建议");
}

TEST(Numbering, accepts_the_templates_of_the_five_machines) {
  for (const auto* text :
       {"（{org}）民意〔{year}〕{seq:04}号", "（{org}）人调字〔{year}〕第{seq}号", "{congress}第{seq:03}号建议",
        "（{org}）信复〔{year}〕{seq:03}号", "{inspection}-问题{seq:02}"})
    EXPECT_TRUE(check_number_template(text).empty()) << text;
}

TEST(Numbering, refuses_templates_that_cannot_be_filled_or_would_repeat) {
  for (const auto* text : {"", "{org}", "{seq}{seq}", "{sequence}", "{seq:4}", "{seq:00}", "{seq:004}", "{seq", "seq}",
                           "{{seq}}", "{}{seq}", "{seq} {town}"})
    EXPECT_FALSE(check_number_template(text).empty()) << text;
}

}  // namespace
}  // namespace docket::workflows
