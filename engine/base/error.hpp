// The world failed: disk, socket, time, overload. Whether the command took effect may be unknown; asking
// again with the same idempotency key tells. (A domain's "no" is a model::Rejection, a broken invariant stops
// in ENSURE.)
#pragma once

#include <boost/system/error_code.hpp>
#include <expected>
#include <string>

namespace docket {

// One meaning per line. Codes are API, texts are not.
enum class Errc {
  ok = 0,
  overloaded,      // a queue is full: nothing was done, try later
  stopping,        // the process is shutting down: nothing was done
  read_only,       // writing has stopped after a failure: nothing was done, reads go on
  storage_failed,  // a write failed: the outcome is unknown until start-up has recovered
  read_failed,     // a read failed: nothing was changed
  corrupt,         // stored bytes do not decode: nothing was changed
  in_use,          // another process holds the data directory
  wrong_version,   // the data directory is of a format this binary does not know
  rolled_back,     // the log ends before its high-water mark: acknowledged events are missing
  invalid_config,  // settings or definitions cannot be used
  unreachable,     // no server answers at the address
};

const boost::system::error_category& docket_category();
boost::system::error_code make_error_code(Errc errc);

struct Error {
  boost::system::error_code code;
  std::string detail;  // for operators: names the thing, says what to do; no personal data

  Error(Errc errc, std::string text) : code(make_error_code(errc)), detail(std::move(text)) {}
  bool is(Errc errc) const { return code == make_error_code(errc); }
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc errc, std::string detail) {
  return std::unexpected(Error(errc, std::move(detail)));
}

}  // namespace docket

template <>
struct boost::system::is_error_code_enum<docket::Errc> : std::true_type {};
