#include "engine/hooks.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "engine/base/bytes.hpp"
#include "engine/base/crypto.hpp"

namespace docket {
namespace {

constexpr std::size_t url_max = 2'000;
constexpr std::uint8_t row_format = 2;
constexpr std::uint8_t types_alone = 1;
constexpr std::size_t texts_max = 1'000;  // of a list of a row that decodes

void put_texts(std::string& out, const std::vector<std::string>& texts) {
  bytes::put_varint(out, texts.size());
  for (const auto& text : texts) bytes::put_string(out, text);
}

std::vector<std::string> take_texts(bytes::Reader& in, std::uint64_t count) {
  std::vector<std::string> texts;
  for (auto left = std::min<std::uint64_t>(count, texts_max + 1); left > 0 && in.ok(); --left)
    texts.push_back(in.string());
  return texts;
}

void put_watch(std::string& out, const std::optional<model::Watch>& watch) {
  bytes::put_u8(out, watch ? 1 : 0);
  if (!watch) return;
  bytes::put_string(out, watch->queue);
  bytes::put_string(out, watch->org.str());
  bytes::put_u8(out, watch->moves ? 1 : 0);
  bytes::put_u64(out, watch->count);
  bytes::put_u64(out, static_cast<std::uint64_t>(watch->age.count()));
  bytes::put_u8(out, watch->digest ? 1 : 0);
  if (watch->digest) bytes::put_u64(out, static_cast<std::uint64_t>(watch->digest->count()));
}

std::optional<model::Watch> take_watch(bytes::Reader& in) {
  if (in.u8() != 1) return std::nullopt;
  model::Watch watch;
  watch.queue = in.string();
  watch.org = model::OrgId(in.string());
  watch.moves = in.u8() == 1;
  watch.count = in.u64();
  watch.age = std::chrono::seconds(static_cast<std::int64_t>(in.u64()));
  if (in.u8() == 1) watch.digest = std::chrono::minutes(static_cast<std::int64_t>(in.u64()));
  return watch;
}

}  // namespace

// Rows of format 1 knew types alone, in their own way; they are read, and written anew with the next change.
// hook_row := format:u8 id org owner host format paused:u8 since:u64 types workflows queues areas below:u8 watch
//             age:u64 digest:u64 overlap:u64 aged:u8 aged_at:u64 sealed       strings with their length
// types …  := n:varint text*n
// watch    := 0 | 1 queue org moves:u8 count:u64 age:u64 (0 | 1 digest:u64)
std::string encode_hook_row(const HookRow& row) {
  std::string out;
  bytes::put_u8(out, row_format);
  bytes::put_string(out, row.hook.id.str());
  bytes::put_string(out, row.hook.org.str());
  bytes::put_string(out, row.hook.owner.str());
  bytes::put_string(out, row.hook.host);
  bytes::put_string(out, row.hook.format);
  bytes::put_u8(out, row.hook.paused ? 1 : 0);
  bytes::put_u64(out, row.since);
  const auto& filter = row.hook.filter;
  for (const auto* texts : {&filter.types, &filter.workflows, &filter.queues, &filter.areas}) put_texts(out, *texts);
  bytes::put_u8(out, filter.below ? 1 : 0);
  put_watch(out, row.hook.watch);
  for (const auto moment : {row.moments.age, row.moments.digest, row.moments.overlap}) bytes::put_time(out, moment);
  bytes::put_u8(out, row.moments.aged ? 1 : 0);
  bytes::put_time(out, row.moments.aged_at);
  bytes::put_string(out, row.sealed);
  return out;
}

std::optional<HookRow> decode_hook_row(std::string_view stored) {
  bytes::Reader in(stored);
  const auto format = in.u8();
  if (format != row_format && format != types_alone) return std::nullopt;
  HookRow row;
  row.hook.id = model::HookId(in.string());
  row.hook.org = model::OrgId(in.string());
  row.hook.owner = model::UserId(in.string());
  row.hook.host = in.string();
  row.hook.format = in.string();
  row.hook.paused = in.u8() == 1;
  row.since = in.u64();
  auto& filter = row.hook.filter;
  if (format == types_alone) {
    filter.types = take_texts(in, in.u64());
    row.sealed = in.string();
    return in.done() ? std::optional(std::move(row)) : std::nullopt;
  }
  for (auto* texts : {&filter.types, &filter.workflows, &filter.queues, &filter.areas})
    *texts = take_texts(in, in.varint());
  filter.below = in.u8() == 1;
  row.hook.watch = take_watch(in);
  for (auto* moment : {&row.moments.age, &row.moments.digest, &row.moments.overlap}) *moment = in.time();
  row.moments.aged = in.u8() == 1;
  row.moments.aged_at = in.time();
  row.sealed = in.string();
  return in.done() ? std::optional(std::move(row)) : std::nullopt;
}

std::string encode_hook_secret(const HookSecret& secret) {
  std::string out;
  bytes::put_string(out, secret.url);
  bytes::put_string(out, secret.secret);
  bytes::put_string(out, secret.previous);
  bytes::put_time(out, secret.until);
  return out;
}

std::optional<HookSecret> decode_hook_secret(std::string_view stored) {
  bytes::Reader in(stored);
  HookSecret secret;
  secret.url = in.string();
  secret.secret = in.string();
  secret.previous = in.string();
  secret.until = in.time();
  return in.done() ? std::optional(std::move(secret)) : std::nullopt;
}

std::string make_hook_secret(RandomSource& random) {
  std::string key;
  for (int i = 0; i < 4; ++i) bytes::put_u64(key, random.next());
  return "whsec_" + crypto::base64(key);
}

std::optional<HookUrl> parse_hook_url(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(boost::core::string_view(text.data(), text.size()));
  if (text.size() > url_max || !parsed || parsed->has_userinfo() || parsed->has_fragment()) return std::nullopt;
  HookUrl url;
  const auto scheme = parsed->scheme_id();
  if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https) return std::nullopt;
  url.tls = scheme == boost::urls::scheme::https;
  url.host = parsed->host_address();
  url.port = parsed->has_port() ? parsed->port_number() : static_cast<std::uint16_t>(url.tls ? 443 : 80);
  constexpr std::string_view signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:";
  if (url.host.empty() || url.host.find_first_not_of(signs) != std::string::npos || url.port == 0) return std::nullopt;
  const auto path = parsed->encoded_path();
  url.authority = std::string(parsed->encoded_host_and_port());
  url.target = path.empty() ? "/" : std::string(path);
  if (parsed->has_query()) url.target.append("?").append(std::string(parsed->encoded_query()));
  return url;
}

void Hooks::add(HookRow row) {
  auto rows = std::make_shared<Rows>(*rows_.load());
  auto id = row.hook.id;
  rows->insert_or_assign(std::move(id), std::move(row));
  rows_.store(std::move(rows));
}

void Hooks::remove(const model::HookId& id) {
  auto rows = std::make_shared<Rows>(*rows_.load());
  rows->erase(id);
  rows_.store(std::move(rows));
}

}  // namespace docket
