// One process that loads a libmxnet and does one thing over and over, measured at equal numbers of times:
//   vigil-leak --library FILE --calls FILE --values FILE --report FILE --samples FILE --action NAME
//              [--trace FILE] [--iterations N] [--samples-max N] [--seconds N] [--numpy 0|1] [--device cpu|gpu]
// It does the action to warm up, then its control (leak_actions.h) for as many samples as the action after it, so that
// what every loop costs can be told from what the action costs. ITERATIONS is the most between two samples; less where all
// of it would take longer than SECONDS. At the end the library is asked to give its pool back.
// It writes its steps to the report (probe_report.h) and its measures to the samples (leak_samples.h). Exit code: 0 when all
// was done, 2 when the library does not load, 3 for bad arguments, 10 when a step was refused; the reason is the last line
// of the report.
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "leak_actions.h"
#include "leak_samples.h"
#include "mx_api.h"
#include "probe_calls.h"
#include "probe_load.h"
#include "probe_report.h"
#include "result_codes.h"

namespace {

constexpr int64_t kFirstIterations = 8;
constexpr int64_t kIterationsMax = 1'000'000;
constexpr int kSamplesMax = 1000;
constexpr int64_t kNanos = 1'000'000'000;

struct Options {
  std::string library, calls, values, report, samples, action, trace;
  int64_t iterations = 32;
  int count = 20;
  double seconds = 5;
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
    else if (name == "--samples") options.samples = value;
    else if (name == "--action") options.action = value;
    else if (name == "--trace") options.trace = value;
    else if (name == "--iterations") options.iterations = std::strtoll(value.c_str(), nullptr, 10);
    else if (name == "--samples-max") options.count = std::atoi(value.c_str());
    else if (name == "--seconds") options.seconds = std::atof(value.c_str());
    else if (name == "--numpy") options.numpy = value == "1";
    else if (name == "--device") options.device = value == "gpu" ? vigil::kGpu : vigil::kCpu;
    else throw std::invalid_argument("there is no option " + name);
  }
  if (argc % 2 == 0) throw std::invalid_argument(std::string(argv[argc - 1]) + " has no value");
  for (const std::string* needed : {&options.library, &options.calls, &options.values, &options.report, &options.samples,
                                    &options.action}) {
    if (needed->empty()) {
      throw std::invalid_argument("--library, --calls, --values, --report, --samples and --action are needed");
    }
  }
  if (options.iterations < 1 || options.iterations > kIterationsMax || options.count < 2 || options.count > kSamplesMax ||
      !(options.seconds > 0)) {
    throw std::invalid_argument("--iterations, --samples-max and --seconds are out of range");
  }
  return options;
}

int64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * kNanos + time.tv_nsec;
}

// The iterations between two samples that the time allows, when so many took so long: the action is done for half of the
// samples, and its control at most as long as itself for the others.
int64_t affordable(const Options& options, int64_t iterations, int64_t nanos) {
  const double each = static_cast<double>(std::max<int64_t>(nanos, 1)) / static_cast<double>(iterations);
  const double all = options.seconds * static_cast<double>(kNanos) / each;
  return std::clamp<int64_t>(static_cast<int64_t>(all / (2.0 * options.count)), 1, options.iterations);
}

template <typename Step>
void loop(const char* phase, const Options& options, int64_t iterations, vigil::LeakSamples& samples, Step step) {
  vigil::report_phase("loop", phase);
  samples.take(phase, 0);
  int64_t done = 0;
  for (int sample = 0; sample < options.count; ++sample) {
    for (int64_t i = 0; i < iterations; ++i) step();
    done += iterations;
    samples.take(phase, done);
  }
}

void empty_pool(const Options& options) {
  if (vigil::api().empty_cache == nullptr) return;
  vigil::report_phase("empty", "MXStorageEmptyCache");
  // Builds without a GPU refuse this for one, and some for any device: then there is no pool to empty.
  vigil::guarded([&] { return vigil::api().empty_cache(options.device, 0); });
}

void work(const Options& options) {
  vigil::load_build(options.library.c_str(), options.trace.c_str(), options.numpy);
  const std::vector<vigil::ProbeCall> calls = vigil::read_probe_calls(options.calls.c_str());
  size_t size = 0;
  const char* values = vigil::map_values(options.values.c_str(), size);
  vigil::report_phase("prepare", options.action.c_str());
  const auto action = vigil::make_leak_action(options.action, {calls, options.device, values, size});
  vigil::LeakSamples samples(options.samples.c_str(), options.device == vigil::kGpu);
  int64_t number = 0;

  vigil::report_phase("loop", "warm-up");
  int64_t began = now();
  for (int64_t i = 0; i < kFirstIterations; ++i) action->once(number++);
  // The first ones pay for what is made once, so the pace is taken from later ones.
  int64_t iterations = affordable(options, kFirstIterations, now() - began);
  began = now();
  for (int64_t i = 0; i < iterations; ++i) action->once(number++);
  iterations = affordable(options, iterations, now() - began);
  for (int64_t i = 0; i < iterations; ++i) action->control(number++);

  loop("control", options, iterations, samples, [&] { action->control(number++); });
  loop("action", options, iterations, samples, [&] { action->once(number++); });
  empty_pool(options);
  samples.take("emptied", iterations * options.count);
  samples.line("end", options.action.c_str());
}

int run(const Options& options) {
  const int code = vigil::reported([&] { work(options); });
  if (code == vigil::kLeft) vigil::report_phase("leave", "return");
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse(argc, argv);
    if (!vigil::report_open(options.report.c_str())) throw std::invalid_argument("cannot write " + options.report);
    // At once: how a process leaves is another probe's question.
    std::_Exit(run(options));
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "vigil-leak: %s\n", fault.what());
    return vigil::kBadArguments;
  }
}
