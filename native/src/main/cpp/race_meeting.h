#pragma once

#include <atomic>
#include <cstdint>

namespace vigil::race {

// Thrown out of a meeting that one thread will never come to.
struct RoundBroken {};

// A barrier that all threads of a run pass many times. It spins at first, so that they leave it as close together as can
// be, and sleeps when one is long in coming: threads that wait for one that hangs must not look busy.
class Meeting {
 public:
  explicit Meeting(int threads) : threads_(threads) {}

  // Waits for all. Throws RoundBroken when one of them has given the round up.
  void meet();
  // Waits for all, even in a broken round; for the ends of a round.
  void gather();
  // This thread will not come to the meetings of this round.
  void give_up() { broken_ = true; }
  bool broken() const { return broken_; }
  // On one thread, between two gatherings.
  void mend();

 private:
  void pass(std::atomic<int>& arrived, std::atomic<int64_t>& passed, bool breakable);

  const int threads_;
  std::atomic<bool> broken_{false};
  std::atomic<int> met_{0};
  std::atomic<int64_t> meetings_{0};
  std::atomic<int> gathered_{0};
  std::atomic<int64_t> gatherings_{0};
};

// SplitMix64.
class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

}  // namespace vigil::race
