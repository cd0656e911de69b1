#include "race_run.h"

#include <sched.h>
#include <time.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

namespace vigil::race {
namespace {

// Of a seat's jitter. A quarter of the times nothing is done.
constexpr int kWaysToWait = 4;
constexpr int kSpinsMax = 20000;
constexpr int kPauseMaxNanos = 50000;

uint64_t mixed(uint64_t seed, uint64_t thread) { return SplitMix(seed * 1000003u + thread).next(); }

class Run {
 public:
  Run(const ProbeInfo& info, const Stage& stage, const Plan& plan, Tally& tally, Progress& progress)
      : stage_(stage), plan_(plan), tally_(tally), progress_(progress), meeting_(stage.threads),
        probe_(info.make(stage)), rounds_(info.once ? 1 : plan.rounds) {}

  int64_t play() {
    std::vector<std::thread> threads;
    for (int i = 1; i < stage_.threads; ++i) threads.emplace_back([this, i] { sit(i); });
    sit(0);
    for (std::thread& thread : threads) thread.join();
    if (fault_ != nullptr) std::rethrow_exception(fault_);
    return played_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void sit(int number) {
    Seat seat(stage_, meeting_, tally_, number, mixed(plan_.seed, number));
    const Clock::time_point start = Clock::now();
    for (int64_t round = 0; round < rounds_ && !over_; ++round) {
      seat.round = round;
      if (number == 0) guarded(seat, [&] { probe_->begin(seat); });
      meeting_.gather();
      guarded(seat, [&] {
        // Broken before it began: nobody acts.
        meeting_.meet();
        seat.jitter();
        probe_->act(seat);
      });
      progress_.step(number);
      meeting_.gather();
      if (number == 0) finish_round(seat, start);
      meeting_.gather();
    }
  }

  void finish_round(Seat& seat, Clock::time_point start) {
    if (!meeting_.broken()) guarded(seat, [&] { probe_->end(seat); });
    meeting_.mend();
    played_ = seat.round + 1;
    if (fault_ != nullptr || (plan_.limit.count() > 0 && Clock::now() - start >= plan_.limit)) over_ = true;
  }

  template <typename Part>
  void guarded(Seat& seat, Part part) {
    try {
      part();
    } catch (const RoundBroken&) {
      // Whoever broke it has counted why.
    } catch (const CallFailed& failure) {
      seat.count(call_failed().name, failure.what());
      meeting_.give_up();
    } catch (const NotExported&) {
      const std::lock_guard<std::mutex> lock(fault_mutex_);
      if (fault_ == nullptr) fault_ = std::current_exception();
      meeting_.give_up();
    } catch (const std::exception& escaped) {
      // None of our own functions throws one of these.
      seat.count(exception_escaped().name, escaped.what());
      meeting_.give_up();
    }
  }

  const Stage& stage_;
  const Plan& plan_;
  Tally& tally_;
  Progress& progress_;
  Meeting meeting_;
  std::unique_ptr<Probe> probe_;
  const int64_t rounds_;
  int64_t played_ = 0;
  std::atomic<bool> over_{false};
  std::mutex fault_mutex_;
  std::exception_ptr fault_;
};

}  // namespace

void Seat::count(const char* outcome, const std::string& detail) {
  tally_.count(outcome, "round " + std::to_string(round) + ", thread " + std::to_string(number) + ": " + detail);
}

void Seat::jitter() {
  switch (below(kWaysToWait)) {
    case 1: {
      std::atomic<int> spins{below(kSpinsMax)};
      while (spins.fetch_sub(1, std::memory_order_relaxed) > 0) {
      }
      break;
    }
    case 2:
      sched_yield();
      break;
    case 3: {
      const timespec pause{0, below(kPauseMaxNanos)};
      nanosleep(&pause, nullptr);
      break;
    }
    default:
      break;
  }
}

std::vector<int64_t> Progress::steps() const {
  std::vector<int64_t> copy;
  for (const auto& step : steps_) copy.push_back(step.load(std::memory_order_relaxed));
  return copy;
}

int64_t play(const ProbeInfo& info, const Stage& stage, const Plan& plan, Tally& tally, Progress& progress) {
  return Run(info, stage, plan, tally, progress).play();
}

}  // namespace vigil::race
