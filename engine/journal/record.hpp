// An event with its place in the log, as stored: the attributes in the open, the data as the bytes that were
// written once when the event was decided. The same bytes are served and published.
#pragma once

#include <string>

#include "engine/base/error.hpp"
#include "engine/model/event.hpp"
#include "engine/model/ids.hpp"

namespace docket::journal {

struct Record {
  model::Position position;
  model::Event event;  // decoded
  std::string data;    // the stored JSON bytes of event.data
};

}  // namespace docket::journal
