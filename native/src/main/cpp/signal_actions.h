#pragma once

#include <csignal>
#include <vector>

namespace vigil {

// The actions of all signals at one moment. MXNet 2.x replaces those of SIGSEGV, SIGFPE and SIGBUS while it
// loads; HotSpot's implicit null checks then kill the process. So we save before and restore after.
class SignalActions {
 public:
  SignalActions();
  // Puts every action back and answers the signals that differed.
  std::vector<int> restore() const;

 private:
  std::vector<struct sigaction> saved_;
  std::vector<bool> valid_;
};

}  // namespace vigil
