#include "adapters/http/problem.hpp"

#include <string>

#include "engine/base/json_text.hpp"

namespace docket::http {
namespace {

struct Row {
  int status;
  std::string_view code;
  std::string_view zh_cn;
  std::string_view en;
  Applied applied = Applied::not_said;
  int retry_after = 0;
};

Row row(Reason reason) {
  switch (reason) {
    case Reason::bad_request:
      return {400, "bad-request", "请求不符合 HTTP/1.1 格式，请检查客户端。",
              "The request is not well-formed HTTP/1.1; check the client."};
    case Reason::bad_framing:
      return {400, "bad-framing", "请求的长度标示有歧义，请只发送一个 Content-Length 或只用 chunked。",
              "The length of the request is ambiguous; send one Content-Length, or chunked alone."};
    case Reason::bad_host:
      return {400, "bad-host", "请求必须恰好带一个本服务的 Host 头。",
              "Send exactly one Host header that names this service."};
    case Reason::bad_target:
      return {400, "bad-target", "请求地址必须是以 / 开头、经过百分号编码的路径。",
              "The target must be a percent-encoded path that begins with a slash."};
    case Reason::bad_trailer:
      return {400, "bad-trailer", "本服务不接受尾部字段（trailer），请放在请求头里。",
              "Trailer fields are not accepted; send them in the header."};
    case Reason::unexpected_body:
      return {400, "unexpected-body", "该请求不应带正文，请去掉正文。", "This request takes no body; send none."};
    case Reason::invalid_json:
      return {400, "invalid-json", "正文不是有效的 JSON，请按 errors 中的说明改正。",
              "The body is not valid JSON; see errors."};
    case Reason::invalid_body:
      return {400, "invalid-body", "正文的成员不符合该接口的要求，请按 errors 中的说明改正。",
              "The members of the body are not what this call takes; see errors."};
    case Reason::unknown_parameter:
      return {400, "unknown-parameter", "请求带有该接口没有的查询参数，请只使用 errors 中列出的参数。",
              "The query holds a parameter this call does not know; use only those listed in errors."};
    case Reason::invalid_parameter:
      return {400, "invalid-parameter", "查询参数的值无效，请按 errors 中的说明改正。",
              "A query parameter has an invalid value; see errors."};
    case Reason::invalid_key:
      return {400, "invalid-idempotency-key", "Idempotency-Key 必须只出现一次，由 1 到 255 个可见 ASCII 字符组成。",
              "Send one Idempotency-Key of 1 to 255 visible ASCII characters."};
    case Reason::invalid_condition:
      return {400, "invalid-if-match", "If-Match 必须是 * 或一列带引号的版本，例如 \"v3\"。",
              "If-Match must be * or a list of quoted versions such as \"v3\"."};
    case Reason::unauthenticated:
      return {
          401, "unauthenticated",
          "请带上有效的访问令牌：Authorization: Bearer dkt_…；令牌由 docket token create 建立，命令行从 DOCKET_TOKEN "
          "读取。",
          "Send a valid access token as Authorization: Bearer dkt_…; docket token create makes one, and the command "
          "line reads it from DOCKET_TOKEN."};
    case Reason::forbidden:
      return {403, "forbidden", "您的角色不能使用该接口，请联系管理员。",
              "Your roles do not permit this call; ask an administrator."};
    case Reason::too_many:
      return {
          .status = 429,
          .code = "too-many",
          .zh_cn = "次数过多，请按 Retry-After 稍后再试；查询码遗失的，请到联络站补发。",
          .en = "Too many tries; wait as Retry-After says. The station gives out a new query code when one is lost.",
          .retry_after = 600};
    case Reason::not_found:
      return {404, "not-found", "没有这个地址，请检查路径。", "There is nothing at this address; check the path."};
    case Reason::unknown_case:
      return {404, "unknown-case", "没有这个事项，或您无权查看。", "There is no such case, or it is not yours to see."};
    case Reason::unknown_workflow:
      return {404, "unknown-workflow", "没有这个流程，请在 /v1/workflows 中查看现有流程。",
              "There is no such workflow; /v1/workflows lists those that exist."};
    case Reason::method_not_allowed:
      return {405, "method-not-allowed", "该地址不支持这种方法，可用的方法见 Allow 头。",
              "This address does not support the method; the Allow header lists those it does."};
    case Reason::timeout:
      return {408, "timeout", "请求没有在规定时间内发送完，请重新发送。",
              "The request did not arrive in time; send it again.", Applied::no};
    case Reason::body_too_large:
      return {413, "body-too-large", "正文太大，请减少内容后重新发送。", "The body is too large; send less."};
    case Reason::target_too_long:
      return {414, "target-too-long", "请求地址太长，请缩短查询条件。", "The target is too long; shorten the query."};
    case Reason::unsupported_media_type:
      return {415, "unsupported-media-type", "正文必须是 UTF-8 的 JSON，请设置 Content-Type: application/json。",
              "The body must be JSON in UTF-8; set Content-Type: application/json."};
    case Reason::expectation_failed:
      return {417, "expectation-failed", "只支持 Expect: 100-continue。", "Only Expect: 100-continue is supported."};
    case Reason::header_too_large:
      return {431, "header-too-large", "请求头太大或字段太多，请减少后重新发送。",
              "The header is too large or has too many fields; send less."};
    case Reason::internal:
      return {500, "internal", "服务器内部出错，请把 request_id 告诉管理员。",
              "The server failed; give the request_id to an operator.", Applied::no};
    case Reason::unknown_method:
      return {501, "unknown-method", "不支持这种 HTTP 方法。", "This HTTP method is not supported.", Applied::no};
    case Reason::unsupported_encoding:
      return {501, "unsupported-encoding", "只支持 Transfer-Encoding: chunked。",
              "Only Transfer-Encoding: chunked is supported.", Applied::no};
    case Reason::overloaded:
      return {503,
              "overloaded",
              "系统繁忙，没有办理，请稍后重试。",
              "The server is busy and did nothing; try again shortly.",
              Applied::no,
              1};
    case Reason::stopping:
      return {503,
              "stopping",
              "系统正在停止，没有办理，请稍后重试。",
              "The server is stopping and did nothing; try again shortly.",
              Applied::no,
              5};
    case Reason::read_only:
      return {503,
              "read-only",
              "存储出错后系统已停止写入，没有办理；请联系管理员，恢复后重试。",
              "Writing has stopped after a storage failure and nothing was done; tell the operator, and try again once "
              "the server is back.",
              Applied::no,
              30};
    case Reason::unavailable:
      return {503,
              "unavailable",
              "存储出错，办理结果未知；恢复后请用同一个 Idempotency-Key 再次提交。",
              "Storage failed and the outcome is unknown; ask again with the same Idempotency-Key once the "
              "server is back.",
              Applied::unknown,
              5};
    case Reason::no_answer:
      return {503,
              "no-answer",
              "没有在规定时间内得到结果，请用同一个 Idempotency-Key 再次提交。",
              "No answer came in time; ask again with the same Idempotency-Key.",
              Applied::unknown,
              1};
    case Reason::unsupported_version:
      return {505, "unsupported-version", "只支持 HTTP/1.1。", "Only HTTP/1.1 is supported.", Applied::no};
  }
  return {500, "internal", "服务器内部出错。", "The server failed.", Applied::unknown};
}

void append_errors(std::string& out, const workflows::Problems& errors) {
  append_name(out, "errors");
  out += '[';
  for (const auto& error : errors) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_member(out, "pointer", error.pointer);
    append_member(out, "detail", error.sentence.zh_cn);
    append_member(out, "detail_en", error.sentence.en);
    out += '}';
  }
  out += ']';
}

}  // namespace

