#include "tests/unit/workflows/json_schema.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace docket::workflows {

struct JsonSchema::Compiled {
  valijson::Schema schema;
};

JsonSchema::JsonSchema(const nlohmann::json& schema) : compiled_(std::make_unique<Compiled>()) {
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled_->schema);
}

JsonSchema::~JsonSchema() = default;

bool JsonSchema::accepts(const nlohmann::json& document) const {
  valijson::Validator validator;
  return validator.validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

}  // namespace docket::workflows
