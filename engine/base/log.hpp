// One structured line per fact, JSON on stderr: for operators. Never bodies, tokens, secrets or personal
// data. Any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace docket::log {

enum class Level { debug, info, warn, error };

struct Field {
  std::string_view name;
  std::string value;
};

void set_level(Level level);
void line(Level level, std::string_view message, std::initializer_list<Field> fields = {});

inline void info(std::string_view message, std::initializer_list<Field> fields = {}) {
  line(Level::info, message, fields);
}
inline void warn(std::string_view message, std::initializer_list<Field> fields = {}) {
  line(Level::warn, message, fields);
}
inline void error(std::string_view message, std::initializer_list<Field> fields = {}) {
  line(Level::error, message, fields);
}

}  // namespace docket::log
