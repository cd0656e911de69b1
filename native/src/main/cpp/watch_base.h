#pragma once

// What every part of the interposer stands on. The library runs inside any program, before and after everything
// else of it: it takes no memory from malloc, throws nothing, has no C++ runtime of its own, and calls only what it
// found in `real` (watch_real.h) or makes system calls.

#include <sched.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#define VIGIL_EXPORT extern "C" __attribute__((visibility("default")))
#define VIGIL_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define VIGIL_UNLIKELY(condition) __builtin_expect(!!(condition), 0)

namespace vigil::watch {

// Held for a few hundred instructions at most, never in a signal handler.
class SpinLock {
 public:
  void lock() {
    for (unsigned spins = 0; !try_lock(); ++spins) {
      if (spins % 64 == 63) sched_yield();
    }
  }

  bool try_lock() { return !taken_.exchange(true, std::memory_order_acquire); }
  void unlock() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

class SpinGuard {
 public:
  explicit SpinGuard(SpinLock& lock) : lock_(lock) { lock_.lock(); }
  ~SpinGuard() { lock_.unlock(); }
  SpinGuard(const SpinGuard&) = delete;
  SpinGuard& operator=(const SpinGuard&) = delete;

 private:
  SpinLock& lock_;
};

// The finaliser of SplitMix64: every bit of the input moves every bit of the result.
inline uint64_t mixed(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

inline uint64_t combined(uint64_t hash, uint64_t value) { return mixed(hash * 0x9E3779B97F4A7C15u + value); }

inline int64_t monotonic_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

// Where a wrapper was called from: the state of its caller right behind the call.
struct Caller {
  uintptr_t pc;
  uintptr_t sp;
  uintptr_t bp;
};

// Only for functions compiled with a frame pointer, as all of this library is.
__attribute__((always_inline)) inline Caller caller() {
  const auto* frame = static_cast<const uintptr_t*>(__builtin_frame_address(0));
  return {frame[1], reinterpret_cast<uintptr_t>(frame + 2), frame[0]};
}

}  // namespace vigil::watch
