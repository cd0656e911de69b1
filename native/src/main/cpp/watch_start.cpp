#include "watch_start.h"

#include <pthread.h>

#include "watch_base.h"
#include "watch_dump.h"
#include "watch_heap.h"
#include "watch_keeper.h"
#include "watch_modules.h"
#include "watch_output.h"
#include "watch_perturb.h"
#include "watch_real.h"
#include "watch_settings.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

std::atomic<bool> begun{false};
std::atomic<bool> finished{false};

// A child process has one thread, and our locks as they were: nothing is watched there.
void in_child() {
  settings.active = false;
  settings.follows = settings.heap = settings.perturb = settings.dump = settings.locks = false;
  self = nullptr;
  self_gone = true;
}

__attribute__((constructor(101))) void start() {
  find_real();
  read_settings();
  if (!settings.active) return;
  prepare_threads();
  learn_sizes();
  refresh_modules();
  prepare_perturbation();
  pthread_atfork(nullptr, nullptr, in_child);
  begun.store(true, std::memory_order_release);
  current();
  if (settings.dump) {
    prepare_dump();
    start_keeper();
  }
}

__attribute__((destructor)) void end() { finish(); }

}  // namespace

bool started() { return begun.load(std::memory_order_acquire); }

void finish() {
  if (!started() || !settings.active || settings.pid != getpid() || finished.exchange(true)) return;
  write_graph();
  if (settings.heap) write_heap("exit");
}

}  // namespace vigil::watch

VIGIL_EXPORT void vigil_watch_snapshot(const char* label) {
  if (vigil::watch::settings.heap) vigil::watch::write_heap(label == nullptr ? "" : label);
}

VIGIL_EXPORT void vigil_watch_dump(const char* reason) {
  if (vigil::watch::settings.dump) vigil::watch::dump(reason == nullptr ? "" : reason);
}
