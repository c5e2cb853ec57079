// The publisher beside librdkafka's mock cluster: what a broker does not do on demand. The mock neither fences nor
// isolates, so nothing here speaks of exactly-once: only of going on calmly and losing nothing.
#include "adapters/kafka/publisher.hpp"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <thread>

#include "adapters/kafka/topic_check.hpp"
#include "adapters/kafka/verification.hpp"
#include "adapters/memory/store.hpp"
#include "engine/journal/codec.hpp"
#include "engine/journal/keys.hpp"

namespace docket::kafka {
namespace {

using namespace std::chrono_literals;

constexpr const char* topic = "events";

class MockCluster {
 public:
  MockCluster() {
    char text[256];
    handle_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), text, sizeof(text));
    cluster_ = rd_kafka_mock_cluster_new(handle_, 3);
    rd_kafka_mock_topic_create(cluster_, topic, 4, 3);
  }
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;
  ~MockCluster() {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(handle_);
  }
  rd_kafka_mock_cluster_t* get() const { return cluster_; }
  std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

 private:
  rd_kafka_t* handle_;
  rd_kafka_mock_cluster_t* cluster_;
};

// Keys of Kafka's protocol, as rd_kafka_mock_push_request_errors takes them.
enum Api : std::int16_t { produce = 0, metadata = 3, init_producer_id = 22, add_partitions = 24, end_txn = 26 };

class BesideTheMock : public testing::Test {
 protected:
  BesideTheMock() {
    options_.brokers = mock_.brokers();
    options_.topic = topic;
    options_.pause_min = 20ms;
    options_.pause_max = 200ms;
    options_.watch_every = 500ms;
    options_.batch_max = 10;
    options_.transaction_max = 3s;
  }
  ~BesideTheMock() override {
    if (publisher_) publisher_->stop();
  }

  void start() {
    publisher_ = std::make_unique<Publisher>(store_, clock_, metrics_, options_);
    publisher_->bell().ring(tail_);
    publisher_->start();
  }
  void append(std::uint64_t count) {
    for (const auto end = tail_ + count; tail_ < end;) {
      model::Event event;
      event.org = model::OrgId("hewan");
      event.case_id = model::CaseId("case_" + std::to_string(tail_ % 7));
      event.sequence = {tail_ / 7 + 1};
      event.name = "opened";
      ++tail_;
      ASSERT_TRUE(store_.append(
          {tail_, {{journal::Family::log, journal::keys::log(tail_), journal::encode_record(event, "{}")}}}));
    }
    if (publisher_) publisher_->bell().ring(tail_);
  }
  template <typename Condition>
  ::testing::AssertionResult eventually(Condition condition) {
    for (const auto end = std::chrono::steady_clock::now() + 60s; std::chrono::steady_clock::now() < end;) {
      if (condition()) return testing::AssertionSuccess();
      std::this_thread::sleep_for(5ms);
    }
    const auto status = publisher_->status();
    return testing::AssertionFailure() << "position " << status.position << " of " << status.tail << " "
                                       << (status.trouble ? status.trouble->condition + status.trouble->detail : "");
  }
  bool published() const {
    const auto status = publisher_->status();
    return !status.checking && !status.trouble && status.position == tail_;
  }
  // Every event is there, in order. Aborted ones are seen as well: the mock does not hide them.
  void expect_nothing_missing() {
    const auto check = verify(feed::LogReader(store_), options_, [](std::uint64_t) {});
    ASSERT_TRUE(check) << check.error().detail;
    EXPECT_EQ(check->findings().gaps, 0U);
    EXPECT_EQ(check->findings().pending, 0U);
    EXPECT_EQ(check->findings().foreign + check->findings().changed + check->findings().misplaced, 0U);
  }

  MockCluster mock_;
  memory::Store store_;
  SystemClock clock_;
  Metrics metrics_;
  Options options_;
  std::uint64_t tail_ = 0;
  std::unique_ptr<Publisher> publisher_;
};

TEST_F(BesideTheMock, publishes_what_is_there_and_what_comes) {
  append(35);
  start();
  EXPECT_TRUE(eventually([&] { return published(); }));
  append(35);
  EXPECT_TRUE(eventually([&] { return published(); }));
  expect_nothing_missing();
}

struct Injected {
  const char* name;
  Api api;
  rd_kafka_resp_err_t error;
  friend void PrintTo(const Injected& injected, std::ostream* out) { *out << rd_kafka_err2name(injected.error); }
};

class Request : public BesideTheMock, public testing::WithParamInterface<Injected> {};

TEST_P(Request, that_fails_a_few_times_is_tried_again_until_it_works) {
  append(25);
  const auto [name, api, error] = GetParam();
  rd_kafka_mock_push_request_errors(mock_.get(), api, 3, error, error, error);
  start();
  EXPECT_TRUE(eventually([&] { return published(); }));
  rd_kafka_mock_push_request_errors(mock_.get(), api, 3, error, error, error);
  append(25);
  EXPECT_TRUE(eventually([&] { return published(); }));
  expect_nothing_missing();
}

INSTANTIATE_TEST_SUITE_P(
    Injected, Request,
    testing::Values(Injected{"leader_moves", produce, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION},
                    Injected{"replicas_lag", produce, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS},
                    Injected{"timeout_after_write", produce, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT},
                    Injected{"unknown_producer", produce, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID},
                    Injected{"not_authorized_for_a_moment", produce, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED},
                    Injected{"coordinator_loads", init_producer_id, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS},
                    Injected{"coordinator_moves", end_txn, RD_KAFKA_RESP_ERR_NOT_COORDINATOR},
                    Injected{"transaction_overlaps", add_partitions, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS},
                    Injected{"broken_commit", end_txn, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE},
                    Injected{"fenced", end_txn, RD_KAFKA_RESP_ERR_PRODUCER_FENCED}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(BesideTheMock, waits_for_slow_acknowledgements) {
  for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_rtt(mock_.get(), broker, 150);
  append(15);
  start();
  EXPECT_TRUE(eventually([&] { return published(); }));
  expect_nothing_missing();
}

TEST_F(BesideTheMock, goes_on_when_leaders_and_the_coordinator_move) {
  append(30);
  start();
  EXPECT_TRUE(eventually([&] { return published(); }));
  for (int partition = 0; partition < 4; ++partition) {
    rd_kafka_mock_partition_set_leader(mock_.get(), topic, partition, 1 + (partition + 1) % 3);
  }
  rd_kafka_mock_coordinator_set(mock_.get(), "transaction", options_.transactional_id.c_str(), 2);
  append(30);
  EXPECT_TRUE(eventually([&] { return published(); }));
  expect_nothing_missing();
}

TEST_F(BesideTheMock, names_an_outage_and_ends_it_by_itself) {
  append(10);
  start();
  EXPECT_TRUE(eventually([&] { return published(); }));
  for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_down(mock_.get(), broker);
  append(500);
  EXPECT_TRUE(eventually([&] {
    const auto status = publisher_->status();
    return status.trouble && status.trouble->condition == "broker_unreachable" && status.degraded;
  }));
  for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_up(mock_.get(), broker);
  EXPECT_TRUE(eventually([&] { return published(); }));
  expect_nothing_missing();
}

TEST_F(BesideTheMock, stops_soon_while_nobody_answers) {
  for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_down(mock_.get(), broker);
  options_.drain_max = 100ms;
  append(10);
  start();
  EXPECT_TRUE(eventually([&] { return publisher_->status().trouble.has_value(); }));
  const auto began = std::chrono::steady_clock::now();
  publisher_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

}  // namespace
}  // namespace docket::kafka
