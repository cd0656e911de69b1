#include "signal_actions.h"

namespace vigil {
namespace {

constexpr int kSignalsEnd = 65;

bool same(const struct sigaction& a, const struct sigaction& b) {
  // sa_handler and sa_sigaction share storage, so one comparison covers both.
  return a.sa_sigaction == b.sa_sigaction && a.sa_flags == b.sa_flags;
}

}  // namespace

SignalActions::SignalActions() : saved_(kSignalsEnd), valid_(kSignalsEnd, false) {
  for (int signal = 1; signal < kSignalsEnd; ++signal) {
    valid_[signal] = sigaction(signal, nullptr, &saved_[signal]) == 0;
  }
}

std::vector<int> SignalActions::restore() const {
  std::vector<int> changed;
  for (int signal = 1; signal < kSignalsEnd; ++signal) {
    struct sigaction now = {};
    if (!valid_[signal] || sigaction(signal, nullptr, &now) != 0 || same(now, saved_[signal])) continue;
    changed.push_back(signal);
    sigaction(signal, &saved_[signal], nullptr);
  }
  return changed;
}

}  // namespace vigil
