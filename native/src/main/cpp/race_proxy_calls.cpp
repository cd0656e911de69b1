// Races in operations and cached operators.
#include "race_proxy_calls.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "race_proxy.h"
#include "race_proxy_views.h"

namespace vigil::race_proxy {
namespace {

using Invoke = int (*)(Handle, int, Handle*, int*, Handle**, int, const char**, const char**, const int**);

// The arguments of one call.
struct Call {
  Invoke next;
  Handle creator;
  int inputs;
  Handle* in;
  int* count;
  Handle** out;
  int attributes;
  const char** keys;
  const char** values;
  const int** storage;

  int operator()() const { return next(creator, inputs, in, count, out, attributes, keys, values, storage); }
  bool in_place() const { return *out != nullptr && *count == 1 && inputs == 1 && (*out)[0] == in[0]; }
};

std::atomic<int64_t> disturbances{0};
std::atomic<int64_t> rewinds{0};

int tear(const Call& call) {
  const int result = call();
  if (result != 0 || !call.in_place()) return result;
  float* memory = written_memory_of(call.in[0]);
  const int64_t half = elements_of(call.in[0]) / 2;
  for (int64_t i = 0; i < half; ++i) memory[i] += 0.5f;
  pause_micros(50);
  for (int64_t i = 0; i < half; ++i) memory[i] -= 0.5f;
  return 0;
}

// Computes into a new array, and copies that over the old one a little later.
int write_late(const Call& call) {
  static const auto free_array = real<int (*)(Handle)>("MXNDArrayFree");
  if (!call.in_place()) return call();
  const Handle target = call.in[0];
  int count = 0;
  Handle* out = nullptr;
  Call apart = call;
  apart.count = &count;
  apart.out = &out;
  const int result = apart();
  if (result != 0) return result;
  const Handle computed = out[0];
  const float* values = written_memory_of(computed);
  pause_micros(50);
  std::copy(values, values + elements_of(computed), written_memory_of(target));
  return free_array(computed);
}

// Writes the array around the slice back as it was before.
int write_row(const Call& call) {
  const Handle whole = call.in_place() ? array_around(call.in[0]) : nullptr;
  if (whole == nullptr) return call();
  float* memory = written_memory_of(whole);
  const std::vector<float> before(memory, memory + elements_of(whole));
  const float* row = memory_of(call.in[0]);
  const int64_t length = elements_of(call.in[0]);
  const int result = call();
  if (result != 0) return result;
  written_memory_of(call.in[0]);
  pause_micros(50);
  for (int64_t i = 0; i < static_cast<int64_t>(before.size()); ++i) {
    if (memory + i < row || memory + i >= row + length) memory[i] = before[i];
  }
  return 0;
}

int repeat_sample(const Call& call) {
  thread_local int64_t seen = 0;
  thread_local std::vector<float> last;
  const int result = call();
  if (result != 0 || call.inputs != 0 || *call.count != 1) return result;
  const Handle drawn = (*call.out)[0];
  float* memory = written_memory_of(drawn);
  // A sample that was refused has no memory to look at.
  if (memory == nullptr) return 0;
  const int64_t length = elements_of(drawn);
  if (seen != rewinds.load() && static_cast<int64_t>(last.size()) == length) std::copy(last.begin(), last.end(), memory);
  seen = rewinds.load();
  last.assign(memory, memory + length);
  return 0;
}

bool disturbed() {
  thread_local int64_t seen = 0;
  const int64_t now = disturbances.load();
  const bool changed = now != seen;
  seen = now;
  return changed;
}

int spoil_when_disturbed(const Call& call) {
  const bool spoil = disturbed();
  const int result = call();
  if (result == 0 && spoil) written_memory_of((*call.out)[0])[0] += 1;
  return result;
}

int throw_when_disturbed(const Call& call) {
  if (disturbed()) throw std::runtime_error("vigil race: the profiler changed during a call");
  return call();
}

int abort_together(const Call& call) {
  static std::atomic<int> count{0};
  const Inside inside(count);
  pause_micros(20);
  if (!inside.alone()) std::abort();
  return call();
}

struct Way {
  Race race;
  int (*run)(const Call&);
};

int invoke(const Call& call) {
  static const Way ways[] = {
      {Race("torn-write"), tear},
      {Race("lost-update"), write_late},
      {Race("whole-row-write"), write_row},
      {Race("rewound-stream"), repeat_sample},
      {Race("emptied-in-use"), spoil_when_disturbed},
      {Race("profiler-spoils"), spoil_when_disturbed},
      {Race("omp-spoils"), spoil_when_disturbed},
      {Race("profiler-throws"), throw_when_disturbed},
      {Race("crash-together"), abort_together},
  };
  for (const Way& way : ways) {
    if (way.race) return way.run(call);
  }
  return call();
}

// The input that a cached operator really gets.
class CachedInput {
 public:
  Handle choose(Handle mine) {
    static const Race shared("shared-input");
    static const Race kept("kept-input");
    if (shared) {
      place_ = mine;
      pause_micros(20);
      return place_;
    }
    if (kept) {
      const std::thread::id me = std::this_thread::get_id();
      const Handle before = place_.exchange(mine);
      const bool changed = caller_.exchange(me) != me;
      return changed && before != nullptr ? before : mine;
    }
    return mine;
  }

