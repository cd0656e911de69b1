#include "probe_report.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <new>

namespace vigil {
namespace {

constexpr size_t kLine = 192;
constexpr size_t kLines = 340;
constexpr mode_t kFileMode = 0644;

char* lines = nullptr;
// Shared by processes that are forked after the record was opened.
std::atomic<size_t>* next_line = nullptr;

void* shared(size_t bytes, int file) {
  const int flags = file < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, file, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

bool report_open(const char* file) {
  const int descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  if (descriptor < 0 || ftruncate(descriptor, kLine * kLines) != 0) return false;
  lines = static_cast<char*>(shared(kLine * kLines, descriptor));
  close(descriptor);
  void* counter = shared(sizeof *next_line, -1);
  if (lines == nullptr || counter == nullptr) return false;
  next_line = new (counter) std::atomic<size_t>(0);
  return true;
}

void report_phase(const char* phase, const char* detail) {
  const size_t line = next_line->fetch_add(1);
  if (line >= kLines) return;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char text[kLine + 1];
  const int wanted =
      std::snprintf(text, sizeof text, "%lld %d %ld %s %s", static_cast<long long>(now.tv_sec) * 1'000'000'000 + now.tv_nsec,
                    getpid(), syscall(SYS_gettid), phase, detail);
  const size_t used = wanted < 0 ? 0 : static_cast<size_t>(wanted) < kLine - 1 ? static_cast<size_t>(wanted) : kLine - 1;
  for (size_t i = 0; i < used; ++i) {
    if (text[i] == '\n') text[i] = ' ';
  }
  std::memset(text + used, ' ', kLine - 1 - used);
  text[kLine - 1] = '\n';
  std::memcpy(lines + line * kLine, text, kLine);
}

}  // namespace vigil
