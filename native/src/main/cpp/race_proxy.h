#pragma once

#include <time.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "proxy_real.h"

namespace vigil::race_proxy {

using proxy::Handle;
using proxy::real;

// A race, which is there when VIGIL_FAULT_RACE names it, from the first call of a second thread on: a single thread
// finds the library as it is. Make each one once.
class Race {
 public:
  explicit Race(const char* kind);
  explicit operator bool() const { return several_threads() && chosen_; }

 private:
  // Whether any thread but the one that loaded the library has come to one of our functions.
  static bool several_threads();

  bool chosen_;
};

// How many threads are inside a function; more than one is where a race may show.
class Inside {
 public:
  explicit Inside(std::atomic<int>& count) : count_(count) { count_++; }
  ~Inside() { count_--; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  bool alone() const { return count_ == 1; }

 private:
  std::atomic<int>& count_;
};

// For races that show by a rare chance: a place is dangerous at a thread's first visits alone.
constexpr int kFewVisits = 4;

inline void pause_micros(long micros) {
  const timespec time{0, micros * 1000};
  nanosleep(&time, nullptr);
}

// The memory of a dense float32 array on the host. Waits for nothing.
float* memory_of(Handle array);
// The same once all writers are done.
float* written_memory_of(Handle array);
int64_t elements_of(Handle array);
// Another handle of the same memory; null when the library refuses.
Handle same_memory(Handle array);

}  // namespace vigil::race_proxy