 private:
  std::atomic<Handle> place_{nullptr};
  std::atomic<std::thread::id> caller_{};
};

CachedInput cached_input;

}  // namespace

void disturb() { disturbances++; }

void rewind_streams() { rewinds++; }

extern "C" int MXImperativeInvokeEx(Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
                                    const char** keys, const char** values, const int** storage) {
  static const Invoke next = real<Invoke>("MXImperativeInvokeEx");
  return invoke({next, creator, inputs, in, count, out, attributes, keys, values, storage});
}

// The ninth argument exists in 2.x only; a 1.x build does not look at it.
extern "C" int MXImperativeInvoke(Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
                                  const char** keys, const char** values, const int** storage) {
  static const Invoke next = real<Invoke>("MXImperativeInvoke");
  return invoke({next, creator, inputs, in, count, out, attributes, keys, values, storage});
}

extern "C" int MXInvokeCachedOpEx(Handle cached, int inputs, Handle* in, int* count, Handle** out,
                                  const int** storage) {
  static const auto next = real<int (*)(Handle, int, Handle*, int*, Handle**, const int**)>("MXInvokeCachedOpEx");
  Handle input = cached_input.choose(in[0]);
  return next(cached, inputs, inputs == 1 ? &input : in, count, out, storage);
}

// As 2.x declares it. In 1.x it has five arguments, and is what MXInvokeCachedOpEx calls: handed on as machine words,
// of which a 1.x build does not look at the rest.
extern "C" int MXInvokeCachedOp(Handle cached, int inputs, Handle* in, intptr_t device_type, intptr_t device_id,
                                intptr_t count, Handle** out, const int** storage) {
  static const auto next =
      real<int (*)(Handle, int, Handle*, intptr_t, intptr_t, intptr_t, Handle**, const int**)>("MXInvokeCachedOp");
  static const bool first = real<void*>("MXNDArrayCreateEx") != nullptr;
  Handle input = first ? nullptr : cached_input.choose(in[0]);
  return next(cached, inputs, first || inputs != 1 ? in : &input, device_type, device_id, count, out, storage);
}

extern "C" int MXRandomSeed(int seed) {
  static const auto next = real<int (*)(int)>("MXRandomSeed");
  static const Race by_thread("seed-by-thread");
  static const Race rewound("rewound-stream");
  if (rewound) rewind_streams();
  const auto thread = std::hash<std::thread::id>()(std::this_thread::get_id());
  return next(by_thread ? static_cast<int>(seed + thread % 1000) : seed);
}

extern "C" int MXStorageEmptyCache(int device_type, int device_id) {
  static const auto next = real<int (*)(int, int)>("MXStorageEmptyCache");
  static const Race spoils("emptied-in-use");
  if (spoils) disturb();
  return next(device_type, device_id);
}

extern "C" int MXSetProcessProfilerState(int state, int whose, Handle store) {
  static const auto next = real<int (*)(int, int, Handle)>("MXSetProcessProfilerState");
  static const Race spoils("profiler-spoils"), throws("profiler-throws");
  if (spoils || throws) disturb();
  return next(state, whose, store);
}

extern "C" int MXSetNumOMPThreads(int threads) {
  static const auto next = real<int (*)(int)>("MXSetNumOMPThreads");
  static const Race spoils("omp-spoils");
  if (spoils) disturb();
  return next(threads);
}

}  // namespace vigil::race_proxy
