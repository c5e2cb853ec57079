// Somebody else's JSON Schema validator, as a second opinion for tests. Draft 7.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace docket::workflows {

class JsonSchema {
 public:
  explicit JsonSchema(const nlohmann::json& schema);
  ~JsonSchema();
  bool accepts(const nlohmann::json& document) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace docket::workflows
