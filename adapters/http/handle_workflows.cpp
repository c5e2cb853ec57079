#include "adapters/http/handlers.hpp"
#include "adapters/http/target.hpp"
#include "adapters/http/write_call.hpp"
#include "engine/base/json_text.hpp"
#include "workflows/drawing.hpp"

namespace docket::http {

Response list_workflows(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {});
  if (!parameters) return refuse(call, parameters.error());
  Response response;
  auto& out = response.body;
  append_name(out += '{', "workflows");
  out += '[';
  for (const auto& [id, definition] : call.app.services.catalog.all()) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "id", id);
    append_name(out, "version");
    out += std::to_string(definition->version);
    append_member(out, "hash", definition->hash);
    append_name(out, "label");
    append_label(out, definition->label);
    out += '}';
  }
  out += "]}";
  return response;
}

Response read_workflow(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {});
  if (!parameters) return refuse(call, parameters.error());
  const auto definition = call.app.services.catalog.find(call.request.parameters[0]);
  if (!definition) return refuse(call, problem(Reason::unknown_workflow));
  Response response;
  response.body = definition->resolved.dump();
  return response;
}

Response draw_workflow(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {"format"});
  if (!parameters) return refuse(call, parameters.error());
  const auto definition = call.app.services.catalog.find(call.request.parameters[0]);
  if (!definition) return refuse(call, problem(Reason::unknown_workflow));
  const auto format = parameters->text("format").value_or("mermaid");
  Response response;
  if (format == "mermaid") {
    response.content_type = "text/vnd.mermaid; charset=utf-8";
    response.body = workflows::draw_mermaid(*definition);
    return response;
  }
  if (format == "dot") {
    response.content_type = "text/vnd.graphviz; charset=utf-8";
    response.body = workflows::draw_dot(*definition);
    return response;
  }
  return refuse(call, invalid_parameter("format", {"请选择 mermaid 或 dot。", "Choose mermaid or dot."}));
}

Response describe_events(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {});
  if (!parameters) return refuse(call, parameters.error());
  Response response;
  response.body = call.app.services.asyncapi;
  return response;
}

Response describe_api(Call& call) {
  const auto parameters = Parameters::parse(call.request.query, {});
  if (!parameters) return refuse(call, parameters.error());
  Response response;
  response.body = call.app.openapi;
  return response;
}

}  // namespace docket::http
