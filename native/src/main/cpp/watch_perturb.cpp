#include "watch_perturb.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include <cstdlib>
#include <cstring>

#include "watch_modules.h"
#include "watch_settings.h"

namespace vigil::watch {
namespace {

constexpr size_t kDelaysMax = size_t{1} << 15;
constexpr const char* kPointNames[] = {"lock", "locked", "unlocked", "wait", "signal", "create", "begin"};
constexpr size_t kPoints = sizeof kPointNames / sizeof *kPointNames;

struct Delay {
  uint64_t key;
  uint32_t thread;
  uint32_t visit;
  uint32_t us;
  Point point;
  uintptr_t place;
};

// What was done, or with a list what is to be done.
Delay delays[kDelaysMax];
std::atomic<uint32_t> delay_count{0};
bool given = false;

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

bool listed(const Thread& thread, Point point, uint64_t key, uint32_t visit, uint32_t& us) {
  const uint32_t count = delay_count.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    const Delay& known = delays[i];
    if (known.key == key && known.visit == visit && known.thread == thread.number && known.point == point) {
      us = known.us;
      return true;
    }
  }
  return false;
}

void keep(const Delay& done) {
  const uint32_t at = delay_count.fetch_add(1);
  if (at < kDelaysMax) {
    delays[at] = done;
  } else {
    delay_count.store(kDelaysMax);
  }
}

// delay POINT THREAD KEY VISIT MICROSECONDS …
void read_line(char* line) {
  const uint32_t at = delay_count.load();
  if (at == kDelaysMax || std::strncmp(line, "delay ", 6) != 0) return;
  char* rest = line + 6;
  const size_t length = std::strcspn(rest, " ");
  size_t point = 0;
  while (point < kPoints &&
         !(std::strlen(kPointNames[point]) == length && std::strncmp(rest, kPointNames[point], length) == 0)) {
    ++point;
  }
  if (point == kPoints) return;
  Delay& slot = delays[at];
  slot.point = static_cast<Point>(point);
  slot.thread = static_cast<uint32_t>(std::strtoul(rest + length, &rest, 10));
  slot.key = std::strtoull(rest, &rest, 16);
  slot.visit = static_cast<uint32_t>(std::strtoul(rest, &rest, 10));
  slot.us = static_cast<uint32_t>(std::strtoul(rest, &rest, 10));
  delay_count.store(at + 1);
}

}  // namespace

void perturb(Thread& thread, Point point, uint64_t key, uintptr_t place) {
  if (VIGIL_LIKELY(!settings.perturb)) return;
  const uint32_t visit = visits(thread, combined(key, static_cast<uint64_t>(point)) | 1);
  if (visit == 0) return;
  uint32_t us = 0;
  if (given) {
    if (listed(thread, point, key, visit, us)) delay(us);
    return;
  }
  uint64_t draw = combined(combined(settings.seed, key), visit);
  draw = combined(draw, uint64_t{thread.number} * kPoints + static_cast<uint64_t>(point));
  if (draw % settings.one_in != 0) return;
  draw = mixed(draw);
  // One in four only gives the processor away; the others sleep, short more often than long.
  if ((draw & 3) != 0) {
    const uint64_t longest = settings.delay_us_max >> ((draw >> 2) & 3);
    us = 1 + static_cast<uint32_t>((draw >> 8) % (longest == 0 ? 1 : longest));
  }
  keep({key, thread.number, visit, us, point, place});
  delay(us);
}

void prepare_perturbation() {
  if (!settings.perturb || settings.delays[0] == 0) return;
  given = true;
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

void write_delays(Text& text) {
  const uint32_t all = delay_count.load();
  const uint32_t count = all < kDelaysMax ? all : kDelaysMax;
  for (uint32_t i = 0; i < count; ++i) {
    const Delay& known = delays[i];
    text.word("delay ").word(kPointNames[static_cast<size_t>(known.point)]).word(" ").number(known.thread).word(" ");
    text.hex(known.key).word(" ").number(known.visit).word(" ").number(known.us).word(" ");
    if (known.place == 0) {
      text.word("-");
    } else {
      write_place(text, known.place, true);
    }
    text.end();
  }
}

}  // namespace vigil::watch
