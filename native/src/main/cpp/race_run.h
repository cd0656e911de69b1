#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "race_probe.h"

namespace vigil::race {

using Seconds = std::chrono::duration<double>;

// What a run is asked for.
struct Plan {
  int threads = 4;
  int64_t rounds = 200;
  Seconds limit{0};  // 0: only the rounds count
  uint64_t seed = 1;
};

// Where each thread of a run is, for whoever watches from another thread.
class Progress {
 public:
  explicit Progress(int threads) : steps_(threads) {}

  void step(int thread) { steps_[thread].fetch_add(1, std::memory_order_relaxed); }
  std::vector<int64_t> steps() const;

 private:
  std::vector<std::atomic<int64_t>> steps_;
};

// Plays a probe with all threads, round after round, and answers the rounds played. Throws NotExported when the build
// has not what the probe asks about.
int64_t play(const ProbeInfo& info, const Stage& stage, const Plan& plan, Tally& tally, Progress& progress);

}  // namespace vigil::race
