#include "adapters/kafka/condition.hpp"

namespace docket::kafka {

std::string_view name_of(Condition condition) {
  switch (condition) {
    case Condition::none:
      return "none";
    case Condition::broker_unreachable:
      return "broker_unreachable";
    case Condition::authentication_failed:
      return "authentication_failed";
    case Condition::tls_failed:
      return "tls_failed";
    case Condition::not_authorized:
      return "not_authorized";
    case Condition::topic_missing:
      return "topic_missing";
    case Condition::topic_too_few_replicas:
      return "topic_too_few_replicas";
    case Condition::partitions_changed:
      return "partitions_changed";
    case Condition::message_too_large:
      return "message_too_large";
    case Condition::fenced:
      return "fenced";
    case Condition::other_history:
      return "other_history";
    case Condition::log_rolled_back:
      return "log_rolled_back";
    case Condition::topic_unsettled:
      return "topic_unsettled";
    case Condition::topic_not_empty:
      return "topic_not_empty";
    case Condition::broker_refused:
      return "broker_refused";
    case Condition::client_refused:
      return "client_refused";
    case Condition::journal_unreadable:
      return "journal_unreadable";
  }
  return "unknown";
}

workflows::Label sentence_of(Condition condition) {
  switch (condition) {
    case Condition::none:
      return {"正常发布。", "Publishing."};
    case Condition::broker_unreachable:
      return {
          "连不上 Kafka，事件留在日志中，恢复后自动续发；请检查 kafka_brokers 和网络。",
          "No broker answers. Events stay in the log and go out when one does: check kafka_brokers and the network."};
    case Condition::authentication_failed:
      return {"Kafka 拒绝了登录，请核对 kafka_user、kafka_password 和 kafka_sasl（Kafka 4 请用 PLAIN，不用 SCRAM）。",
              "The broker refused the login: check kafka_user, kafka_password and kafka_sasl (with Kafka 4 PLAIN, not "
              "SCRAM)."};
    case Condition::tls_failed:
      return {"与 Kafka 的 TLS 握手失败，请核对 kafka_ca_file 与证书上的主机名。",
              "The TLS handshake with the broker failed: check kafka_ca_file and the host name in its certificate."};
    case Condition::not_authorized:
      return {
          "Kafka 不许本用户写入：请授予主题的 Describe、Read、Write 和事务号的 Describe、Write 权限。",
          "The broker does not let this user publish: grant Describe, Read, Write on the topic and Describe, Write on "
          "the transactional id."};
    case Condition::topic_missing:
      return {"主题不存在，请先建立，或改正 kafka_topic。",
              "The topic does not exist: create it, or correct kafka_topic."};
    case Condition::topic_too_few_replicas:
      return {
          "主题同步中的副本少于 min.insync.replicas，请恢复副本或调整该设置。",
          "The topic has fewer replicas in sync than min.insync.replicas asks for: bring replicas back, or lower it."};
    case Condition::partitions_changed:
      return {
          "主题的分区数变了，继续写入会打乱同一案件的顺序；请恢复分区数，或用 docket kafka republish 发布到新主题。",
          "The topic's number of partitions changed; going on would break the order within a case: use a new topic, "
          "filled by docket kafka republish."};
    case Condition::message_too_large:
      return {"有事件超过了主题的 max.message.bytes，请调大它；在此之前发布停在该事件上。",
              "An event is larger than the topic's max.message.bytes: raise it. Publication waits at that event."};
    case Condition::fenced:
      return {
          "另一个进程在用同一 kafka_transactional_id 发布；请确认没有第二个 docket 用着本目录的副本。",
          "Another process publishes with the same kafka_transactional_id: see that no second docket runs on a copy "
          "of this directory."};
    case Condition::other_history:
      return {
          "主题末尾的事件不是本日志的事件，拒绝发布；请核对 kafka_topic 和数据目录。",
          "The topic ends with an event that is not of this log, so nothing is published: check kafka_topic and the "
          "data directory."};
    case Condition::log_rolled_back:
      return {
          "主题里有本日志没有的更新的事件：日志被回退过；请恢复较新的备份，或改用新主题。",
          "The topic holds events beyond the end of this log: the log was rolled back. Restore a newer backup, or use "
          "a new topic."};
    case Condition::topic_unsettled:
      return {
          "主题上有别的事务未结束，等它结束再核对；请确认没有其他程序写入本主题。",
          "Somebody else's transaction is open on the topic; waiting for its end: see that nobody else writes there."};
    case Condition::topic_not_empty:
      return {"主题不是空的，不能重新发布到其中；请用新建的主题。",
              "The topic is not empty, so nothing is published again into it: name a fresh topic."};
    case Condition::broker_refused:
      return {"Kafka 返回了错误，稍后重试；详见 detail。",
              "The broker answered with an error; trying again. See detail."};
    case Condition::client_refused:
      return {"Kafka 客户端不接受这些设置，请按 detail 改正。", "The Kafka client refuses these settings: see detail."};
    case Condition::journal_unreadable:
      return {"读取事件日志失败，请检查磁盘。", "The event log cannot be read: check the disk."};
  }
  return {"未知", "unknown"};
}

}  // namespace docket::kafka
