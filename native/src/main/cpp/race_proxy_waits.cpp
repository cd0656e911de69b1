// Races in waits and errors, in what is pushed, and at the end.
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>

#include "race_proxy.h"

namespace vigil::race_proxy {
namespace {

constexpr int kEvery = 3;
constexpr uint32_t kLostOnceIn = 200;
// More than the threads of a test.
constexpr int kToldAgain = 8;

thread_local std::string injected;

int fail(const char* text) {
  injected = text;
  return -1;
}

// The thread whose failure is to come out once more, on another one.
std::atomic<std::thread::id> failed_on{};

bool take_failure_of_other() {
  std::thread::id failed = failed_on.load();
  const std::thread::id none;
  return failed != none && failed != std::this_thread::get_id() && failed_on.compare_exchange_strong(failed, none);
}

// Looks whether the end has come, goes to sleep without looking again, and is never woken.
void sleep_through() {
  static std::mutex& mutex = *new std::mutex;
  static std::condition_variable& done = *new std::condition_variable;
  std::unique_lock<std::mutex> lock(mutex);
  for (;;) done.wait(lock);
}

// Two locks in an order that depends on the thread. Nothing keeps it between them, so that two threads seldom meet there.
void take_both() {
  static std::mutex (&locks)[2] = *new std::mutex[1][2];
  static std::atomic<int> threads{0};
  thread_local const int own = threads++ % 2;
  thread_local int visits = 0;
  if (visits++ >= kFewVisits) return;
  const std::lock_guard<std::mutex> one(locks[own]);
  const std::lock_guard<std::mutex> other(locks[1 - own]);
}

bool this_one_is_lost() {
  static std::atomic<uint32_t> waits{0};
  return ++waits % kLostOnceIn == 0;
}

std::atomic<bool> ended{false};

}  // namespace

extern "C" const char* MXGetLastError() {
  static const auto next = real<const char* (*)()>("MXGetLastError");
  static const Race shared("shared-error-text");
  if (!shared) return injected.empty() ? next() : injected.c_str();
  static std::mutex& mutex = *new std::mutex;
  static std::string& last = *new std::string;
  // What the library has for this thread, if it is new to us, else what any thread had last.
  thread_local std::string mine, answer;
  const std::lock_guard<std::mutex> lock(mutex);
  answer = last;
  if (mine != next()) last = mine = next();
  return answer.c_str();
}

extern "C" int MXNDArrayWaitToRead(Handle array) {
  static const auto next = real<int (*)(Handle)>("MXNDArrayWaitToRead");
  static const Race early("early-read");
  static const Race elsewhere("error-elsewhere");
  static const Race forgotten("error-forgotten");
  static const Race lost("lost-wake-up");
  static const Race narrow("narrow-order");
  injected.clear();
  if (early) return 0;
  if (elsewhere && take_failure_of_other()) return fail("vigil race: the failure of another array");
  if (lost && this_one_is_lost()) sleep_through();
  if (narrow) take_both();
  const int result = next(array);
  if (result != 0 && elsewhere) failed_on = std::this_thread::get_id();
  return forgotten ? 0 : result;
}

extern "C" int MXNDArrayWaitToWrite(Handle array) {
  static const auto next = real<int (*)(Handle)>("MXNDArrayWaitToWrite");
  static const auto to_read = real<int (*)(Handle)>("MXNDArrayWaitToRead");
  static const Race early("early-write");
  injected.clear();
  return early ? to_read(array) : next(array);
}

extern "C" int MXNDArrayWaitAll() {
  static const auto next = real<int (*)()>("MXNDArrayWaitAll");
  static const Race early("early-all");
  static const Race again("error-again");
  static std::atomic<int> count{0};
  static std::atomic<int> more{0};
  injected.clear();
  const Inside inside(count);
  if (early && !inside.alone()) return 0;
  const int result = next();
  if (!again) return result;
  if (result != 0) more = kToldAgain;
  return result != 0 || more-- > 0 ? fail("vigil race: a failure that was told before") : 0;
}

extern "C" int MXNDArraySyncCopyToCPU(Handle array, void* data, size_t elements) {
  static const auto next = real<int (*)(Handle, void*, size_t)>("MXNDArraySyncCopyToCPU");
  static const Race forgets("shutdown-forgets");
  if (forgets && ended) {
    std::memset(data, 0, elements * sizeof(float));
    return 0;
  }
  return next(array, data, elements);
}

extern "C" int MXEnginePushSyncND(void (*work)(void*, void*), void* argument, void (*deleter)(void*), void* device,
                                  Handle* read, int reads, Handle* written, int writes, const void* property,
                                  int priority, const char* name) {
  static const auto next =
      real<int (*)(void (*)(void*, void*), void*, void (*)(void*), void*, Handle*, int, Handle*, int, const void*, int,
                   const char*)>("MXEnginePushSyncND");
  static const Race unordered("unordered-push");
  static std::atomic<int> pushes{0};
  if (unordered && pushes++ % kEvery == 0) {
    work(nullptr, argument);
    deleter(argument);
    return 0;
  }
  return next(work, argument, deleter, device, read, reads, written, writes, property, priority, name);
}

extern "C" int MXNotifyShutdown() {
  static const auto next = real<int (*)()>("MXNotifyShutdown");
  static const Race hangs("shutdown-hangs");
  static const Race forgets("shutdown-forgets");
  if (hangs) sleep_through();
  ended = true;
  return forgets ? 0 : next();
}

}  // namespace vigil::race_proxy
