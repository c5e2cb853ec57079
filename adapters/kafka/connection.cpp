#include "adapters/kafka/connection.hpp"

#include <algorithm>
#include <cstring>
#include <future>
#include <thread>

#include "adapters/kafka/errors.hpp"
#include "engine/base/log.hpp"

namespace docket::kafka {
namespace {

constexpr std::chrono::seconds destroy_max{10};
constexpr std::chrono::milliseconds slice_max{500};

const char* security_name(Security security) {
  switch (security) {
    case Security::plaintext:
      return "plaintext";
    case Security::ssl:
      return "ssl";
    case Security::sasl_plaintext:
      return "sasl_plaintext";
    case Security::sasl_ssl:
      return "sasl_ssl";
  }
  return "";
}

const char* sasl_name(Sasl sasl) {
  switch (sasl) {
    case Sasl::plain:
      return "PLAIN";
    case Sasl::scram_sha_256:
      return "SCRAM-SHA-256";
    case Sasl::scram_sha_512:
      return "SCRAM-SHA-512";
  }
  return "";
}

Properties common(const Options& options) {
  Properties properties = {
      {"bootstrap.servers", options.brokers},
      {"client.id", "docket"},
      {"security.protocol", security_name(options.security)},
      {"socket.nagle.disable", "true"},
      {"socket.keepalive.enable", "true"},
      {"reconnect.backoff.ms", "100"},
      {"reconnect.backoff.max.ms", "2000"},
      {"topic.metadata.propagation.max.ms", "1000"},
      {"log.connection.close", "false"},
  };
  if (!options.ca_file.empty()) properties.emplace_back("ssl.ca.location", options.ca_file.string());
  if (options.security == Security::sasl_plaintext || options.security == Security::sasl_ssl) {
    properties.emplace_back("sasl.mechanism", sasl_name(options.sasl));
    properties.emplace_back("sasl.username", options.user);
    properties.emplace_back("sasl.password", options.password);
  }
  return properties;
}

void on_error(rd_kafka_t* handle, int code, const char* reason, void* opaque) {
  auto error = static_cast<rd_kafka_resp_err_t>(code);
  char text[512] = "";
  if (error == RD_KAFKA_RESP_ERR__FATAL) {
    error = rd_kafka_fatal_error(handle, text, sizeof(text));
    reason = text;
  }
  static_cast<Heard*>(opaque)->said(error, reason);
}

// What the library writes is for whoever debugs; one of its lines hides a change of behaviour.
void on_log(const rd_kafka_t*, int, const char* facility, const char* text) {
  const bool odd = std::strstr(text, "does not support compression type") != nullptr;
  log::line(odd ? log::Level::warn : log::Level::debug, "librdkafka", {{"facility", facility}, {"text", text}});
}

// Whether a code says only that nobody answered.
bool is_silence(Condition condition) { return condition == Condition::broker_unreachable; }

}  // namespace

int Limit::slice() const {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(1), slice_max).count());
}

void Heard::said(rd_kafka_resp_err_t code, const char* text) {
  // "All brokers down" follows every reason and is none.
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && code_.load() != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  text_.store(std::make_shared<const std::string>(text));
  code_.store(code);
}

Failure Heard::explain(Failure failure) const {
  const auto code = code_.load();
  const auto text = text_.load();
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR || !text || !is_silence(failure.condition)) return failure;
  failure.condition = condition_of(code);
  failure.detail += "; " + *text;
  return failure;
}

Attempt<std::unique_ptr<Connection>> Connection::open(rd_kafka_type_t type, const Options& options,
                                                      const Properties& properties, Reports reports) {
  std::unique_ptr<Connection> made(new Connection);
  auto* conf = rd_kafka_conf_new();
  char text[512] = "";
  auto all = common(options);
  all.insert(all.end(), properties.begin(), properties.end());
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text, sizeof(text)) == RD_KAFKA_CONF_OK) continue;
    rd_kafka_conf_destroy(conf);
    // The text may repeat the value; of a password it must not.
    const bool secret = name == "sasl.password";
    return std::unexpected(Failure{Condition::client_refused, secret ? name + " cannot be used" : text});
  }
  rd_kafka_conf_set_opaque(conf, made->heard_.get());
  rd_kafka_conf_set_error_cb(conf, on_error);
  rd_kafka_conf_set_log_cb(conf, on_log);
  if (reports != nullptr) rd_kafka_conf_set_dr_msg_cb(conf, reports);
  made->handle_ = rd_kafka_new(type, conf, text, sizeof(text));
  if (made->handle_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    return std::unexpected(Failure{Condition::client_refused, text});
  }
  return made;
}

Connection::~Connection() {
  if (handle_ == nullptr) return;
  auto ended = std::make_shared<std::promise<void>>();
  auto end = ended->get_future();
  // The callbacks' memory goes with the handle, however long that takes.
  std::thread([handle = handle_, heard = std::move(heard_), ended] {
    rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    ended->set_value();
  }).detach();
  if (end.wait_for(destroy_max) != std::future_status::ready) log::warn("a Kafka client does not end; left to itself");
}

Attempt<std::vector<std::int64_t>> ends_of(Connection& connection, const std::string& topic, int partition_count,
                                           std::int64_t which, const Limit& limit) {
  const std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)> list(
      rd_kafka_topic_partition_list_new(partition_count), rd_kafka_topic_partition_list_destroy);
  for (int i = 0; i < partition_count; ++i) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), i);
  auto error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  while (!limit.over()) {
    for (int i = 0; i < partition_count; ++i) list->elems[i].offset = which;
    error = rd_kafka_offsets_for_times(connection.get(), list.get(), limit.slice());
    rd_kafka_poll(connection.get(), 0);
    if (error != RD_KAFKA_RESP_ERR__TIMED_OUT) break;
  }
  for (int i = 0; i < partition_count && error == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) error = list->elems[i].err;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::unexpected(connection.explain(
        {condition_of(error), std::string("asking where the topic ends: ") + rd_kafka_err2str(error)}));
  }
  std::vector<std::int64_t> ends;
  for (int i = 0; i < partition_count; ++i) ends.push_back(list->elems[i].offset);
  return ends;
}

Attempt<Extent> extent_of(Connection& connection, const std::string& topic, int partition_count, const Limit& limit) {
  auto low = ends_of(connection, topic, partition_count, RD_KAFKA_OFFSET_BEGINNING, limit);
  if (!low) return std::unexpected(low.error());
  auto end = ends_of(connection, topic, partition_count, RD_KAFKA_OFFSET_END, limit);
  if (!end) return std::unexpected(end.error());
  return Extent{std::move(*low), std::move(*end)};
}

}  // namespace docket::kafka
