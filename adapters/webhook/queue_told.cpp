#include "adapters/webhook/queue_told.hpp"

#include "engine/base/json_text.hpp"
#include "engine/model/hook.hpp"

namespace docket::webhook {
namespace {

std::string_view change_name(QueueChange change) {
  switch (change) {
    case QueueChange::entered:
      return "entered";
    case QueueChange::left:
      return "left";
    case QueueChange::reached:
      return "reached";
    case QueueChange::aged:
      return "aged";
    case QueueChange::digest:
      return "digest";
  }
  return "";
}

std::string long_wait(std::chrono::milliseconds wait) {
  using namespace std::chrono;
  if (wait >= days(1)) return std::to_string(duration_cast<days>(wait).count()) + " 天";
  if (wait >= hours(1)) return std::to_string(duration_cast<hours>(wait).count()) + " 小时";
  if (wait >= minutes(1)) return std::to_string(duration_cast<minutes>(wait).count()) + " 分钟";
  return std::to_string(duration_cast<seconds>(wait).count()) + " 秒";
}

}  // namespace

std::string queue_cloud_event(const QueueTold& told, const std::string& id, const journal::Record& record) {
  std::string out = "{";
  append_member(out, "specversion", "1.0");
  append_member(out, "id", id);
  append_member(out, "source", "/orgs/" + told.org.str() + "/queues/" + told.queue);
  append_member(out, "type", "docket.queue." + std::string(change_name(told.change)) + ".v1");
  append_member(out, "subject", told.queue);
  append_member(out, "time", format_timestamp(record.event.recorded));
  append_member(out, "position", model::format_position(record.position));
  append_member(out, "datacontenttype", "application/json");
  append_name(out, "data");
  out += '{';
  append_member(out, "queue", told.queue);
  append_name(out, "label");
  out += '{';
  append_member(out, "zh-CN", told.label.zh_cn);
  append_member(out, "en", told.label.en);
  out += '}';
  append_name(out, "count");
  append_number(out, told.count);
  if (told.oldest) append_member(out, "oldest_at", format_timestamp(*told.oldest));
  if (told.reached > 0) {
    append_name(out, "reached");
    append_number(out, told.reached);
  }
  if (told.moment != Timestamp()) append_member(out, "moment", format_timestamp(told.moment));
  if (told.change == QueueChange::aged) append_member(out, "age", model::wait_text(told.age));
  if (!told.case_id.empty()) {
    append_member(out, "case", told.case_id);
    append_member(out, "number", told.number);
    append_member(out, "state", told.state);
    append_member(out, "workflow", told.workflow);
  }
  out += "}}";
  return out;
}

std::string queue_text(const QueueTold& told, Timestamp now) {
  auto text = "【" + told.whose + (told.whose.empty() ? "" : " · ") + told.label.zh_cn + "】";
  switch (told.change) {
    case QueueChange::entered:
      text += "新到一件：" + told.headline + "。";
      break;
    case QueueChange::left:
      text += "办出一件：" + told.headline + "。";
      break;
    case QueueChange::reached:
      break;
    case QueueChange::aged:
      text += "有事项等候超过 " + long_wait(told.age) + "，请尽快处理。";
      break;
    case QueueChange::digest:
      text += "每日汇总：";
      break;
  }
  if (told.reached > 0) text += "已达到 " + std::to_string(told.reached) + " 件。";
  text += told.count == 0 ? "现在没有待办。" : "现有 " + std::to_string(told.count) + " 件";
  if (told.count == 0) return text;
  if (told.oldest) text += "，最久的已等 " + long_wait(std::max(now - *told.oldest, Timestamp::duration(0)));
  return text + "。";
}

}  // namespace docket::webhook
