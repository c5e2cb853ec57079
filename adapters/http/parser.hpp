// The protocol parser of Beast with our own ears: the header goes into one block of memory that is used again
// for the next request, the body into one string, and what comes after the header is never taken for a part
// of it — a trailer is an error. Limits on the number of fields and the size of the body are kept here; the
// bytes of the header are counted by whoever feeds it. One per request (Beast parsers cannot be used twice);
// the memory outlives it.
#pragma once

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/message.hpp"

namespace docket::http {

// What one connection keeps from request to request.
struct Memory {
  struct Span {
    std::size_t name, name_size, value_size;  // the value follows its name
  };
  std::string text;
  std::vector<Span> spans;
  std::size_t method_size = 0;
  std::size_t target_size = 0;
  Head head;
  std::string body;
};

class Parser final : public boost::beast::http::basic_parser<true> {
 public:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;
  enum class Trouble { none, fields, body, trailer };

  Parser(Memory& memory, std::size_t fields_max) : memory_(memory), fields_max_(fields_max) {
    memory_.text.clear();
    memory_.spans.clear();
    memory_.head.fields.clear();
    memory_.head.folded = false;
    memory_.body.clear();
    body_limit(boost::none);
    header_limit(std::numeric_limits<std::uint32_t>::max());
  }

  // The bytes that the next put() is given, so that a value outside of them is known to be unfolded text.
  void feeding(const char* begin, std::size_t size) { end_ = begin + size; }
  void body_max(std::size_t bytes) { body_max_ = bytes; }
  Trouble trouble() const { return trouble_; }

 private:
  using verb = boost::beast::http::verb;
  using field = boost::beast::http::field;

  void on_request_impl(verb, string_view method, string_view target, int version, error_code&) override {
    memory_.text.append(method.data(), method.size()).append(target.data(), target.size());
    memory_.method_size = method.size();
    memory_.target_size = target.size();
    memory_.head.version = static_cast<unsigned>(version);
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(field, string_view name, string_view value, error_code& ec) override {
    if (in_body_) return stop(Trouble::trailer, ec);
    if (memory_.spans.size() == fields_max_) return stop(Trouble::fields, ec);
    if (!value.empty() && is_folded(name, value)) memory_.head.folded = true;
    memory_.spans.push_back({memory_.text.size(), name.size(), value.size()});
    memory_.text.append(name.data(), name.size()).append(value.data(), value.size());
  }

  // The library joins continued lines in memory of its own, or points behind the line break that it skipped.
  bool is_folded(string_view name, string_view value) const {
    const std::less<const char*> before;
    const char* colon = name.data() + name.size();
    if (before(value.data(), colon) || !before(value.data(), end_)) return true;
    return std::find(colon, value.data(), '\r') != value.data();
  }

  // Only now the text has stopped moving: views into it are good until the next request.
  void on_header_impl(error_code&) override {
    in_body_ = true;
    const std::string_view text = memory_.text;
    memory_.head.method = text.substr(0, memory_.method_size);
    memory_.head.target = text.substr(memory_.method_size, memory_.target_size);
    for (const auto& span : memory_.spans) {
      memory_.head.fields.push_back(
          {text.substr(span.name, span.name_size), text.substr(span.name + span.name_size, span.value_size)});
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length && *length <= body_max_) memory_.body.reserve(static_cast<std::size_t>(*length));
  }

  std::size_t on_body_impl(string_view part, error_code& ec) override { return take(part, ec); }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view part, error_code& ec) override { return take(part, ec); }
  void on_finish_impl(error_code&) override {}

  std::size_t take(string_view part, error_code& ec) {
    if (part.size() > body_max_ - memory_.body.size()) {
      stop(Trouble::body, ec);
      return 0;
    }
    memory_.body.append(part.data(), part.size());
    return part.size();
  }

  void stop(Trouble trouble, error_code& ec) {
    trouble_ = trouble;
    ec = boost::beast::http::error::body_limit;
  }

  Memory& memory_;
  const std::size_t fields_max_;
  std::size_t body_max_ = 0;
  const char* end_ = nullptr;
  bool in_body_ = false;
  Trouble trouble_ = Trouble::none;
};

}  // namespace docket::http
