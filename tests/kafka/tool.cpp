// kafka-tool BROKERS create TOPIC PARTITIONS [name=value…]
//            BROKERS delete TOPIC
//            BROKERS read TOPIC read_committed|read_uncommitted     a JSON object per message, to the end
// For the scripts beside this file.
#include <iostream>
#include <span>
#include <string_view>

#include "tests/kafka/admin.hpp"

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  std::string error = "usage: kafka-tool BROKERS create|delete|read TOPIC ...";
  if (argc >= 5 && std::string_view(arguments[2]) == "create") {
    docket::test::TopicSettings settings;
    for (const std::string_view pair : arguments.subspan(5)) {
      const auto equals = pair.find('=');
      settings.emplace_back(pair.substr(0, equals), equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    }
    error = docket::test::create_topic(arguments[1], arguments[3], std::stoi(arguments[4]), settings);
  } else if (argc == 4 && std::string_view(arguments[2]) == "delete") {
    error = docket::test::delete_topic(arguments[1], arguments[3]);
  } else if (argc == 5 && std::string_view(arguments[2]) == "read") {
    error = docket::test::read_topic(arguments[1], arguments[3], arguments[4], std::cout);
  }
  if (!error.empty()) std::cerr << error << '\n';
  return error.empty() ? 0 : 1;
}
