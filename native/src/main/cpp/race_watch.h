#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "race_run.h"

namespace vigil::race {

// Looks at the progress of every thread and says when one has stood still. A stall that ends is said as well; one
// that does not end goes on until somebody outside ends the process, or until the patience is over.
class Watch {
 public:
  // `stalled` is called once for each stall, on a thread of its own, with the threads that are behind the others in
  // words; `left` when the patience is over: it does not return.
  Watch(Seconds stall, Seconds patience, std::function<void(const std::string&)> stalled, std::function<void()> left);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // What is watched from now on; null for nothing.
  void over(const Progress* progress);

 private:
  void look();

  const Seconds stall_;
  const Seconds patience_;
  const std::function<void(const std::string&)> stalled_;
  const std::function<void()> left_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const Progress* progress_ = nullptr;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace vigil::race
