#pragma once

#include <pthread.h>

#include "watch_base.h"
#include "watch_unwind.h"

namespace vigil::watch {

struct LockEntry;

enum class Mode : uint8_t { kExclusive, kShared };
enum class Kind : uint8_t { kMutex, kRwlock, kGuard, kOnce };

// A lock that a thread has.
struct Held {
  LockEntry* entry;
  uintptr_t lock;
  uint32_t lock_class;
  uint32_t context;
  // The stack pointer of the caller: what it called is over when the stack is above it.
  uintptr_t sp;
  uint32_t depth;
  Mode mode;
  Kind kind;
};

constexpr uint32_t kHeldMax = 48;
constexpr size_t kCountersBits = 10;

// How often a thread has been at a place, for the decisions of perturbation.
struct Counter {
  uint64_t place;
  uint32_t visits;
};

// What is known of a thread. Its own thread writes; others read single fields, for dumps. Records are kept and used
// again, so that a pointer to one stays good.
struct Thread {
  // 0 while nobody uses the record.
  std::atomic<int> tid{0};
  // In the order of creation, from 1; never given twice.
  uint32_t number = 0;
  // The place that created it as an offset in its module, mixed with the build; 0 for the first thread.
  uint64_t origin = 0;
  uintptr_t origin_place = 0;
  uintptr_t stack_top = 0;

  std::atomic<uint32_t> held_count{0};
  Held held[kHeldMax];

  // What it waits for: a lock, a condition variable, a thread; null when it runs.
  std::atomic<uintptr_t> wanted{0};
  std::atomic<const char*> wait_name{nullptr};
  std::atomic<uint32_t> wait_context{0};

  // The blocking call it is in, and since when.
  std::atomic<const char*> call{nullptr};
  std::atomic<uint32_t> call_context{0};
  int64_t call_since_ns = 0;
  // Where the end of the call is not seen, the stack pointer of its caller: it is over when the thread does anything
  // from there or above. 0 else.
  uintptr_t call_open_sp = 0;

  void (*once_routine)() = nullptr;
  uint32_t ending_rounds = 0;
  Counter counters[size_t{1} << kCountersBits];

  Thread* next = nullptr;
};

extern __thread Thread* self;
extern __thread bool self_gone;

// The record of a thread that has none yet: null in a process that is not watched, and at a thread's very end.
Thread* attach();

inline Thread* current() {
  Thread* thread = self;
  return VIGIL_LIKELY(thread != nullptr) ? thread : attach();
}

// All records, used or not; walk by `next`.
Thread* first_thread();

// How many threads of the program there are.
uint32_t live_threads();

// The largest number of threads of one origin that lived at one time, for each origin: at most `max` of them.
struct Origin {
  uint64_t origin;
  uintptr_t place;
  uint32_t live;
  uint32_t most;
};
const Origin* origins(size_t& count);

// As pthread_create, with the new thread known from its first instruction on.
int create_thread(pthread_t* handle, const pthread_attr_t* attributes, void* (*routine)(void*), void* argument,
                  uint64_t origin, uintptr_t origin_place);

// When a thread was created and joined, and by whom: what came before and after it for certain. Ticks count creations
// and joins of the process from 1; 0 stands for never. A thread whose number is too high has no record.
struct Life {
  std::atomic<uint32_t> creator{0};
  std::atomic<uint32_t> created{0};
  std::atomic<uint32_t> joiner{0};
  std::atomic<uint32_t> joined{0};
  std::atomic<pthread_t> handle{0};
};
Life* life_of(uint32_t number);
uint32_t now_tick();

// After a thread has waited for the end of another.
void note_joined(const Thread& joiner, pthread_t other);

// Makes what ends a thread's record when the thread ends.
void prepare_threads();

StackRange stack_range(const Thread& thread, uintptr_t sp);

}  // namespace vigil::watch
