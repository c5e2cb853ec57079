// The compiled form of a schema: one tree that is walked once to accept an input, and walked again to say
// what is wrong with it, so that the two can never disagree. Immutable after compiling. Private to form.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "workflows/problem.hpp"
#include "workflows/value.hpp"

namespace docket::workflows {

enum class Format { none, date, date_time };

struct Shape {
  enum Type : unsigned {
    null = 1,
    boolean = 2,
    integer = 4,
    number = 8,
    string = 16,
    object = 32,
    array = 64,
    any = 127
  };
  struct Member;

  unsigned types = any;
  std::vector<Value> choices;  // enum or const; empty: anything
  Label title;
  Label choice_titles;  // for sentences

  std::size_t length_min = 0;  // code points
  std::size_t length_max = std::numeric_limits<std::size_t>::max();
  Format format = Format::none;
  std::optional<std::regex> pattern;

  std::optional<double> minimum, maximum, above, below;

  std::size_t items_min = 0;
  std::size_t items_max = std::numeric_limits<std::size_t>::max();
  bool unique = false;
  std::unique_ptr<const Shape> items;

  std::vector<Member> members;  // by name
  bool open = false;            // additionalProperties: true

  bool personal = false;
  bool personal_inside = false;  // here or deeper
  std::string subject;           // empty: as the enclosing value
  std::string identity;          // the kind of number by which a person is known again; empty: none
};

struct Shape::Member {
  std::string name;
  bool required = false;
  Shape shape;
};

// Compiles `schema` and writes the defaults that Docket adds (limits, closed objects) into it.
Shape compile_shape(nlohmann::json& schema, const std::string& pointer, Problems& problems);

// Where and why an input does not fit; without one the walk ends at the first misfit.
struct Findings {
  std::string pointer;
  Problems problems;
};
bool fits(const Shape& shape, const nlohmann::json& value, Findings* findings);

}  // namespace docket::workflows
