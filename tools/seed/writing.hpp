// What the inputs of both machines share: one hand that writes them, with the dates and texts of the step's moment.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "tools/seed/words.hpp"

namespace docket::seed {

class Writing {
 public:
  explicit Writing(const Scene& scene);
  virtual ~Writing() = default;

  workflows::Value write();

 protected:
  // The machine's own; nothing for an action that needs no input.
  virtual nlohmann::json say(std::string_view action) = 0;

  nlohmann::json person(const Person& one) const;
  nlohmann::json attached();
  nlohmann::json joining();
  std::string day(int from_today = 0) const;
  std::string day_of(Timestamp instant) const;
  std::string paper(std::string_view series);  // a number such as 河湾乡答〔2026〕37号
  std::string pick(std::initializer_list<const char*> choices);
  nlohmann::json reason(std::string_view list);

  const Scene& scene;
  const Town& town;
  const Story& story;
  const Step& step;
  Date today;
  Stream stream;
  Teller teller;
};

}  // namespace docket::seed
