// Faults that end the process, or keep it from going on.
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "proxy_fault.h"

namespace {

// Slow enough for a watchdog on a busy machine to strike long before the memory is gone.
constexpr size_t kMemoryStep = 16U << 20;
constexpr useconds_t kMemoryPauseMicroseconds = 5000;
constexpr size_t kPage = 4096;
constexpr int kExitCode = 3;

// Kept out of line and by name: crash signatures should show them as the culprit's frames.
__attribute__((noinline)) void vigil_fault_segv() {
  volatile uintptr_t nowhere = 8;
  *reinterpret_cast<volatile int*>(nowhere) = 1;
}

__attribute__((noinline)) void vigil_fault_fpe() {
  volatile int one = 1, zero = 0;
  one = one / zero;
}

// A page of a file that has none.
__attribute__((noinline)) void vigil_fault_bus() {
  const int file = memfd_create("vigil-fault", 0);
  void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  *static_cast<volatile int*>(page) = 1;
}

__attribute__((noinline)) void vigil_fault_ill() { __builtin_trap(); }

__attribute__((noinline)) void vigil_fault_throw() { throw std::runtime_error("vigil fault: nobody catches this"); }

// Engine threads die like this: the caller only waits.
void on_another_thread(void (*fault)()) { std::thread(fault).join(); }

__attribute__((noinline)) int vigil_fault_stack(int depth) {
  volatile char frame[4096];
  frame[depth % 4096] = static_cast<char>(depth);
  return depth < 0 ? 0 : vigil_fault_stack(depth + 1) + frame[0];
}

__attribute__((noinline)) void vigil_fault_hang() {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&mutex);
}

__attribute__((noinline)) void vigil_fault_memory() {
  while (true) {
    if (void* block = std::malloc(kMemoryStep)) std::memset(block, 1, kMemoryStep);
    usleep(kMemoryPauseMicroseconds);
  }
}

template <void (*fault)()>
bool before(vigil::proxy::Call&) {
  fault();
  return true;
}

void segv_on_another_thread() { on_another_thread(vigil_fault_segv); }
void throw_on_another_thread() { on_another_thread(vigil_fault_throw); }
void overflow_stack() { vigil_fault_stack(0); }
void leave() { std::exit(kExitCode); }

}  // namespace

namespace vigil::proxy {

std::vector<Fault> crash_faults() {
  return {
      {"segv", before<vigil_fault_segv>, nullptr, nullptr},
      {"fpe", before<vigil_fault_fpe>, nullptr, nullptr},
      {"bus", before<vigil_fault_bus>, nullptr, nullptr},
      {"ill", before<vigil_fault_ill>, nullptr, nullptr},
      {"segv-thread", before<segv_on_another_thread>, nullptr, nullptr},
      {"throw-thread", before<throw_on_another_thread>, nullptr, nullptr},
      {"abort", before<std::abort>, nullptr, nullptr},
      {"stack-overflow", before<overflow_stack>, nullptr, nullptr},
      {"exit", before<leave>, nullptr, nullptr},
      {"hang", before<vigil_fault_hang>, nullptr, nullptr},
      {"memory", before<vigil_fault_memory>, nullptr, nullptr},
  };
}

}  // namespace vigil::proxy
