// Everything an operator may choose, in one struct: the options of every module. Only `config/` reads
// configuration; each module takes its own options from the assembly.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/http/options.hpp"
#include "adapters/kafka/options.hpp"
#include "adapters/rocksdb/store.hpp"
#include "adapters/webhook/deliverer.hpp"
#include "engine/base/log.hpp"
#include "engine/engine.hpp"

namespace docket::config {

struct Settings {
  std::filesystem::path data = "data";            // the one data directory
  std::filesystem::path vault_key_file;           // of the master key; empty until loaded: beside the data directory
  std::filesystem::path workflows = "workflows";  // directory of definitions
  std::filesystem::path queues;                   // empty: none
  std::filesystem::path ledgers;                  // what is imported from spreadsheets; empty: nothing
  std::filesystem::path calendar = "calendars/cn.json";
  std::filesystem::path directory = "demo/directory.json";  // people of the org
  log::Level log_level = log::Level::info;
  http::Options http;
  EngineOptions engine;
  rocks::Options rocksdb;
  webhook::Options webhook;
  kafka::Options kafka;  // off unless brokers are named
};

}  // namespace docket::config
