// One call of a hook over the network: resolve, check every address, connect to the one that was checked, send, read
// the answer's header, close. Redirects are not followed, no proxy is asked, the body is read of a robot's answer
// alone. On the thread of the io_context alone.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/webhook/addresses.hpp"
#include "adapters/webhook/attempt.hpp"
#include "adapters/webhook/chat.hpp"
#include "engine/hooks.hpp"

namespace docket::webhook {

struct Call {
  HookUrl url;
  std::string id;         // webhook-id; these three are empty for a robot
  std::string timestamp;  // webhook-timestamp
  std::string signature;  // webhook-signature
  std::string body;       // a CloudEvent, structured; a robot's message
  Robot robot = Robot::none;
};

struct CallLimits {
  std::chrono::milliseconds connect{3'000};
  std::chrono::milliseconds whole{15'000};
  std::uint32_t header_bytes = 8 * 1024;
  std::uint32_t body_bytes = 16 * 1024;  // of a robot's answer
  std::filesystem::path ca_file = {};    // whom to believe beside the system's authorities: see trust.hpp
};

class Caller {
 public:
  Caller(Addresses addresses, CallLimits limits);

  // Fills in status, trouble, took and retry_after.
  boost::asio::awaitable<Attempt> call(Call call);

 private:
  boost::asio::awaitable<Attempt> attempt(const Call& call);
  boost::asio::awaitable<std::vector<boost::asio::ip::tcp::endpoint>> resolve(std::string host, std::uint16_t port);
  Trouble check(const HookUrl& url, const std::vector<boost::asio::ip::tcp::endpoint>& endpoints) const;

  Addresses addresses_;
  CallLimits limits_;
  boost::asio::ssl::context tls_;
  std::shared_ptr<std::atomic<int>> resolving_ =
      std::make_shared<std::atomic<int>>(0);  // outlives this with its threads
};

}  // namespace docket::webhook
