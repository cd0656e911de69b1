// One process that loads a libmxnet, makes its first calls and leaves; watched from outside:
//   vigil-probe --library FILE --calls FILE --values FILE --report FILE --trace FILE
//               [--leave WAY] [--seed N] [--numpy 0|1] [--device cpu|gpu]
// WAY is how the process leaves:
//   return            waits for everything and returns from main
//   thread            the same, but another thread calls exit() while main sleeps
//   in-flight         returns from main at a step drawn from the seed, with operations under way
//   in-flight-thread  the same from another thread
//   siblings          several processes do the same and return at once
//   profiler          the profiler runs from the start
//   shutdown          tells the library that it will leave, as its front ends do
// Before each step it writes a line to the report (probe_report.h). Exit code: 0 when it left as asked, 2 when the library
// does not load, 3 for bad arguments, 10 when a call was refused; the reason is the last line of the report.
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "library.h"
#include "probe_calls.h"
#include "probe_load.h"
#include "probe_report.h"
#include "result_codes.h"

namespace {

constexpr int kSiblings = 3;
constexpr int kInFlight = 64;
constexpr int kSteps = 4;
constexpr timespec kPause = {0, 200'000};
constexpr int kPausesMax = 50'000;  // 10 s: a sibling that hangs must not keep the others

struct Options {
  std::string library, calls, values, report, trace, leave = "return";
  uint64_t seed = 0;
  bool numpy = false;
  int device = vigil::kCpu;
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--library") options.library = value;
    else if (name == "--calls") options.calls = value;
    else if (name == "--values") options.values = value;
    else if (name == "--report") options.report = value;
    else if (name == "--trace") options.trace = value;
    else if (name == "--leave") options.leave = value;
    else if (name == "--seed") options.seed = std::strtoull(value.c_str(), nullptr, 10);
    else if (name == "--numpy") options.numpy = value == "1";
    else if (name == "--device") options.device = value == "gpu" ? vigil::kGpu : vigil::kCpu;
    else throw std::invalid_argument("there is no option " + name);
  }
  if (argc % 2 == 0) throw std::invalid_argument(std::string(argv[argc - 1]) + " has no value");
  if (options.library.empty() || options.calls.empty() || options.values.empty() || options.report.empty()) {
    throw std::invalid_argument("--library, --calls, --values and --report are needed");
  }
  bool known = false;
  for (const char* way : {"return", "thread", "in-flight", "in-flight-thread", "siblings", "profiler", "shutdown"}) {
    known |= options.leave == way;
  }
  if (!known) throw std::invalid_argument("there is no way to leave called " + options.leave);
  return options;
}

void start_profiler() {
  const auto& api = vigil::api();
  if (api.profiler_config == nullptr || api.profiler_state == nullptr) throw std::runtime_error("this build has no profiler");
  const char* keys[] = {"filename", "profile_imperative", "profile_api", "profile_memory"};
  const char* values[] = {"profile.json", "True", "True", "True"};
  vigil::report_phase("profile", "MXSetProcessProfilerConfig");
  if (api.profiler_config(4, keys, values, nullptr) != 0) throw std::runtime_error(api.last_error());
  vigil::report_phase("profile", "MXSetProcessProfilerState");
  if (api.profiler_state(1, 0, nullptr) != 0) throw std::runtime_error(api.last_error());
}

[[noreturn]] void leave_from_another_thread() {
  std::thread([] { std::exit(0); }).detach();
  while (true) pause();
}

void wait_for_all() {
  vigil::report_phase("wait", "MXNDArrayWaitAll");
  const int result = vigil::guarded([] { return vigil::api().wait_all(); });
  if (result != 0) throw std::runtime_error(vigil::api().last_error());
}

// What one process does from its first step to the last before it leaves. False when it is to leave on the way.
class Work {
 public:
  explicit Work(const Options& options) : options_(options), calls_(vigil::read_probe_calls(options.calls.c_str())) {}

  void run() {
    vigil::load_build(options_.library.c_str(), options_.trace.c_str(), options_.numpy);
    if (options_.leave == "profiler") start_profiler();
    const bool in_flight = options_.leave.rfind("in-flight", 0) == 0;
    const uint64_t last = in_flight ? options_.seed % kSteps : kSteps;
    size_t size = 0;
    const char* values = vigil::map_values(options_.values.c_str(), size);
    for (const auto& call : calls_) {
      if (last == 0) return;
      prepared_.push_back(std::make_unique<vigil::PreparedProbe>(call, options_.device, values, size));
      if (last == 1) return;
      prepared_.back()->invoke();
      if (last == 2) return;
    }
    if (in_flight) {
      for (int i = 0; i < kInFlight; ++i) prepared_[static_cast<size_t>(i) % prepared_.size()]->invoke();
      return;
    }
    wait_for_all();
    for (const auto& one : prepared_) one->release();
    if (options_.leave == "shutdown") {
      vigil::report_phase("shutdown", "MXNotifyShutdown");
      vigil::library_notify_shutdown();
    }
  }

 private:
  const Options& options_;
  const std::vector<vigil::ProbeCall> calls_;
  std::vector<std::unique_ptr<vigil::PreparedProbe>> prepared_;
};

int work(const Options& options) {
  // Never freed: arrays that are still in use belong to the process until its end.
  auto* process = new Work(options);
  return vigil::reported([&] { process->run(); });
}

int sibling(const Options& options, std::atomic<int>& arrived) {
  const int code = work(options);
  arrived.fetch_add(1);
  for (int i = 0; i < kPausesMax && arrived.load() < kSiblings; ++i) nanosleep(&kPause, nullptr);
  vigil::report_phase("leave", "siblings");
  return code;
}

// The processes that load the library are our children; we only wait, and end as the worst of them did.
int siblings(const Options& options) {
  void* memory = mmap(nullptr, sizeof(std::atomic<int>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
  auto& arrived = *new (memory) std::atomic<int>(0);
  for (int i = 0; i < kSiblings; ++i) {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork is refused");
    if (child == 0) std::exit(sibling(options, arrived));
  }
  int worst = 0;
  int signal = 0;
  for (int status = 0; wait(&status) > 0;) {
    if (WIFSIGNALED(status)) signal = WTERMSIG(status);
    if (WIFEXITED(status) && WEXITSTATUS(status) > worst) worst = WEXITSTATUS(status);
  }
  if (signal != 0) {
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
  return worst;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    static const Options options = parse(argc, argv);
    if (!vigil::report_open(options.report.c_str())) throw std::invalid_argument("cannot write " + options.report);
    if (options.leave == "siblings") return siblings(options);
    const int code = work(options);
    if (code != 0) return code;
    vigil::report_phase("leave", options.leave.c_str());
    if (options.leave == "thread" || options.leave == "in-flight-thread") leave_from_another_thread();
    return 0;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "vigil-probe: %s\n", fault.what());
    return vigil::kBadArguments;
  }
}
