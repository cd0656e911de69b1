#include "race_watch.h"

#include <algorithm>

namespace vigil::race {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{100};

std::string behind(const std::vector<int64_t>& steps) {
  const int64_t least = *std::min_element(steps.begin(), steps.end());
  std::string text;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == least) text += (text.empty() ? "" : ", ") + std::to_string(i);
  }
  return "threads " + text + " stand at step " + std::to_string(least);
}

}  // namespace

Watch::Watch(Seconds stall, Seconds patience, std::function<void(const std::string&)> stalled,
             std::function<void()> left)
    : stall_(stall), patience_(patience), stalled_(std::move(stalled)), left_(std::move(left)),
      thread_([this] { look(); }) {}

Watch::~Watch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Watch::over(const Progress* progress) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    progress_ = progress;
  }
  changed_.notify_all();
}

void Watch::look() {
  std::unique_lock<std::mutex> lock(mutex_);
  const Progress* watched = nullptr;
  std::vector<int64_t> last;
  Clock::time_point moved = Clock::now();
  bool told = false;
  while (!ended_) {
    changed_.wait_for(lock, kLook);
    const std::vector<int64_t> now = progress_ == nullptr ? std::vector<int64_t>() : progress_->steps();
    if (progress_ != watched || now != last) {
      watched = progress_;
      last = now;
      moved = Clock::now();
      told = false;
      continue;
    }
    const Seconds still = Clock::now() - moved;
    if (watched != nullptr && still >= stall_ && !told) {
      told = true;
      stalled_(behind(last));
    }
    if (watched != nullptr && still >= patience_) left_();
  }
}

}  // namespace vigil::race
