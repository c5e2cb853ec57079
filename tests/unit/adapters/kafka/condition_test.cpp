// Every condition has a name of its own and a sentence in both languages.
#include "adapters/kafka/condition.hpp"

#include <gtest/gtest.h>

#include <set>

#include "adapters/kafka/errors.hpp"

namespace docket::kafka {
namespace {

TEST(Conditions, are_named_apart_and_say_what_to_do_in_both_languages) {
  std::set<std::string_view> names;
  for (const auto condition : all_conditions) {
    EXPECT_TRUE(names.insert(name_of(condition)).second) << name_of(condition);
    const auto sentence = sentence_of(condition);
    EXPECT_GT(sentence.zh_cn.size(), 12U) << name_of(condition);
    EXPECT_GT(sentence.en.size(), 12U) << name_of(condition);
  }
}

TEST(Conditions, follow_from_what_the_broker_says) {
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR__FENCED), Condition::fenced);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH), Condition::fenced);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR__AUTHENTICATION), Condition::authentication_failed);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR__SSL), Condition::tls_failed);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED), Condition::not_authorized);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED), Condition::not_authorized);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART), Condition::topic_missing);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS), Condition::topic_too_few_replicas);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE), Condition::message_too_large);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR__TIMED_OUT), Condition::broker_unreachable);
  EXPECT_EQ(condition_of(RD_KAFKA_RESP_ERR_INVALID_TXN_STATE), Condition::broker_refused);
}

}  // namespace
}  // namespace docket::kafka
