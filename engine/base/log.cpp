#include "engine/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "engine/base/clock.hpp"
#include "engine/base/json_text.hpp"

namespace docket::log {
namespace {

constexpr std::array<std::string_view, 4> names = {"debug", "info", "warn", "error"};
constexpr std::array levels = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};

spdlog::logger& logger() {
  static const auto made = [] {
    auto created = std::make_shared<spdlog::logger>("docket", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    created->set_pattern("%v");
    created->flush_on(spdlog::level::trace);
    return created;
  }();
  return *made;
}

}  // namespace

void set_level(Level level) { logger().set_level(levels[static_cast<std::size_t>(level)]); }

void line(Level level, std::string_view message, std::initializer_list<Field> fields) {
  const auto index = static_cast<std::size_t>(level);
  if (!logger().should_log(levels[index])) return;
  SystemClock clock;
  std::string out = "{";
  append_member(out, "ts", format_timestamp(clock.now()));
  append_member(out, "level", names[index]);
  append_member(out, "msg", message);
  for (const auto& field : fields) append_member(out, field.name, field.value);
  out += '}';
  logger().log(levels[index], out);
}

}  // namespace docket::log
