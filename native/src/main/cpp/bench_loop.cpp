// How many add-like cases a plain C++ loop does per second on a build: the yardstick for the Java pipeline.
//   vigil-bench-loop LIB OPERATOR SECONDS
// Each case makes two 2x3 float inputs with values of its own, invokes twice, compares the outputs and frees all.
// Prints "cases N seconds S processor P": wall time and processor time of the cases alone. Run it as the executor runs: MXNET_ENGINE_TYPE=NaiveEngine OMP_NUM_THREADS=1.
#include <dlfcn.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>

namespace {

using Handle = void*;

constexpr int kCpu = 1;
constexpr int kFloat32 = 0;
constexpr int kElements = 6;
constexpr int kCasesPerClockLook = 64;

class Build {
 public:
  explicit Build(const char* path) : library_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) throw std::runtime_error(dlerror());
    const bool second = dlsym(library_, "MXNDArrayCreateEx") == nullptr;
    find(create, second ? "MXNDArrayCreate64" : "MXNDArrayCreateEx64");
    find(invoke, second ? "MXImperativeInvoke" : "MXImperativeInvokeEx");
    find(copy_from, "MXNDArraySyncCopyFromCPU");
    find(copy_to, "MXNDArraySyncCopyToCPU");
    find(release, "MXNDArrayFree");
    find(operator_handle, "NNGetOpHandle");
    find(seed, "MXRandomSeed");
    find(last_error, "MXGetLastError");
  }

  void check(int result) const {
    if (result != 0) throw std::runtime_error(last_error());
  }

  int (*create)(const int64_t*, int, int, int, int, int, Handle*);
  int (*invoke)(Handle, int, Handle*, int*, Handle**, int, const char**, const char**, const int**);
  int (*copy_from)(Handle, const void*, size_t);
  int (*copy_to)(Handle, void*, size_t);
  int (*release)(Handle);
  int (*operator_handle)(const char*, Handle*);
  int (*seed)(int);
  const char* (*last_error)();

 private:
  template <typename Function>
  void find(Function& slot, const char* name) {
    slot = reinterpret_cast<Function>(dlsym(library_, name));
    if (slot == nullptr) throw std::runtime_error(std::string("not exported: ") + name);
  }

  void* library_;
};

Handle input(const Build& mx, const float* values) {
  constexpr int64_t kShape[] = {2, 3};
  Handle array = nullptr;
  mx.check(mx.create(kShape, 2, kCpu, 0, 0, kFloat32, &array));
  mx.check(mx.copy_from(array, values, kElements));
  return array;
}

void run_once(const Build& mx, Handle op, Handle* inputs, bool seeded, float* result) {
  if (seeded) mx.check(mx.seed(1));
  int count = 0;
  Handle* outputs = nullptr;
  const int* storage = nullptr;
  mx.check(mx.invoke(op, 2, inputs, &count, &outputs, 0, nullptr, nullptr, &storage));
  const Handle output = outputs[0];
  mx.check(mx.copy_to(output, result, kElements));
  mx.check(mx.release(output));
}

// SplitMix64, as the fills of Java's cases draw.
class Draws {
 public:
  explicit Draws(int64_t seed) : state_(static_cast<uint64_t>(seed)) {}

  float unit() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<float>(static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53);
  }

 private:
  uint64_t state_;
};

void run_case(const Build& mx, Handle op, int64_t number, bool seeded, bool twice) {
  float values[2][kElements], results[2][kElements];
  Draws draws(number);
  for (auto& input_values : values) {
    for (float& value : input_values) value = draws.unit();
  }
  Handle inputs[] = {input(mx, values[0]), input(mx, values[1])};
  run_once(mx, op, inputs, seeded, results[0]);
  if (twice) {
    run_once(mx, op, inputs, seeded, results[1]);
    if (std::memcmp(results[0], results[1], sizeof results[0]) != 0) throw std::runtime_error("outputs differ");
  }
  mx.check(mx.release(inputs[0]));
  mx.check(mx.release(inputs[1]));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int run(int argc, char** argv) {
  if (argc < 4) throw std::runtime_error("usage: vigil-bench-loop LIB OPERATOR SECONDS [once] [seed]");
  bool twice = true, seeded = false;
  for (int i = 4; i < argc; ++i) {
    if (std::strcmp(argv[i], "once") == 0) twice = false;
    if (std::strcmp(argv[i], "seed") == 0) seeded = true;
  }
  const Build mx(argv[1]);
  Handle op = nullptr;
  mx.check(mx.operator_handle(argv[2], &op));
  const double limit = std::atof(argv[3]);
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t processor_start = std::clock();
  int64_t cases = 0;
  while (seconds_since(start) < limit) {
    for (int i = 0; i < kCasesPerClockLook; ++i) run_case(mx, op, cases++, seeded, twice);
  }
  const double processor = static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC;
  std::printf("cases %lld seconds %.3f processor %.3f\n", static_cast<long long>(cases), seconds_since(start), processor);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "vigil-bench-loop: %s\n", failure.what());
    return 1;
  }
}
