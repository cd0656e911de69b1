#include "race_meeting.h"

#include <sched.h>
#include <time.h>

namespace vigil::race {
namespace {

// Longer than two cores need to hand a cache line over, shorter than a time slice.
constexpr int kSpinsPerYield = 200;
// Some milliseconds of spinning and yielding.
constexpr int kSpinsMax = 100000;
constexpr long kSleepNanos = 1000000;

}  // namespace

void Meeting::meet() { pass(met_, meetings_, true); }

void Meeting::gather() { pass(gathered_, gatherings_, false); }

void Meeting::mend() {
  met_ = 0;
  broken_ = false;
}

void Meeting::pass(std::atomic<int>& arrived, std::atomic<int64_t>& passed, bool breakable) {
  const int64_t before = passed.load();
  if (arrived.fetch_add(1) + 1 == threads_) {
    arrived = 0;
    passed.fetch_add(1);
    return;
  }
  for (int spins = 1; passed.load() == before; ++spins) {
    if (breakable && broken_) throw RoundBroken();
    if (spins >= kSpinsMax) {
      const timespec time{0, kSleepNanos};
      nanosleep(&time, nullptr);
      spins = kSpinsMax;
    } else if (spins % kSpinsPerYield == 0) {
      sched_yield();
    }
  }
}

}  // namespace vigil::race
