#include "tests/unit/workflows/minimal_definition.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "workflows/parser.hpp"

namespace docket::workflows {

using nlohmann::json;

json minimal_definition() {
  return json::parse(R"({
    "id": "tiny", "version": 1,
    "label": {"zh-CN": "小流程", "en": "Tiny"},
    "number": "（{org}）〔{year}〕{seq:04}号",
    "fields": {
      "title": {"title": {"zh-CN": "标题", "en": "Title"}, "type": "string", "x-personal": true},
      "rank": {"title": {"zh-CN": "等级", "en": "Rank"}, "enum": ["low", "high"],
               "x-labels": {"low": {"zh-CN": "低", "en": "Low"}, "high": {"zh-CN": "高", "en": "High"}}}
    },
    "states": {
      "new": {"label": {"zh-CN": "新", "en": "New"}, "public": {"zh-CN": "新", "en": "New"},
              "kind": "initial", "clock": "run"},
      "asked": {"label": {"zh-CN": "待答", "en": "Asked"}, "public": {"zh-CN": "待答", "en": "Asked"},
                "kind": "wait", "clock": "pause"},
      "done": {"label": {"zh-CN": "完", "en": "Done"}, "public": {"zh-CN": "完", "en": "Done"},
               "kind": "final", "clock": "stop"}
    },
    "actions": {
      "open": {"label": {"zh-CN": "登记", "en": "Open"}, "event": "opened", "from": [null], "to": "new",
               "roles": ["clerk"], "effects": [{"keep": ["title", "rank"]}],
               "input": {"required": ["title"], "properties": {
                 "title": {"$ref": "#/fields/title"}, "rank": {"$ref": "#/fields/rank"}}}},
      "ask": {"label": {"zh-CN": "询问", "en": "Ask"}, "event": "asked", "from": ["new"], "to": "asked",
              "roles": ["clerk"]},
      "answer": {"label": {"zh-CN": "回答", "en": "Answer"}, "event": "answered", "from": ["asked"], "to": "new",
                 "roles": ["voter", "system"]},
      "finish": {"label": {"zh-CN": "办结", "en": "Finish"}, "event": "finished", "from": ["new"], "to": "done",
                 "roles": ["clerk"], "guards": ["ranked"]}
    },
    "guards": {
      "ranked": {"when": {"!!": {"var": "case.data.rank"}}, "else": {"zh-CN": "请先定级。", "en": "Rank it first."}}
    },
    "deadlines": {
      "answer": {"label": {"zh-CN": "回答时限", "en": "To answer"}, "start": [{"enter": "asked"}],
                 "stop": [{"event": "answered"}], "within": "3wd", "basis": "默认"}
    }
  })");
}

json minimal_common() {
  return json::parse(R"({
    "actions": {
      "note": {"label": {"zh-CN": "记录", "en": "Note"}, "event": "noted", "from": "*", "roles": ["clerk"],
               "guards": ["staff"]},
      "unmerge": {"label": {"zh-CN": "撤销并案", "en": "Unmerge"}, "event": "unmerged", "from": ["merged"],
                  "to": "@previous", "roles": ["clerk"]}
    },
    "guards": {"staff": {"when": true, "else": {"zh-CN": "请由工作人员操作。", "en": "Let staff do it."}},
               "idle": {"when": true, "else": {"zh-CN": "无。", "en": "None."}}},
    "profiles": [{"id": "high", "label": {"zh-CN": "高", "en": "High"}, "match": {"rank": "high"}, "within": "1wd",
                  "basis": "默认"}]
  })");
}

Problems problems_after(const std::string& patch) {
  const auto document = minimal_definition().patch(json::parse(patch));
  auto definition = parse_definition(Value(json(document)), Value(minimal_common()));
  return definition ? Problems{} : definition.error();
}

bool speaks_of(const Problems& problems, const std::string& pointer) {
  return std::ranges::find(problems, pointer, &Problem::pointer) != problems.end();
}

std::string listing(const Problems& problems) {
  std::string text;
  for (const auto& problem : problems) text += problem.pointer + ": " + problem.sentence.en + "\n";
  return text;
}

json read_json(const std::string& path) { return json::parse(std::ifstream(path)); }

}  // namespace docket::workflows
