// One thread of the door: its io_context, the connections that live on it, and the reaper that looks at their
// clocks. Shared ownership only because an answer of the engine may come after everybody else has gone; the
// io_context is the last member, so what its forgotten operations destroy still finds the rest.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <ctime>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/http/app.hpp"
#include "adapters/http/connection.hpp"
#include "adapters/http/guests.hpp"

namespace docket::http {

class Worker : public std::enable_shared_from_this<Worker> {
 public:
  Worker(std::shared_ptr<App> app, std::shared_ptr<Guests> guests);
  ~Worker();

  void start();   // spawns the thread and the reaper
  void retire();  // any thread: idle connections are closed, the others close with their next answer
  void join();    // stops the loop, ends the thread, forgets who still waits

  void adopt(Socket socket, std::string address);  // on this worker's thread

  App& app() { return *app_; }
  asio::io_context& context() { return context_; }
  bool retiring() const { return retiring_; }
  std::weak_ptr<void> weak() { return weak_from_this(); }

  // On this worker's thread.
  std::string_view date();                 // of now, made once a second
  void next_request_id(std::string& out);  // unique in this process, unpredictable across processes

 private:
  friend struct Connection;
  friend Awaitable<void> reap(Worker& worker);
  std::list<Connection*>::iterator enlist(Connection& connection);
  void delist(Connection& connection);

  std::shared_ptr<App> app_;
  std::shared_ptr<Guests> guests_;
  std::list<Connection*> connections_;
  bool retiring_ = false;
  std::time_t date_of_ = 0;
  std::string date_;
  std::string id_prefix_;
  std::uint64_t id_count_ = 0;
  std::thread thread_;
  asio::io_context context_{1};
};

}  // namespace docket::http
