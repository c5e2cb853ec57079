// docket-load: loads a running server from one thread and prints what it measured as one JSON object. Exit
// code 1 when any answer was not the expected one, 2 for wrong usage or a server that cannot be reached.
#include <fmt/core.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>

#include "tools/load/run.hpp"

namespace docket::load {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 10) / 10; }

Json latencies(const Histogram& histogram) {
  return {{"p50_us", rounded(histogram.percentile_us(0.50))},
          {"p90_us", rounded(histogram.percentile_us(0.90))},
          {"p99_us", rounded(histogram.percentile_us(0.99))},
          {"p999_us", rounded(histogram.percentile_us(0.999))},
          {"max_us", rounded(histogram.max_us())}};
}

Json describe(const Summary& summary, Mode mode) {
  Json json{{"requests", summary.requests},
            {"errors", summary.errors},
            {"seconds", summary.seconds},
            {"rate", rounded(static_cast<double>(summary.requests) / summary.seconds)}};
  json.update(latencies(summary.latency));
  json["statuses"] = Json::object();
  for (const auto& [status, count] : summary.statuses) json["statuses"][std::to_string(status)] = count;
  if (mode == Mode::get) return json;
  for (std::size_t step = 0; step < step_names.size(); ++step) {
    auto& entry = json["per_step"][std::string(step_names[step])];
    entry = latencies(summary.steps[step]);
    entry["requests"] = summary.steps[step].count();
  }
  return json;
}

struct Flags {
  Options options;
  std::string address = "127.0.0.1:8080";
  std::vector<std::string> tokens;
  double seconds = 5;
  double warmup = 1;
};

void declare(CLI::App& app, Flags& flags) {
  const std::map<std::string, Mode> modes{{"get", Mode::get}, {"walks", Mode::walks}};
  app.add_option("--address", flags.address, "host:port of the server, numeric")->capture_default_str();
  app.add_option("--mode", flags.options.mode, "get: one page · walks: whole cases")
      ->transform(CLI::CheckedTransformer(modes));
  app.add_option("--path", flags.options.path, "page of --mode get")->capture_default_str();
  app.add_option("--tokens", flags.tokens, "clerk=…,deputy=…")->delimiter(',');
  app.add_option("--assignee", flags.options.assignee, "user of the deputy's token")->capture_default_str();
  app.add_option("--leave", flags.options.leave, "one case of so many is left when it is resolved")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--keys", flags.options.keys, "an Idempotency-Key on every write");
  app.add_option("--connections", flags.options.connections)->check(CLI::Range(1, 4096))->capture_default_str();
  app.add_option("--seconds", flags.seconds)->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--warmup", flags.warmup, "seconds that are not counted")->capture_default_str();
  app.add_option("--rate", flags.options.rate, "open loop: requests per second");
}

// Throws CLI::ValidationError with the sentence.
Options checked(Flags flags) {
  const auto colon = flags.address.rfind(':');
  if (colon == std::string::npos) throw CLI::ValidationError("--address", "is host:port");
  flags.options.host = flags.address.substr(0, colon);
  flags.options.port = static_cast<std::uint16_t>(std::stoul(flags.address.substr(colon + 1)));
  for (const auto& pair : flags.tokens) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) throw CLI::ValidationError("--tokens", "is a list of role=token");
    flags.options.tokens[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  const bool can_walk = flags.options.tokens.contains("clerk") && flags.options.tokens.contains("deputy");
  if (flags.options.mode == Mode::walks && !can_walk) {
    throw CLI::ValidationError("--tokens", "needs clerk and deputy to walk cases");
  }
  flags.options.seconds = std::chrono::duration<double>(flags.seconds);
  flags.options.warmup = std::chrono::duration<double>(flags.warmup);
  return flags.options;
}

}  // namespace
}  // namespace docket::load

int main(int count, char** arguments) {
  CLI::App app("Loads a running docket server and prints rates and latencies as JSON", "docket-load");
  docket::load::Flags flags;
  docket::load::declare(app, flags);
  try {
    app.parse(count, arguments);
    const auto options = docket::load::checked(flags);
    const auto summary = docket::load::run(options);
    fmt::print("{}\n", docket::load::describe(summary, options.mode).dump());
    return summary.errors == 0 ? 0 : 1;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "docket-load: {}\n", error.what());
    return 2;
  }
}
