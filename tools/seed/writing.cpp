#include "tools/seed/writing.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace docket::seed {

using nlohmann::json;

namespace {

constexpr std::string_view document_names[] = {"答复意见书",     "送达回证", "告知书",      "申请书",
                                               "权利义务告知书", "调解记录", "回访记录",    "调解协议书",
                                               "口头协议登记表", "证据材料", "司法确认材料"};
static_assert(std::size(document_names) == std::size(documents));

}  // namespace

Writing::Writing(const Scene& at)
    : scene(at),
      town(at.town),
      story(at.story),
      step(at.step),
      today(workflows::local_date(at.step.at)),
      stream(stream_of(at.town, at.story.key, Purpose::step, at.number)),
      teller(at.town, at.story, today, stream) {}

workflows::Value Writing::write() {
  if (step.action == "attach") return workflows::Value(attached());
  if (step.action == "join_party") return workflows::Value(joining());
  auto said = say(step.action);
  return said.is_null() ? workflows::Value::object() : workflows::Value(std::move(said));
}

json Writing::person(const Person& one) const {
  json made = {{"name", one.name}, {"phone", one.phone}};
  if (!one.id_no.empty()) made["id_no"] = one.id_no;
  if (!one.address.empty()) made["address"] = one.address;
  return made;
}

json Writing::attached() {
  std::string digest;
  for (int i = 0; i < 4; ++i) digest += fmt::format("{:016x}", stream.next());
  return {{"file_sha256", digest},
          {"name", fmt::format("{}.pdf", document_names[step.detail])},
          {"doc_kind", documents[step.detail]}};
}

json Writing::joining() {
  auto party = person(make_joining(town, story, step.detail));
  party["role"] = step.detail == 1 ? "representative" : "co_petitioner";
  return {{"party", std::move(party)}};
}

std::string Writing::day(int from_today) const { return workflows::format_date(today + std::chrono::days(from_today)); }

std::string Writing::day_of(Timestamp instant) const { return workflows::format_date(workflows::local_date(instant)); }

std::string Writing::paper(std::string_view series) {
  const std::chrono::year_month_day date(today);
  return fmt::format("{}{}〔{}〕{}{}号", town.directory().short_name, series, static_cast<int>(date.year()),
                     story.key.index + 1, story.key.converted ? "-1" : "");
}

std::string Writing::pick(std::initializer_list<const char*> choices) {
  return *(choices.begin() + stream.below(choices.size()));
}

json Writing::reason(std::string_view list) { return {{"reason", teller.tell(list)}}; }

}  // namespace docket::seed
