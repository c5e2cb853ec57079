#include "engine/base/error.hpp"

namespace docket {
namespace {

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "docket"; }
  std::string message(int value) const override {
    switch (static_cast<Errc>(value)) {
      case Errc::ok:
        return "ok";
      case Errc::overloaded:
        return "overloaded";
      case Errc::stopping:
        return "stopping";
      case Errc::read_only:
        return "writing has stopped";
      case Errc::storage_failed:
        return "storage failed";
      case Errc::read_failed:
        return "read failed";
      case Errc::corrupt:
        return "stored data is corrupt";
      case Errc::in_use:
        return "data directory in use";
      case Errc::wrong_version:
        return "data directory of another version";
      case Errc::rolled_back:
        return "log is shorter than its high-water mark";
      case Errc::invalid_config:
        return "invalid configuration";
      case Errc::unreachable:
        return "server unreachable";
    }
    return "unknown";
  }
};

}  // namespace

const boost::system::error_category& docket_category() {
  static const Category category;
  return category;
}

boost::system::error_code make_error_code(Errc errc) { return {static_cast<int>(errc), docket_category()}; }

}  // namespace docket
