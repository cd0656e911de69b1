// Presses on a machine while something else is watched, within bounds:
//   vigil-load KIND THREADS MEBIBYTES SECONDS
//     cpu      computes
//     memory   writes through MEBIBYTES of memory, shared out among the threads
//     io       writes files of MEBIBYTES in all into the working folder and waits for the disk
// Ends by itself after SECONDS, or with whoever started it. Prints "ready" once it presses.
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kBadArguments = 3;
constexpr long kThreadsMax = 256;
constexpr long kMebibytesMax = 4096;
constexpr long kSecondsMax = 3600;
constexpr size_t kMebibyte = 1U << 20;
constexpr size_t kLine = 64;
constexpr mode_t kFileMode = 0600;

using Clock = std::chrono::steady_clock;

bool over(Clock::time_point end) { return Clock::now() >= end; }

void compute(Clock::time_point end) {
  volatile double value = 1;
  while (!over(end)) {
    for (int i = 0; i < 100'000; ++i) value = value * 1.0000001 + 1e-9;
  }
}

void stream(size_t bytes, Clock::time_point end) {
  std::vector<char> memory(bytes);
  for (char mark = 1; !over(end); ++mark) {
    for (size_t i = 0; i < memory.size(); i += kLine) static_cast<volatile char*>(memory.data())[i] = mark;
  }
}

void write_files(int number, size_t bytes, Clock::time_point end) {
  const std::string name = "load-" + std::to_string(number);
  const std::vector<char> block(kMebibyte, 'v');
  while (!over(end)) {
    const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode);
    if (file < 0) return;
    for (size_t done = 0; done < bytes && !over(end); done += block.size()) {
      if (write(file, block.data(), block.size()) < 0) break;  // a full disk presses no more
      fdatasync(file);
    }
    close(file);
  }
  unlink(name.c_str());
}

long bounded(const char* text, long max) {
  char* end = nullptr;
  const long value = std::strtol(text, &end, 10);
  return *end == 0 && value >= 1 && value <= max ? value : 0;
}

}  // namespace

int main(int argc, char** argv) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string kind = argc == 5 ? argv[1] : "";
  const long threads = argc == 5 ? bounded(argv[2], kThreadsMax) : 0;
  const long mebibytes = argc == 5 ? bounded(argv[3], kMebibytesMax) : 0;
  const long seconds = argc == 5 ? bounded(argv[4], kSecondsMax) : 0;
  if ((kind != "cpu" && kind != "memory" && kind != "io") || threads * mebibytes * seconds == 0) {
    std::fputs("vigil-load: say cpu, memory or io, then threads, MiB and seconds within their bounds\n", stderr);
    return kBadArguments;
  }
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  const size_t share = static_cast<size_t>(mebibytes) * kMebibyte / static_cast<size_t>(threads) + 1;
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) {
    if (kind == "cpu") all.emplace_back(compute, end);
    if (kind == "memory") all.emplace_back(stream, share, end);
    if (kind == "io") all.emplace_back(write_files, i, share, end);
  }
  std::puts("ready");
  std::fflush(stdout);
  for (std::thread& one : all) one.join();
  return 0;
}