workflows::Label title_of(int status) {
  switch (status) {
    case 400:
      return {"请求有误", "Bad request"};
    case 401:
      return {"未登录", "Not authenticated"};
    case 403:
      return {"没有权限", "Forbidden"};
    case 404:
      return {"没有找到", "Not found"};
    case 405:
      return {"方法不允许", "Method not allowed"};
    case 408:
      return {"请求超时", "Request timeout"};
    case 409:
      return {"与当前状态冲突", "Conflict"};
    case 412:
      return {"版本已变化", "Precondition failed"};
    case 413:
      return {"正文太大", "Body too large"};
    case 414:
      return {"地址太长", "Target too long"};
    case 415:
      return {"不支持的正文类型", "Unsupported media type"};
    case 417:
      return {"无法满足的期望", "Expectation failed"};
    case 422:
      return {"填写的内容有误", "Invalid input"};
    case 429:
      return {"次数过多", "Too many requests"};
    case 431:
      return {"请求头太大", "Header too large"};
    case 501:
      return {"不支持", "Not implemented"};
    case 503:
      return {"服务暂不可用", "Service unavailable"};
    case 505:
      return {"不支持的版本", "Version not supported"};
    default:
      return {"服务器出错", "Server error"};
  }
}

Problem problem(Reason reason) {
  const auto found = row(reason);
  return Problem{.status = found.status,
                 .code = std::string(found.code),
                 .title = title_of(found.status),
                 .detail = {std::string(found.zh_cn), std::string(found.en)},
                 .applied = found.applied,
                 .retry_after = found.retry_after};
}

Problem problem(Reason reason, workflows::Problems errors) {
  auto made = problem(reason);
  made.errors = std::move(errors);
  return made;
}

void append_problem(std::string& out, const Problem& problem, std::string_view request_id) {
  out += '{';
  append_member(out, "type", "urn:docket:problem:" + problem.code);
  append_member(out, "title", problem.title.zh_cn);
  append_member(out, "title_en", problem.title.en);
  append_name(out, "status");
  out += std::to_string(problem.status);
  append_member(out, "detail", problem.detail.zh_cn);
  append_member(out, "detail_en", problem.detail.en);
  append_member(out, "code", problem.code);
  append_member(out, "request_id", request_id);
  if (!problem.errors.empty()) append_errors(out, problem.errors);
  if (!problem.guard.empty()) append_member(out, "guard", problem.guard);
  if (problem.status >= 500) append_member(out, "outcome", problem.applied == Applied::no ? "not_applied" : "unknown");
  out += '}';
}

Response answer(const Problem& problem, std::string_view request_id) {
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  append_problem(response.body, problem, request_id);
  if (problem.retry_after > 0) add_header(response, "Retry-After", std::to_string(problem.retry_after));
  if (problem.status == 401) add_header(response, "WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace docket::http
