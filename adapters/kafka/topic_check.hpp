// The proof of exactly-once, as a value: told every event a read_committed consumer saw, in its order, and then every
// event that should be there, it counts what is twice, missing, out of order, changed or not ours. Pure. Memory: one
// bit for each position of the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace docket::kafka {

// What was found at one offset, held against the log.
struct Sighting {
  int partition = 0;
  std::int64_t offset = 0;
  std::string id;                         // as the message says
  std::optional<std::uint64_t> position;  // as the message says
  bool ours = false;                      // our log holds this id at this position
  bool same = false;                      // and the same bytes
  bool at_home = false;                   // the key belongs to this partition
};

struct Findings {
  std::uint64_t seen = 0;         // events of this log in the topic
  std::uint64_t duplicates = 0;   // a second time
  std::uint64_t gaps = 0;         // missing, while later ones are there
  std::uint64_t reorderings = 0;  // behind an event of its partition that came later
  std::uint64_t changed = 0;      // other bytes than the log holds
  std::uint64_t misplaced = 0;    // in a partition where nobody looks for its case
  std::uint64_t foreign = 0;      // of another log
  std::uint64_t pending = 0;      // not yet published; no fault
  std::uint64_t expired = 0;      // taken by retention; no fault
  std::uint64_t newer = 0;        // beyond the end of the log as it was opened for this check; no fault of the topic
  std::uint64_t furthest = 0;     // the last position of any message

  std::uint64_t faults() const { return duplicates + gaps + reorderings + changed + misplaced + foreign; }
  friend bool operator==(const Findings&, const Findings&) = default;
};

class TopicCheck {
 public:
  // `low`: where each partition begins; above zero, retention has been there.
  TopicCheck(std::vector<std::int64_t> low, std::uint64_t journal_tail);

  void see(const Sighting& sighting);
  // After everything was seen: each wanted event of the log, in order, and the partition of its key.
  void expect(std::uint64_t position, int partition, const std::string& id);

  const Findings& findings() const { return findings_; }
  const std::vector<std::string>& sentences() const { return sentences_; }  // the first of them

 private:
  struct Partition {
    std::int64_t low = 0;
    std::uint64_t first = 0;  // position of the first event seen; 0: none
    std::uint64_t last = 0;
  };
  void say(std::uint64_t& count, const std::string& sentence);

  std::vector<Partition> partitions_;
  std::vector<bool> seen_;  // by position
  std::uint64_t newest_ = 0;
  Findings findings_;
  std::vector<std::string> sentences_;
};

}  // namespace docket::kafka
