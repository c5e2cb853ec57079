// A client that sends exactly the bytes it is told and reads whatever comes back: for requests no library
// would send.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace docket::http::test {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  nlohmann::json json() const;
  std::string code() const;  // of a problem
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes);
  // The next answer; nothing when the server closed the connection or said nothing for five seconds.
  std::optional<Reply> read(bool without_body = false);
  // True when the server ends the connection, with nothing more to say, within five seconds.
  bool is_closed();

  Reply call(const std::string& method, const std::string& target, const std::string& token,
             const std::string& body = "", const std::string& headers = "");

 private:
  bool fill();
  int socket_;
  std::string buffer_;
};

}  // namespace docket::http::test
