// FAULT INJECTION, never part of a real run: a stand-in for libmxnet.so that misbehaves on purpose, so that we
// know that our own detection works. It needs the real library as "libmxnet.so" beside it and overrides only
// what is below; everything else falls through. Configured by the environment:
//   VIGIL_FAULT_KIND   one of the names in kFaults
//   VIGIL_FAULT_OP     the operator to spoil, "*" for every one
//   VIGIL_FAULT_AFTER  how many calls of it stay unspoiled (default 0)
#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Handle = void*;
using Invoke = int (*)(Handle, int, Handle*, int*, Handle**, int, const char**, const char**, const int**);

// Slow enough for a watchdog on a busy machine to strike long before the memory is gone.
constexpr size_t kMemoryStep = 16U << 20;
constexpr useconds_t kMemoryPauseMicroseconds = 5000;
constexpr size_t kPage = 4096;
constexpr int kExitCode = 3;

thread_local std::string injected_error;

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

const char* setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

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

int64_t elements(Handle array) {
  using Shape = int (*)(Handle, int*, const int64_t**);
  Shape shape = real<Shape>("MXNDArrayGetShapeEx64");
  if (shape == nullptr) shape = real<Shape>("MXNDArrayGetShape64");
  int ndim = 0;
  const int64_t* dims = nullptr;
  if (shape == nullptr || shape(array, &ndim, &dims) != 0 || ndim < 0) return 0;
  int64_t product = 1;
  for (int i = 0; i < ndim; ++i) product *= dims[i];
  return product;
}

size_t element_bytes(int dtype) {
  constexpr size_t kBytes[] = {4, 8, 2, 1, 4, 1, 8, 1, 2, 2, 4, 8, 2};
  return dtype >= 0 && dtype < 13 ? kBytes[dtype] : 0;
}

void write_nan(char* element, int dtype) {
  const float nan32 = __builtin_nanf("");
  const double nan64 = __builtin_nan("");
  const uint16_t nan16 = 0x7e00;
  if (dtype == 0) std::memcpy(element, &nan32, sizeof nan32);
  if (dtype == 1) std::memcpy(element, &nan64, sizeof nan64);
  if (dtype == 2) std::memcpy(element, &nan16, sizeof nan16);
}

// Far enough from the right value that no tolerance hides it.
void write_wrong(char* element, int dtype) {
  const auto shift = [element](auto value) {
    std::memcpy(&value, element, sizeof value);
    value = value + 1 + (value < 0 ? -value : value);
    std::memcpy(element, &value, sizeof value);
  };
  if (dtype == 0) return shift(0.0f);
  if (dtype == 1) return shift(0.0);
  constexpr char kHalfExponent = 0x3c;  // of float16: turns 0 into 1
  if (dtype == 2) {
    element[1] = static_cast<char>(element[1] ^ kHalfExponent);
  } else {
    element[0] = static_cast<char>(element[0] ^ 1);
  }
}

// Changes the first element.
void spoil(Handle array, bool nan) {
  int dtype = -1;
  real<int (*)(Handle, int*)>("MXNDArrayGetDType")(array, &dtype);
  const int64_t count = elements(array);
  const size_t bytes = element_bytes(dtype);
  if (count <= 0 || bytes == 0) return;
  std::vector<char> data(static_cast<size_t>(count) * bytes);
  if (real<int (*)(Handle, void*, size_t)>("MXNDArraySyncCopyToCPU")(array, data.data(), count) != 0) return;
  if (nan) {
    write_nan(data.data(), dtype);
  } else {
    write_wrong(data.data(), dtype);
  }
  real<int (*)(Handle, const void*, size_t)>("MXNDArraySyncCopyFromCPU")(array, data.data(), count);
}

// A coin for each call, the same ones in every process (the finaliser of SplitMix64).
bool heads(long number) {
  uint64_t bits = static_cast<uint64_t>(number) + 0x9e3779b97f4a7c15U;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  return ((bits ^ (bits >> 31)) >> 63) != 0;
}

struct Fault {
  const char* name;
  void (*before)();                     // null: nothing happens before the real call
  void (*after)(Handle first, long number);  // null: nothing happens after it
};

