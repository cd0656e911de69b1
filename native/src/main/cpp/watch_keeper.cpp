#include "watch_keeper.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>

#include "watch_base.h"
#include "watch_calls.h"
#include "watch_dump.h"
#include "watch_heap.h"
#include "watch_locks.h"
#include "watch_output.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kLongestWaitNs = 3'600'000 * kMillisecond;

std::atomic<bool> running{false};
std::atomic<uint32_t> requests{0};
std::atomic<int> own_tid{0};
int64_t begin_ns = 0;

void wait_for_request(uint32_t seen, int64_t ns) {
  if (ns < 0) ns = 0;
  const timespec limit = {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
  syscall(SYS_futex, &requests, FUTEX_WAIT_PRIVATE, seen, &limit, nullptr, 0);
}

uint64_t version() { return order_version() + calls_version(); }

void* keep(void*) {
  // What this thread does is not the program's.
  self_gone = true;
  own_tid.store(static_cast<int>(syscall(SYS_gettid)));
  uint32_t seen = 0;
  uint64_t written = 0;
  bool late = settings.deadline_ms <= 0;
  while (true) {
    int64_t wait = settings.period_ms > 0 ? settings.period_ms * kMillisecond : kLongestWaitNs;
    const int64_t left = begin_ns + settings.deadline_ms * kMillisecond - monotonic_ns();
    if (!late && left < wait) wait = left;
    if (requests.load() == seen) wait_for_request(seen, wait);
    const uint32_t now = requests.load();
    const bool due = !late && monotonic_ns() >= begin_ns + settings.deadline_ms * kMillisecond;
    if (now != seen || due) {
      dump(due ? "deadline" : "signal");
      if (settings.heap) write_heap(due ? "deadline" : "signal");
      written = 0;
    }
    if (due) late = true;
    seen = now;
    if (version() != written) {
      written = version();
      write_graph();
    }
  }
  return nullptr;
}

}  // namespace

void start_keeper() {
  if (running.exchange(true)) return;
  begin_ns = monotonic_ns();
  sigset_t all, before;
  sigfillset(&all);
  sigdelset(&all, settings.control_signal);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  if (real.create(&thread, &attributes, keep, nullptr) != 0) running.store(false);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

int keeper_tid() { return own_tid.load(); }

void ask_keeper() {
  requests.fetch_add(1);
  syscall(SYS_futex, &requests, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace vigil::watch
