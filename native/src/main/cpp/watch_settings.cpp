#include "watch_settings.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "watch_text.h"

extern "C" char** environ;

namespace vigil::watch {

Settings settings;

namespace {

constexpr const char* kPreload = "LD_PRELOAD";
constexpr const char* kLibrary = "libvigil_watch";

const char* variable(const char* name) {
  const size_t length = std::strlen(name);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') return *entry + length + 1;
  }
  return nullptr;
}

void number(const char* name, uint64_t& slot) {
  const char* text = variable(name);
  if (text != nullptr && *text != 0) slot = std::strtoull(text, nullptr, 10);
}

void number(const char* name, int64_t& slot) {
  const char* text = variable(name);
  if (text != nullptr && *text != 0) slot = std::strtoll(text, nullptr, 10);
}

template <size_t Size>
void copy(const char* name, char (&slot)[Size]) {
  const char* text = variable(name);
  if (text == nullptr) return;
  std::strncpy(slot, text, Size - 1);
  slot[Size - 1] = 0;
}

// A path in which %p stands for the process.
void copy_path(const char* name, char* slot, size_t size) {
  const char* text = variable(name);
  if (text == nullptr) return;
  size_t used = 0;
  for (; *text != 0 && used + 24 < size; ++text) {
    if (text[0] == '%' && text[1] == 'p') {
      used += digits(slot + used, static_cast<uint64_t>(getpid()), 10);
      ++text;
    } else {
      slot[used++] = *text;
    }
  }
  slot[used] = 0;
}

// The program's own file name, as the kernel has it.
void program(char* slot, size_t size) {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  const char* slash = std::strrchr(path, '/');
  std::strncpy(slot, slash == nullptr ? path : slash + 1, size - 1);
  slot[size - 1] = 0;
}

bool meant() {
  const char* only = variable("VIGIL_WATCH_PROGRAM");
  if (only == nullptr || *only == 0) return true;
  char name[256];
  program(name, sizeof name);
  return std::strcmp(name, only) == 0;
}

// Takes our entry out of the list in place: the environment is older than any thread, and shorter text always fits.
void leave_preload() {
  char* list = const_cast<char*>(variable(kPreload));
  if (list == nullptr) return;
  char* write = list;
  const char* read = list;
  while (*read != 0) {
    const size_t length = std::strcspn(read, ": ");
    char entry[4096];
    const size_t kept = length < sizeof entry - 1 ? length : sizeof entry - 1;
    std::memcpy(entry, read, kept);
    entry[kept] = 0;
    read += length + (read[length] == 0 ? 0 : 1);
    if (std::strstr(entry, kLibrary) != nullptr || length == 0) continue;
    if (write != list) *write++ = ':';
    std::memmove(write, entry, kept);
    write += kept;
  }
  *write = 0;
}

}  // namespace

bool Settings::listed(const char* list, const char* text, bool whole) {
  while (*list != 0) {
    const size_t length = std::strcspn(list, ",");
    if (length > 0) {
      if (whole && std::strlen(text) == length && std::strncmp(list, text, length) == 0) return true;
      for (const char* at = text; !whole && *at != 0; ++at) {
        if (std::strncmp(at, list, length) == 0) return true;
      }
    }
    list += length + (list[length] == 0 ? 0 : 1);
  }
  return false;
}

void read_settings() {
  const char* wanted = variable("VIGIL_WATCH");
  settings.pid = getpid();
  if (wanted == nullptr || !meant()) return;
  settings.locks = Settings::listed(wanted, "locks", true);
  settings.heap = Settings::listed(wanted, "heap", true);
  settings.perturb = Settings::listed(wanted, "perturb", true);
  settings.dump = Settings::listed(wanted, "dump", true);
  uint64_t children = 0;
  number("VIGIL_WATCH_CHILDREN", children);
  settings.children = children != 0;
  number("VIGIL_WATCH_SEED", settings.seed);
  number("VIGIL_WATCH_ONE_IN", settings.one_in);
  number("VIGIL_WATCH_DELAY_US", settings.delay_us_max);
  number("VIGIL_WATCH_MAP_BYTES", settings.map_bytes_min);
  number("VIGIL_WATCH_PERIOD_MS", settings.period_ms);
  number("VIGIL_WATCH_DEADLINE_MS", settings.deadline_ms);
  uint64_t signal = static_cast<uint64_t>(settings.control_signal);
  number("VIGIL_WATCH_SIGNAL", signal);
  if (signal > 0 && signal < 64) settings.control_signal = static_cast<int>(signal);
  copy_path("VIGIL_WATCH_OUT", settings.out, sizeof settings.out);
  copy("VIGIL_WATCH_DELAYS", settings.delays);
  copy_path("VIGIL_WATCH_MADE", settings.made, sizeof settings.made);
  if (settings.made[0] == 0 && settings.out[0] != 0) {
    std::strcpy(settings.made, settings.out);
    std::strcat(settings.made, ".delays");
  }
  copy("VIGIL_WATCH_MODULES", settings.modules);
  copy("VIGIL_WATCH_CALLS", settings.calls);
  if (settings.one_in == 0) settings.one_in = 1;
  if (settings.delay_us_max == 0) settings.delay_us_max = 1;
  settings.active = settings.any();
  settings.follows = settings.locks || settings.perturb || settings.dump;
  if (settings.active && !settings.children) leave_preload();
}

}  // namespace vigil::watch
