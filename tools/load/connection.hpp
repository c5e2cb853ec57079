// One keep-alive HTTP/1.1 connection that carries one request at a time. Non-blocking after it is open; the
// loop calls on_readable and on_writable when epoll says so. Knows Content-Length answers only, which is all
// the server sends here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docket::load {

struct Response {
  int status = 0;
  std::string location;
  bool close = false;
};

class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(); }

  bool open(const std::string& host, std::uint16_t port);
  void close();
  int descriptor() const { return descriptor_; }

  // False when the connection broke; a request that the socket did not take at once goes out by on_writable.
  bool send(std::string request);
  bool on_writable();
  bool wants_write() const { return sent_ < request_.size(); }

  enum class Read { more, answered, broken };
  Read on_readable(Response& response);

 private:
  std::optional<std::size_t> answer_end(Response& response) const;

  int descriptor_ = -1;
  std::string request_;
  std::size_t sent_ = 0;
  std::string received_;
};

}  // namespace docket::load
