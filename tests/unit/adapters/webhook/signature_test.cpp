#include "adapters/webhook/signature.hpp"

#include <gtest/gtest.h>

namespace docket::webhook {
namespace {

// Agrees with the reference library of Standard Webhooks.
TEST(Signature, is_that_of_the_standard) {
  EXPECT_EQ(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                 R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, needs_a_secret_as_the_standard_writes_it) {
  EXPECT_EQ(sign("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "id", 1, ""), std::nullopt);
  EXPECT_EQ(sign("whsec_not base64", "id", 1, ""), std::nullopt);
}

}  // namespace
}  // namespace docket::webhook
