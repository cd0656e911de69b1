#include "leak_samples.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "mx_api.h"
#include "probe_load.h"
#include "result_codes.h"

namespace vigil {
namespace {

constexpr mode_t kFileMode = 0644;
constexpr int kFirstGpu = 0;

int64_t resident_bytes() {
  const int statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (statm < 0) return -1;
  char text[128];
  const ssize_t size = read(statm, text, sizeof text - 1);
  close(statm);
  if (size <= 0) return -1;
  text[size] = 0;
  char* second = nullptr;
  std::strtoll(text, &second, 10);
  return std::strtoll(second, nullptr, 10) * sysconf(_SC_PAGESIZE);
}

// By name: the C library of an old host has no such function.
int64_t allocated_bytes() {
  struct Info {
    size_t arena, free_blocks, fast_blocks, maps, mapped, most, fast, used, free, top;
  };
  static const auto info = reinterpret_cast<Info (*)()>(dlsym(RTLD_DEFAULT, "mallinfo2"));
  if (info == nullptr) return -1;
  const Info now = info();
  return static_cast<int64_t>(now.used + now.mapped);
}

int64_t gpu_bytes() {
  if (api().gpu_memory == nullptr) return -1;
  uint64_t free_bytes = 0, total = 0;
  if (guarded([&] { return api().gpu_memory(kFirstGpu, &free_bytes, &total); }) != 0) return -1;
  return static_cast<int64_t>(total - free_bytes);
}

void write_all(int file, const char* text, int size) {
  for (int done = 0; done < size;) {
    const ssize_t written = write(file, text + done, static_cast<size_t>(size - done));
    if (written <= 0) throw std::runtime_error("samples cannot be written");
    done += static_cast<int>(written);
  }
}

}  // namespace

LeakSamples::LeakSamples(const char* file, bool gpu)
    : file_(open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode)), gpu_(gpu),
      picture_(reinterpret_cast<void (*)(const char*)>(dlsym(RTLD_DEFAULT, "vigil_watch_snapshot"))) {
  if (file_ < 0) throw std::runtime_error(std::string("cannot write ") + file);
  line("watch", picture_ == nullptr ? "no" : "yes");
}

LeakSamples::~LeakSamples() { close(file_); }

void LeakSamples::take(const char* phase, int64_t iterations) {
  require(guarded([] { return api().wait_all(); }), "MXNDArrayWaitAll");
  char text[256];
  std::snprintf(text, sizeof text, "%s-%lld", phase, static_cast<long long>(iterations));
  if (picture_ != nullptr) picture_(text);
  const int size = std::snprintf(text, sizeof text, "sample %s %lld rss %lld malloc %lld gpu %lld\n", phase,
                                 static_cast<long long>(iterations), static_cast<long long>(resident_bytes()),
                                 static_cast<long long>(allocated_bytes()),
                                 static_cast<long long>(gpu_ ? gpu_bytes() : -1));
  write_all(file_, text, size);
}

void LeakSamples::line(const char* name, const char* words) {
  char text[256];
  const int size = std::snprintf(text, sizeof text, "%s %s\n", name, words);
  write_all(file_, text, size < static_cast<int>(sizeof text) ? size : static_cast<int>(sizeof text) - 1);
}

}  // namespace vigil
