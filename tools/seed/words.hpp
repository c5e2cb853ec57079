// What a step says: the input of its action, made when the step is due. Pure: the same step of the same case says the
// same, whatever else happened.
#pragma once

#include <string>

#include "tools/seed/script.hpp"
#include "workflows/value.hpp"

namespace docket::seed {

struct Scene {
  const Town& town;
  const Story& story;
  const Script& script;
  const Step& step;
  std::size_t number = 0;   // of the step in its script
  std::string other;        // id of the case that the step names
  std::string assigned_to;  // whom an assignment by name gets; empty: the policy chooses
};

workflows::Value opinion_input(const Scene& scene);
workflows::Value dispute_input(const Scene& scene);

inline workflows::Value input_of(const Scene& scene) {
  return scene.story.kind == Kind::opinion ? opinion_input(scene) : dispute_input(scene);
}

}  // namespace docket::seed
