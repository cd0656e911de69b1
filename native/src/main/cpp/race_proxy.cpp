// FAULT INJECTION, never part of a real run: a stand-in for libmxnet.so in which threads disturb each other, so that
// we know that each concurrency probe can fail. It needs the real library as "libmxnet.so" beside it; what it does
// not override falls through. VIGIL_FAULT_RACE names the race, one of kKinds below; "none", or nothing, is the library
// as it is. Any other value ends the process while it loads.
#include "race_proxy.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace vigil::race_proxy {
namespace {

constexpr int kRefusal = 3;
constexpr char kVariable[] = "VIGIL_FAULT_RACE";
constexpr const char* kKinds[] = {
    "none",               // nothing
    "torn-write",         // an operation in place leaves half of the array wrong for a moment
    "lost-update",        // an operation in place reads, computes, and writes later
    "overtaking-copy",    // a copy into an array waits for nobody
    "early-read",         // a wait for reading returns at once
    "early-write",        // a wait for writing does not wait for readers
    "early-all",          // a wait for everything returns at once when another thread is in one
    "shared-error-text",  // all threads have one error text
    "error-elsewhere",    // the failure of an array comes out of the next wait as well
    "error-forgotten",    // a failure is dropped when several threads wait
    "error-again",        // a failed wait for everything is followed by another
    "rewound-stream",     // a seed set on one thread makes the next sample of the others the one before
    "seed-by-thread",     // what a seed gives depends on the thread
    "shared-block",       // a new array gets the memory of another thread's
    "early-free",         // freeing does not wait for readers
    "emptied-in-use",     // emptying the pool spoils the next result
    "late-copy",          // a copy into an array is done some time after it returned
    "whole-row-write",    // an operation on a slice writes the array around it back
    "stale-view",         // a view is a copy
    "shared-input",       // a cached operator has one place for the input of all threads
    "kept-input",         // a cached operator that changes threads computes for the input before
    "shared-shapes",      // inference answers all threads in one place
    "shared-composition", // composition keeps what it composes in one place
    "short-list",         // the list of operators lacks one when two threads ask
    "shared-flags",       // flags of autograd and numpy shapes belong to the process
    "shared-bulk",        // so does the bulk size
    "swapped-gradient",   // a gradient goes where another thread marked last
    "shared-answers",     // bytes of arrays are answered in one place
    "double-return",      // lent memory is returned twice
    "unheld-loan",        // borrowed memory goes when its array does
    "unordered-push",     // one pushed function in three runs at once, on the caller
    "profiler-spoils",    // changing the profiler's state spoils the next result
    "profiler-throws",    // the next call throws
    "omp-spoils",         // changing the number of threads spoils the next result
    "shutdown-hangs",     // announcing the end never returns
    "shutdown-forgets",   // copies out of arrays are zero afterwards
    "crash-together",     // two threads in an operation abort
    "narrow-order",       // a thread's first waits for reading take two locks, in an order of its own
    "narrow-answers",     // the first bytes that a thread asks for pass through one place
    "lost-wake-up",       // a wait for reading sleeps through its end, once in some hundreds
};

const char* chosen() {
  static const char* kind = [] {
    const char* asked = std::getenv(kVariable);
    if (asked == nullptr || *asked == '\0') return kKinds[0];
    for (const char* known : kKinds) {
      if (std::strcmp(asked, known) == 0) return known;
    }
    std::fprintf(stderr, "vigil race proxy: there is no race '%s'\n", asked);
    std::fflush(stderr);
    _exit(kRefusal);  // no exit handlers: the library behind us is not to run its own because of a typing mistake
  }();
  return kind;
}

const std::thread::id loading_thread = std::this_thread::get_id();

// Read while we are loaded, so that nobody gets to make a call first.
__attribute__((constructor)) void announce() { std::fprintf(stderr, "vigil race proxy: race '%s'\n", chosen()); }

}  // namespace

Race::Race(const char* kind) : chosen_(std::strcmp(chosen(), kind) == 0) {}

bool Race::several_threads() {
  static std::atomic<bool> several{false};
  if (std::this_thread::get_id() != loading_thread) several = true;
  return several;
}

float* memory_of(Handle array) {
  static const auto data = real<int (*)(Handle, void**)>("MXNDArrayGetData");
  void* memory = nullptr;
  return data(array, &memory) == 0 ? static_cast<float*>(memory) : nullptr;
}

float* written_memory_of(Handle array) {
  static const auto wait = real<int (*)(Handle)>("MXNDArrayWaitToRead");
  return wait(array) == 0 ? memory_of(array) : nullptr;
}

int64_t elements_of(Handle array) {
  using Shape = int (*)(Handle, int*, const int64_t**);
  static const auto first = real<Shape>("MXNDArrayGetShapeEx64");
  static const auto second = real<Shape>("MXNDArrayGetShape64");
  int rank = 0;
  const int64_t* dims = nullptr;
  if ((first != nullptr ? first : second)(array, &rank, &dims) != 0) return 0;
  int64_t product = 1;
  for (int i = 0; i < rank; ++i) product *= dims[i];
  return product;
}

Handle same_memory(Handle array) {
  static const auto reshape = real<int (*)(Handle, int, int64_t*, bool, Handle*)>("MXNDArrayReshape64");
  int64_t all = -1;
  Handle view = nullptr;
  return reshape(array, 1, &all, false, &view) == 0 ? view : nullptr;
}

}  // namespace vigil::race_proxy