std::atomic<bool> leak_pending{false};

const Fault kFaults[] = {
    {"segv", [] { vigil_fault_segv(); }, nullptr},
    {"fpe", [] { vigil_fault_fpe(); }, nullptr},
    {"bus", [] { vigil_fault_bus(); }, nullptr},
    {"ill", [] { vigil_fault_ill(); }, nullptr},
    {"segv-thread", [] { on_another_thread(vigil_fault_segv); }, nullptr},
    {"throw-thread", [] { on_another_thread(vigil_fault_throw); }, nullptr},
    {"abort", [] { std::abort(); }, nullptr},
    {"stack-overflow", [] { vigil_fault_stack(0); }, nullptr},
    {"exit", [] { std::exit(kExitCode); }, nullptr},
    {"hang", [] { vigil_fault_hang(); }, nullptr},
    {"memory", [] { vigil_fault_memory(); }, nullptr},
    {"error", [] { injected_error = "vigil fault: this call was told to fail"; }, nullptr},
    {"wrong-value", nullptr, [](Handle first, long) { spoil(first, false); }},
    {"nan", nullptr, [](Handle first, long) { spoil(first, true); }},
    {"nondeterminism", nullptr,
     [](Handle first, long number) {
       if (number % 2 == 1) spoil(first, false);
     }},
    {"chance", nullptr,
     [](Handle first, long number) {
       if (heads(number)) spoil(first, false);
     }},
    {"error-leak", nullptr, [](Handle, long) { leak_pending = true; }},
};

struct Settings {
  std::string op = setting("VIGIL_FAULT_OP");
  long after = std::atol(setting("VIGIL_FAULT_AFTER"));
  const Fault* fault = nullptr;
  std::atomic<long> matched{0};

  Settings() {
    const std::string kind = setting("VIGIL_FAULT_KIND");
    for (const Fault& known : kFaults) {
      if (kind == known.name) fault = &known;
    }
    std::fprintf(stderr, "vigil fault proxy: kind '%s'%s, operator '%s', after %ld calls\n", kind.c_str(),
                 fault == nullptr ? " (unknown: nothing is injected)" : "", op.c_str(), after);
  }

  bool matches(Handle creator) const {
    if (fault == nullptr) return false;
    if (op == "*") return true;
    const char* name = nullptr;
    const auto name_of = real<int (*)(Handle, const char**)>("MXSymbolGetAtomicSymbolName");
    return name_of(creator, &name) == 0 && op == name;
  }
};

Settings& settings() {
  static Settings instance;
  return instance;
}

int call(Invoke invoke, Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
         const char** keys, const char** values, const int** storage) {
  Settings& to = settings();
  injected_error.clear();
  const bool matches = to.matches(creator);
  if (!matches && leak_pending.exchange(false)) {
    injected_error = "vigil fault: the error of another operator's call";
    return -1;
  }
  const long number = matches ? to.matched++ - to.after : -1;
  const bool spoiled = number >= 0;
  if (spoiled && to.fault->before != nullptr) to.fault->before();
  if (!injected_error.empty()) return -1;
  const int result = invoke(creator, inputs, in, count, out, attributes, keys, values, storage);
  if (result == 0 && spoiled && to.fault->after != nullptr && *count > 0) to.fault->after((*out)[0], number);
  return result;
}

}  // namespace

extern "C" int MXImperativeInvokeEx(Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
                                    const char** keys, const char** values, const int** storage) {
  static const Invoke next = real<Invoke>("MXImperativeInvokeEx");
  return call(next, creator, inputs, in, count, out, attributes, keys, values, storage);
}

// The ninth argument exists in 2.x only; a 1.x build does not look at it.
extern "C" int MXImperativeInvoke(Handle creator, int inputs, Handle* in, int* count, Handle** out, int attributes,
                                  const char** keys, const char** values, const int** storage) {
  static const Invoke next = real<Invoke>("MXImperativeInvoke");
  return call(next, creator, inputs, in, count, out, attributes, keys, values, storage);
}

extern "C" const char* MXGetLastError() {
  static const auto next = real<const char* (*)()>("MXGetLastError");
  return injected_error.empty() ? next() : injected_error.c_str();
}
