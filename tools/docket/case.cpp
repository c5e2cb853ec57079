// `docket case`: erase-subject takes the action `redact` of one case through the door of a running server, as an admin,
// and says what is gone and what is not; import stands in import.cpp.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/base/uuid.hpp"
#include "tools/docket/client.hpp"
#include "tools/docket/commands.hpp"
#include "tools/docket/exit_code.hpp"
#include "tools/docket/setting_flags.hpp"

namespace docket::tools {
namespace {

struct EraseFlags {
  std::string id;
  std::string subject;
  std::string basis;
  std::string server;
};

// Events hold references in place of personal values, so that neither the log nor the topic has to be erased.
void tell(const EraseFlags& flags, const std::string& number) {
  std::cout << fmt::format(
      "已销毁：案件 {0}（{1}）中主体“{2}”的密钥。数据目录的任何文件里都不再有这把密钥，用它密封的个人信息无法再打开，"
      "查询一律返回 null。\n"
      "仍然存在，须另行处理：\n"
      "  · 销毁之前所做的备份：备份里有这把密钥，与主密钥合在一起仍能打开，请按期清除备份。\n"
      "  · 别处已经得到的内容：事件日志和 Kafka 里的事件不含个人信息，只有引用，无须处理；但此前经接口读取、"
      "导出或抄录的，请通知对方删除。\n"
      "  · 由本案转办或抄送的其他案件：各有自己的一份和自己的密钥，请逐案销毁。\n"
      "\n"
      "Destroyed: the key of subject '{2}' in case {0} ({1}). No file of the data directory holds it any more; what "
      "was "
      "sealed with it opens no more, and reads give null.\n"
      "What remains, for you to deal with:\n"
      "  - backups made before: they hold that key, and with the master key they still open; let them expire.\n"
      "  - what others already have: events in the log and on Kafka hold no personal values, only references, and need "
      "nothing; whoever read, exported or copied values through the API must be told to delete them.\n"
      "  - other cases opened from this one: each has its own copy and its own key; erase them one by one.\n",
      flags.id, number, flags.subject);
}

int erase_subject(const EraseFlags& flags) {
  if (!is_uuid7(flags.id, "case")) {
    complain({"案件应写作 case_…，不是编号 (give the id of the case, case_…, not its number)"});
    return exit_invalid;
  }
  const nlohmann::json body = {{"input", {{"subject", flags.subject}, {"legal_basis", flags.basis}}}};
  const auto document = ask_for_object(flags.server, token_from_environment(), "POST",
                                       "/v1/cases/" + flags.id + "/actions/redact", body.dump());
  if (!document) return document.error();
  tell(flags, document->at("case").value("number", ""));
  return exit_ok;
}

}  // namespace

void add_case(CLI::App& app, int& code) {
  auto* of_case = app.add_subcommand("case", "案件 · one case");
  of_case->require_subcommand(1);
  auto* erase =
      of_case->add_subcommand("erase-subject",
                              "销毁个人信息 · destroy what a case knows about a subject, for good (through the server; "
                              "DOCKET_TOKEN is an admin's)");
  auto flags = std::make_shared<EraseFlags>();
  erase->add_option("case", flags->id, "id of the case: case_…")->required();
  erase->add_option("subject", flags->subject, "whose: petitioner, case, …")->required();
  erase->add_option("--basis", flags->basis, "the legal basis; stays in the log, so no personal data")->required();
  erase->add_option("--server", flags->server, "http://host:port of the running server")->required();
  erase->callback([flags, &code] { code = erase_subject(*flags); });
  add_case_import(*of_case, code);
}

}  // namespace docket::tools
