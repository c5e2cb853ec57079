#include "adapters/webhook/addresses.hpp"

#include <gtest/gtest.h>

namespace docket::webhook {
namespace {

boost::asio::ip::address at(const char* text) { return boost::asio::ip::make_address(text); }

const Addresses nothing_named = *Addresses::parse({});

TEST(Addresses, that_are_public_may_be_called) {
  for (const auto* text : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1",
                           "::ffff:8.8.8.8", "64:ff9b::808:808", "2a03::1"})
    EXPECT_TRUE(nothing_named.allow(at(text))) << text;
}

TEST(Addresses, of_the_inside_may_not_in_whatever_form) {
  for (const auto* text : {"127.0.0.1",
                           "127.255.255.254",
                           "10.0.0.1",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "0.0.0.0",
                           "192.0.0.1",
                           "192.0.2.1",
                           "198.18.0.1",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "2001:db8::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::7f00:1",
                           "64:ff9b:1::a00:1",
                           "2002:7f00:1::1",
                           "2002:c0a8:101::1",
                           "2001:0:0:0:0:0:80ff:fffe",
                           "2002:808:808::1",
                           "3fff::1",
                           "5f00::1",
                           "100::1",
                           "64:ff9b:1:a9fe:a9:fe00:808:808",
                           "::ffff:0:808:808",
                           "4000::1"})
    EXPECT_FALSE(nothing_named.allow(at(text))) << text;
}

TEST(Addresses, that_the_operator_names_may_also_without_tls) {
  const auto named = *Addresses::parse({"10.20.0.0/16", "fd00:1::/32", "192.168.7.7/32"});
  for (const auto* text : {"10.20.0.0", "10.20.255.255", "::ffff:10.20.3.4", "fd00:1:ffff::1", "192.168.7.7"}) {
    EXPECT_TRUE(named.allow(at(text))) << text;
    EXPECT_TRUE(named.name(at(text))) << text;
  }
  for (const auto* text : {"10.21.0.0", "10.19.255.255", "fd00:2::1", "192.168.7.8"})
    EXPECT_FALSE(named.allow(at(text))) << text;
  EXPECT_TRUE(named.allow(at("8.8.8.8")));
  EXPECT_FALSE(named.name(at("8.8.8.8"))) << "public, but only with TLS";
}

TEST(Addresses, are_named_by_networks_only) {
  for (const auto* text :
       {"10.20.0.0", "10.20.0.0/33", "10.20/16", "/8", "10.0.0.0/", "10.0.0.0/8x", "::/129", "intranet/8"}) {
    const auto parsed = Addresses::parse({"127.0.0.0/8", text});
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), text);
  }
}

}  // namespace
}  // namespace docket::webhook
