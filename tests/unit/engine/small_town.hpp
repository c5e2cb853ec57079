// Two small machines, of matters and of talks, that do what the large ones do beside moving: link, merge, open beside,
// assign by policy, protect. Three deputies, one of them away; a clerk, a supervisor, a handler of the accused unit.
#pragma once

#include <gtest/gtest.h>

#include "adapters/memory/store.hpp"
#include "engine/index/verify.hpp"
#include "tests/support/township.hpp"

namespace docket::test {

workflows::Catalog small_machines();
model::Directory small_directory();

class SmallTown : public testing::Test {
 protected:
  explicit SmallTown(model::Directory directory = small_directory())
      : directory_(std::make_shared<const model::Directory>(std::move(directory))) {}

  model::Actor person(const std::string& id) const;
  model::Outcome opens(const std::string& user, const std::string& input = R"({"title":"路灯不亮","area":"hewan"})");
  model::CaseId opened(const std::string& user = "clerk");
  model::Outcome does(const model::CaseId& id, const std::string& user, const std::string& action,
                      const std::string& input = "{}");
  model::Case now(const model::CaseId& id) { return **life().reader().find(id); }
  Life& life();
  void crash() { life_.reset(); }
  // The store is exactly what its log says.
  void TearDown() override;

  memory::Store store_;
  ManualClock clock_;
  SeededRandom random_{1};
  model::DirectoryPtr directory_;
  workflows::Catalog machines_ = small_machines();
  std::unique_ptr<Life> life_;
};

}  // namespace docket::test
