#include "watch_perturb.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include <cstdlib>
#include <cstring>

#include "watch_modules.h"
#include "watch_output.h"
#include "watch_settings.h"
#include "watch_text.h"

namespace vigil::watch {
namespace {

// No more are made in one process, or taken from a list.
constexpr uint32_t kDelaysMax = uint32_t{1} << 15;
constexpr const char* kPointNames[] = {"lock", "locked", "unlocked", "wait", "signal", "create", "begin"};
constexpr size_t kPoints = sizeof kPointNames / sizeof *kPointNames;

// Where and when a thread is delayed.
struct Moment {
  uint64_t key;
  uint32_t thread;
  uint32_t visit;
  Point point;

  bool operator==(const Moment& other) const {
    return key == other.key && thread == other.thread && visit == other.visit && point == other.point;
  }
};

// A place in the table of those that a list gives; free where `visit`, which counts from 1, is 0.
struct Given {
  Moment moment;
  uint32_t us;
};

constexpr size_t kGivenBits = 16;
constexpr size_t kGivenMax = size_t{1} << kGivenBits;
static_assert(kDelaysMax < kGivenMax, "a look-up ends at a free place");

Given given[kGivenMax];
uint32_t given_count = 0;
bool listed = false;

std::atomic<uint32_t> made{0};
// Of what was made; written as it is made, so that a crash takes none of it away.
int record = -1;
// Modules that the record has a line for.
constexpr uint32_t kModulesMax = 1024;
std::atomic<bool> told[kModulesMax];

uint32_t visits(Thread& thread, uint64_t key) {
  constexpr size_t kSlots = size_t{1} << kCountersBits;
  for (size_t i = 0; i < 8; ++i) {
    Counter& counter = thread.counters[(key + i) & (kSlots - 1)];
    if (counter.place == 0) counter.place = key;
    if (counter.place == key) return ++counter.visits;
  }
  return 0;
}

void sleep_us(uint64_t us) {
  timespec duration = {static_cast<time_t>(us / 1'000'000), static_cast<long>(us % 1'000'000 * 1000)};
  syscall(SYS_nanosleep, &duration, nullptr);
}

void delay(uint64_t us) {
  if (us == 0) {
    sched_yield();
  } else {
    sleep_us(us);
  }
}

// The place of a moment in the table, or the free one where it belongs.
Given& place_of(const Moment& moment) {
  uint64_t hash = combined(combined(moment.key, moment.visit), uint64_t{moment.thread} * kPoints);
  hash += static_cast<uint64_t>(moment.point);
  while (true) {
    Given& candidate = given[hash++ & (kGivenMax - 1)];
    if (candidate.moment.visit == 0 || candidate.moment == moment) return candidate;
  }
}

void tell(const Moment& moment, uint64_t us, uintptr_t place) {
  if (record < 0) return;
  Text text(record);
  const Module* module = place == 0 ? nullptr : module_at(place, true);
  const bool fresh = module != nullptr && module->number < kModulesMax && !told[module->number].load();
  if (fresh) write_module(text, *module);
  text.word("delay ").word(kPointNames[static_cast<size_t>(moment.point)]).word(" ").number(moment.thread).word(" ");
  text.hex(moment.key).word(" ").number(moment.visit).word(" ").number(us).word(" ");
  if (place == 0) {
    text.word("-");
  } else {
    write_place(text, place, false);
  }
  text.end();
  text.flush();
  if (fresh) told[module->number].store(true);
}

// delay POINT THREAD KEY VISIT MICROSECONDS …
void read_line(char* line) {
  if (given_count == kDelaysMax || std::strncmp(line, "delay ", 6) != 0) return;
  char* rest = line + 6;
  const size_t length = std::strcspn(rest, " ");
  size_t point = 0;
  while (point < kPoints &&
         !(std::strlen(kPointNames[point]) == length && std::strncmp(rest, kPointNames[point], length) == 0)) {
    ++point;
  }
  if (point == kPoints) return;
  Given wanted{};
  wanted.moment.point = static_cast<Point>(point);
  wanted.moment.thread = static_cast<uint32_t>(std::strtoul(rest + length, &rest, 10));
  wanted.moment.key = std::strtoull(rest, &rest, 16);
  wanted.moment.visit = static_cast<uint32_t>(std::strtoul(rest, &rest, 10));
  wanted.us = static_cast<uint32_t>(std::strtoul(rest, &rest, 10));
  if (wanted.moment.visit == 0) return;
  Given& slot = place_of(wanted.moment);
  if (slot.moment.visit == 0) ++given_count;
  slot = wanted;
}

void read_list() {
  const int file = static_cast<int>(syscall(SYS_openat, AT_FDCWD, settings.delays, O_RDONLY | O_CLOEXEC));
  if (file < 0) return;
  char bytes[8192];
  size_t size = 0;
  while (true) {
    const long got = syscall(SYS_read, file, bytes + size, sizeof bytes - 1 - size);
    if (got <= 0) break;
    size += static_cast<size_t>(got);
    size_t at = 0;
    for (size_t i = 0; i < size; ++i) {
      if (bytes[i] != '\n') continue;
      bytes[i] = 0;
      read_line(bytes + at);
      at = i + 1;
    }
    std::memmove(bytes, bytes + at, size - at);
    size -= at;
    if (size == sizeof bytes - 1) size = 0;
  }
  syscall(SYS_close, file);
}

void open_record() {
  if (settings.made[0] == 0) return;
  constexpr mode_t kFileMode = 0644;
  record = static_cast<int>(
      syscall(SYS_openat, AT_FDCWD, settings.made, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, kFileMode));
  if (record < 0) return;
  Text text(record);
  write_header(text);
}

}  // namespace

void perturb(Thread& thread, Point point, uint64_t key, uintptr_t place) {
  if (VIGIL_LIKELY(!settings.perturb)) return;
  const uint32_t visit = visits(thread, combined(key, static_cast<uint64_t>(point)) | 1);
  if (visit == 0) return;
  const Moment moment{key, thread.number, visit, point};
  uint32_t us = 0;
  if (listed) {
    const Given& known = place_of(moment);
    if (known.moment.visit == 0) return;
    us = known.us;
  } else {
    uint64_t draw = combined(combined(settings.seed, key), visit);
    draw = combined(draw, uint64_t{thread.number} * kPoints + static_cast<uint64_t>(point));
    if (draw % settings.one_in != 0) return;
    draw = mixed(draw);
    // One in four only gives the processor away; the others sleep, short more often than long.
    if ((draw & 3) != 0) {
      const uint64_t longest = settings.delay_us_max >> ((draw >> 2) & 3);
      us = 1 + static_cast<uint32_t>((draw >> 8) % (longest == 0 ? 1 : longest));
    }
    // What is beyond the number that a list may have could not be given again.
    if (made.load(std::memory_order_relaxed) >= kDelaysMax || made.fetch_add(1) >= kDelaysMax) return;
  }
  tell(moment, us, place);
  delay(us);
}

void prepare_perturbation() {
  if (!settings.perturb) return;
  open_record();
  listed = settings.delays[0] != 0;
  if (listed) read_list();
}

}  // namespace vigil::watch
