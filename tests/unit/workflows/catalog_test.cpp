#include "workflows/catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/unit/workflows/minimal_definition.hpp"

namespace docket::workflows {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class CatalogOfFiles : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    directory = fs::path(testing::TempDir()) / (std::string("docket_catalog_") + test->name());
    fs::remove_all(directory);
    fs::create_directories(directory);
  }
  void TearDown() override { fs::remove_all(directory); }

  void write_text(const std::string& name, const std::string& text) { std::ofstream(directory / name) << text; }
  void write(const std::string& name, const json& document) { write_text(name, document.dump(2)); }

  bool complains(const std::vector<FileProblem>& problems, const std::string& file, const std::string& pointer) {
    return std::ranges::any_of(
        problems, [&](const FileProblem& found) { return found.file == file && found.problem.pointer == pointer; });
  }

  fs::path directory;
};

TEST_F(CatalogOfFiles, finds_definitions_by_id_with_the_shared_parts_beside_them) {
  auto document = minimal_definition();
  document["include"] = {"note"};
  write("tiny.json", document);
  write("common.json", minimal_common());
  write_text("readme.txt", "no definition");
  const auto catalog = Catalog::load(directory);
  ASSERT_TRUE(catalog);
  ASSERT_NE(catalog->find("tiny"), nullptr);
  EXPECT_NE(catalog->find("tiny")->action("note"), nullptr);
  EXPECT_EQ(catalog->find("common"), nullptr);
  EXPECT_EQ(catalog->all().size(), 1u);
}

TEST_F(CatalogOfFiles, reports_every_problem_of_every_file) {
  auto document = minimal_definition();
  document["colour"] = 1;
  document["version"] = 0;
  write("a.json", document);
  write_text("b.json", std::string("{\"id\": \"b\","));
  write("common.json", json{{"states", 1}});
  const auto catalog = Catalog::load(directory);
  ASSERT_FALSE(catalog);
  EXPECT_TRUE(complains(catalog.error(), "a.json", "/colour"));
  EXPECT_TRUE(complains(catalog.error(), "a.json", "/version"));
  EXPECT_TRUE(complains(catalog.error(), "common.json", "/states"));
  EXPECT_TRUE(std::ranges::any_of(catalog.error(), [](const auto& found) { return found.file == "b.json"; }));
}

TEST_F(CatalogOfFiles, refuses_two_files_with_one_id) {
  write("a.json", minimal_definition());
  write("b.json", minimal_definition());
  const auto catalog = Catalog::load(directory);
  ASSERT_FALSE(catalog);
  EXPECT_TRUE(complains(catalog.error(), "b.json", "/id"));
}

TEST_F(CatalogOfFiles, says_so_when_the_directory_or_file_is_missing) {
  EXPECT_FALSE(Catalog::load(directory / "nowhere"));
  EXPECT_FALSE(load_definition(directory / "nowhere.json"));
}

}  // namespace
}  // namespace docket::workflows
