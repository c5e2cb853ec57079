#include "adapters/http/compose.hpp"

#include <charconv>

namespace docket::http {
namespace {

std::string_view status_line(int status) {
  switch (status) {
    case 200:
      return "HTTP/1.1 200 OK\r\n";
    case 201:
      return "HTTP/1.1 201 Created\r\n";
    case 204:
      return "HTTP/1.1 204 No Content\r\n";
    case 400:
      return "HTTP/1.1 400 Bad Request\r\n";
    case 401:
      return "HTTP/1.1 401 Unauthorized\r\n";
    case 403:
      return "HTTP/1.1 403 Forbidden\r\n";
    case 404:
      return "HTTP/1.1 404 Not Found\r\n";
    case 405:
      return "HTTP/1.1 405 Method Not Allowed\r\n";
    case 408:
      return "HTTP/1.1 408 Request Timeout\r\n";
    case 409:
      return "HTTP/1.1 409 Conflict\r\n";
    case 412:
      return "HTTP/1.1 412 Precondition Failed\r\n";
    case 413:
      return "HTTP/1.1 413 Content Too Large\r\n";
    case 414:
      return "HTTP/1.1 414 URI Too Long\r\n";
    case 415:
      return "HTTP/1.1 415 Unsupported Media Type\r\n";
    case 417:
      return "HTTP/1.1 417 Expectation Failed\r\n";
    case 422:
      return "HTTP/1.1 422 Unprocessable Content\r\n";
    case 429:
      return "HTTP/1.1 429 Too Many Requests\r\n";
    case 431:
      return "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    case 501:
      return "HTTP/1.1 501 Not Implemented\r\n";
    case 503:
      return "HTTP/1.1 503 Service Unavailable\r\n";
    case 505:
      return "HTTP/1.1 505 HTTP Version Not Supported\r\n";
    default:
      return "HTTP/1.1 500 Internal Server Error\r\n";
  }
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(value).append("\r\n");
}

}  // namespace

void compose(std::string& out, const Response& response, const Wrapping& wrapping) {
  out.append(status_line(response.status));
  append_line(out, "Date: ", wrapping.date);
  if (!response.body.empty() || response.source) append_line(out, "Content-Type: ", response.content_type);
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), response.body.size());
  if (response.source) {
    if (wrapping.chunked) append_line(out, "Transfer-Encoding: ", "chunked");
  } else if (response.status != 204) {
    append_line(out, "Content-Length: ", {digits, end});
  }
  append_line(out, "X-Request-Id: ", wrapping.request_id);
  append_line(out, "X-Content-Type-Options: ", "nosniff");
  if (wrapping.private_data) append_line(out, "Cache-Control: ", "no-store");
  out.append(response.headers);
  if (!wrapping.keep_alive) append_line(out, "Connection: ", "close");
  out.append("\r\n");
  if (!wrapping.without_body) out.append(response.body);
}

void append_chunk(std::string& out, std::string_view bytes) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), bytes.size(), 16);
  out.append(digits, end).append("\r\n").append(bytes).append("\r\n");
}

}  // namespace docket::http
