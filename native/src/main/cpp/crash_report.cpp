#include "crash_report.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>

namespace vigil {
namespace {

constexpr int kFramesMax = 96;
constexpr unsigned kPatienceSeconds = 5;
constexpr mode_t kFileMode = 0644;

// Text of one report line or less; what does not fit is cut off.
class Line {
 public:
  Line& text(const char* words) {
    while (*words != 0 && size_ < sizeof bytes_ - 1) bytes_[size_++] = *words++;
    return *this;
  }

  Line& number(uintptr_t value, unsigned base) {
    char digits[24];
    size_t count = 0;
    do {
      digits[count++] = "0123456789abcdef"[value % base];
      value /= base;
    } while (value != 0);
    char turned[24];
    for (size_t i = 0; i < count; ++i) turned[i] = digits[count - 1 - i];
    turned[count] = 0;
    return text(turned);
  }

  Line& hex(uintptr_t value) { return text("0x").number(value, 16); }

  void write_to(int file) {
    bytes_[size_++] = '\n';
    const ssize_t ignored = ::write(file, bytes_, size_);
    static_cast<void>(ignored);  // a full disk must not stop the dying
    size_ = 0;
  }

 private:
  char bytes_[1024];
  size_t size_ = 0;
};

const char* base_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash == nullptr ? path : slash + 1;
}

bool starts_with(const char* text, const char* start) { return std::strncmp(text, start, std::strlen(start)) == 0; }

void write_frame(int file, int number, void* address) {
  Line line;
  line.text(number < 10 ? "#0" : "#").number(static_cast<uintptr_t>(number), 10).text(" ");
  Dl_info info = {};
  if (dladdr(address, &info) == 0 || info.dli_fname == nullptr) {
    line.text("? ").hex(reinterpret_cast<uintptr_t>(address)).write_to(file);
    return;
  }
  const auto offset = reinterpret_cast<uintptr_t>(address) - reinterpret_cast<uintptr_t>(info.dli_fbase);
  line.text(base_name(info.dli_fname)).text("+").hex(offset).text(" ");
  line.text(info.dli_sname == nullptr ? "?" : info.dli_sname).write_to(file);
}

// HotSpot ends every fatal error with an abort of its own, after its own report: a reader must tell that from
// an abort in the build. The caller of abort is the first frame outside the C library and outside us.
bool aborted_by_jvm(void** frames, int count) {
  for (int i = 0; i < count; ++i) {
    Dl_info info = {};
    if (dladdr(frames[i], &info) == 0 || info.dli_fname == nullptr) continue;
    const char* module = base_name(info.dli_fname);
    if (starts_with(module, "libc.so") || starts_with(module, "libpthread") || starts_with(module, "libjnivigil")) {
      continue;
    }
    return starts_with(module, "libjvm.so");
  }
  return false;
}

void write_all(int file, const char* headline, uintptr_t address, void** frames, int count) {
  Line line;
  line.text(headline);
  if (address != 0) line.text(" at ").hex(address);
  line.write_to(file);
  line.text("pid ").number(static_cast<uintptr_t>(getpid()), 10);
  line.text(" tid ").number(static_cast<uintptr_t>(syscall(SYS_gettid)), 10).write_to(file);
  line.text("raw");
  for (int i = 0; i < count; ++i) line.text(" ").hex(reinterpret_cast<uintptr_t>(frames[i]));
  line.write_to(file);
  signal(SIGALRM, SIG_DFL);
  alarm(kPatienceSeconds);
  if (aborted_by_jvm(frames, count)) line.text("by libjvm.so").write_to(file);
  for (int i = 0; i < count; ++i) write_frame(file, i, frames[i]);
  alarm(0);
}

}  // namespace

void write_crash_report(const char* path, const char* headline, uintptr_t address) {
  void* frames[kFramesMax];
  const int count = backtrace(frames, kFramesMax);
  const int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kFileMode);
  if (file < 0) return;
  write_all(file, headline, address, frames, count);
  close(file);
}

void warm_up_crash_report() {
  void* frame = nullptr;
  backtrace(&frame, 1);
}

}  // namespace vigil
