// A spreadsheet becomes inputs: which header is what, which cell which value, and what is told about the rest.
#include "workflows/ledger.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace docket::workflows {
namespace {

using nlohmann::json;

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Catalog::load("config/workflows");
    ASSERT_TRUE(loaded);
    catalog = std::move(*loaded);
    document = json::parse(std::ifstream(DOCKET_SOURCE_DIR "/config/import.json"));
    auto parsed = parse_ledgers(Value(json(document)), catalog);
    ASSERT_TRUE(parsed) << parsed.error().front().pointer << parsed.error().front().sentence.en;
    ledgers = std::move(*parsed);
  }

  std::expected<LedgerTable, Problem> read(std::vector<std::vector<std::string>> rows) const {
    std::vector<LedgerLine> lines;
    for (auto& cells : rows) lines.push_back({lines.size() + 1, std::move(cells)});
    return read_ledger(ledgers, catalog, "", lines, [](std::string_view kind, std::string_view name) {
      return kind == "area" && name == "河湾村" ? std::optional<std::string>("hewan") : std::nullopt;
    });
  }

  Problems problems_of(json changed) const {
    const auto parsed = parse_ledgers(Value(std::move(changed)), catalog);
    return parsed ? Problems() : parsed.error();
  }

  Catalog catalog;
  json document;
  Ledgers ledgers;
};

const std::vector<std::string> headers = {"反映人", "电话", "所在村", "类别", "反映内容"};

TEST_F(LedgerTest, is_found_by_its_id) {
  EXPECT_EQ(ledgers.all.size(), 2u);
  EXPECT_NE(ledgers.find("disputes"), nullptr);
  EXPECT_EQ(ledgers.find("taxes"), nullptr);
}

TEST_F(LedgerTest, reads_choices_by_label_id_and_further_words) {
  for (const auto* word : {"供电通信与路灯", "power", "路灯", " 路灯　"}) {
    const auto table = read({headers, {"张三", "100-1", "河湾村", word, "灯坏了"}});
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rows.size(), 1u) << table->problems.front().second.sentence.zh_cn;
    const auto& input = table->rows[0].input.json();
    EXPECT_EQ(input["category"], "power");
    EXPECT_EQ(input["area"], "hewan");
    EXPECT_EQ(input["urgency"], "routine") << "the default";
    EXPECT_EQ(input["petitioner"], (json{{"name", "张三"}, {"phone", "100-1"}}));
  }
}

TEST_F(LedgerTest, finds_the_headers_below_a_title_and_numbers_the_lines_of_the_file) {
  const auto table =
      read({{"河湾乡台账"}, {}, headers, {"", "", "", "", ""}, {"张三", "", "河湾村", "天气", "灯坏了"}});
  ASSERT_TRUE(table);
  EXPECT_TRUE(table->rows.empty());
  ASSERT_EQ(table->problems.size(), 1u);
  EXPECT_EQ(table->problems[0].first, 5u);
  EXPECT_TRUE(table->problems[0].second.sentence.zh_cn.starts_with("第5行“类别”：没有这个选项"));
}

TEST_F(LedgerTest, knows_a_row_again_however_it_is_spaced) {
  const auto table =
      read({headers, {"张三", "1", "河湾村", "路灯", "灯坏了"}, {" 张三", "1 ", "河湾村", "路灯", "灯坏了　"}});
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[0].text, table->rows[1].text);
}

TEST_F(LedgerTest, keeps_cells_apart_in_what_a_row_says) {
  const auto table = read({{"反映人", "电话", "所在村", "类别", "反映内容", "标题"},
                           {"张三", "1", "河湾村", "路灯", "灯坏", "了"},
                           {"张三", "1", "河湾村", "路灯", "灯", "坏了"}});
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_NE(table->rows[0].text, table->rows[1].text);
}

TEST_F(LedgerTest, says_what_it_cannot_read_at_all) {
  EXPECT_FALSE(read({{"甲", "乙"}}));
  EXPECT_FALSE(read({{"反映人", "电话", "所在村"}})) << "a column is missing";
  EXPECT_FALSE(read({{"反映人", "反映人", "电话", "所在村", "类别", "反映内容"}}));
  EXPECT_FALSE(read({}));
}

TEST_F(LedgerTest, refuses_a_configuration_that_means_nothing) {
  const auto with = [this](const char* pointer, json value) {
    auto changed = document;
    changed[json::json_pointer(pointer)] = std::move(value);
    return problems_of(std::move(changed));
  };
  EXPECT_FALSE(with("/ledgers/0/workflow", "none").empty());
  EXPECT_FALSE(with("/ledgers/0/workflow", "opinion-basic").empty()) << "rows would not be known again";
  EXPECT_FALSE(with("/ledgers/0/action", "accept").empty()) << "opens nothing";
  EXPECT_FALSE(with("/ledgers/0/columns/0/to", json::array({"petitioner", "nothing"})).empty());
  EXPECT_FALSE(with("/ledgers/0/columns/0/headers", json::array({"反映人"})).empty()) << "one header, two meanings";
  EXPECT_FALSE(with("/ledgers/0/columns/7/values", json{{"词", "no-choice"}}).empty());
  EXPECT_FALSE(with("/ledgers/0/defaults", json{{"nothing", 1}}).empty());
  EXPECT_FALSE(with("/ledgers/1/id", "opinions").empty());
  EXPECT_FALSE(with("/ledgers/0/typo", 1).empty());
  EXPECT_TRUE(with("/ledgers/0/id", "other").empty());
}

TEST(LedgerDay, is_read_however_it_is_written_and_was_a_day) {
  for (const auto* text :
       {"2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305", "2026/03/05 08:30", " 2026-3-5　"})
    EXPECT_EQ(read_day(text), parse_date("2026-03-05").value()) << text;
  for (const auto* text :
       {"2026-02-30", "2026-13-01", "26-3-5", "2026", "三月五日", "2026-3", "2026-3-5-1", "", "4月1日", "46086"})
    EXPECT_EQ(read_day(text), std::nullopt) << text;
}

}  // namespace
}  // namespace docket::workflows
