#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "race_meeting.h"
#include "race_operators.h"
#include "race_tally.h"

namespace vigil::race {

// What all threads of a run have in common.
struct Stage {
  const Operators& operators;
  int threads;
  bool naive;          // the engine that runs an operation on the calling thread
  std::string folder;  // for files that a probe has the library write
};

// One thread of a run. Nothing here is used by two threads, except the meeting.
class Seat {
 public:
  Seat(const Stage& stage, Meeting& meeting, Tally& tally, int number, uint64_t seed)
      : stage(stage), number(number), meeting_(meeting), tally_(tally), draws_(seed) {}

  const Stage& stage;
  const int number;  // from 0
  int64_t round = 0;

  // Uniform below `bound`.
  int below(int bound) { return static_cast<int>(draws_.next() % static_cast<uint64_t>(bound)); }
  // Between nothing and some tens of microseconds, spent in one of several ways.
  void jitter();
  // Waits until all threads are here.
  void meet() { meeting_.meet(); }
  // Waits until `there` is true, or for two seconds.
  template <typename Condition>
  bool wait_until(Condition there) {
    for (int millis = 0; millis < 2000 && !there(); ++millis) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return there();
  }
  void count(const char* outcome) { tally_.count(outcome); }
  // `detail` is kept for the first of its kind.
  void count(const char* outcome, const std::string& detail);

 private:
  Meeting& meeting_;
  Tally& tally_;
  SplitMix draws_;
};

// One question to the library, asked in rounds. A probe counts at least one outcome of its table in every round. A
// call that fails where it must not may throw CallFailed from any of the three functions: the round is then over, and
// counted as such.
class Probe {
 public:
  virtual ~Probe() = default;
  // On one thread, while the others wait.
  virtual void begin(Seat&) {}
  // On all threads together.
  virtual void act(Seat&) = 0;
  // On one thread, when the others are done.
  virtual void end(Seat&) {}
};

struct ProbeInfo {
  const char* name;
  const char* question;  // one sentence
  const char* function;  // the C function that an answer is about
  std::vector<Outcome> outcomes;
  std::function<std::unique_ptr<Probe>(const Stage&)> make;  // on the main thread
  bool once = false;  // a process can play one round only
};

// Of every probe: a valid call that the library refuses, and one that a C++ exception comes out of.
Outcome call_failed();
Outcome exception_escaped();

// All probes, in the order of the table that users see.
const std::vector<ProbeInfo>& all_probes();

std::vector<ProbeInfo> order_probes();
std::vector<ProbeInfo> wait_probes();
std::vector<ProbeInfo> error_probes();
std::vector<ProbeInfo> random_probes();
std::vector<ProbeInfo> storage_probes();
std::vector<ProbeInfo> view_probes();
std::vector<ProbeInfo> graph_probes();
std::vector<ProbeInfo> thread_state_probes();
std::vector<ProbeInfo> foreign_memory_probes();
std::vector<ProbeInfo> engine_probes();
std::vector<ProbeInfo> process_probes();

template <typename Kind>
std::unique_ptr<Probe> make_probe(const Stage& stage) {
  return std::make_unique<Kind>(stage);
}

}  // namespace vigil::race
