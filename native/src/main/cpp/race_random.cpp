// Random numbers that several threads draw.
#include <algorithm>
#include <cmath>
#include <mutex>

#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 64;
constexpr int kDraws = 3;

std::optional<std::string> no_sample(const std::vector<float>& values) {
  for (const float value : values) {
    if (!std::isfinite(value)) return "a draw is " + std::to_string(value);
  }
  if (std::all_of(values.begin(), values.end(), [&](float value) { return value == values[0]; })) {
    return "all draws are " + std::to_string(values[0]);
  }
  return std::nullopt;
}

// One thread sets seeds, never the same twice, while the others draw.
class SeedWhileDrawing : public Probe {
 public:
  explicit SeedWhileDrawing(const Stage& stage) : operators_(stage.operators), drawn_(stage.threads) {}

  void act(Seat& seat) override {
    for (int i = 0; i < kDraws; ++i) {
      if (seat.number == 0) {
        check(api().seed(static_cast<int>(seat.round * kDraws + i + 1)));
      } else {
        drawn_[seat.number].push_back(operators_.sample(kElements, 1).copy_out());
      }
      seat.jitter();
    }
  }

  void end(Seat& seat) override {
    std::vector<std::vector<float>> all;
    bool repeated = false;
    for (auto& own : drawn_) {
      for (const auto& values : own) {
        const auto wrong = no_sample(values);
        if (wrong) seat.count("no sample", *wrong);
      }
      repeated |= first_twice(seat, "repeated", own);
      all.insert(all.end(), own.begin(), own.end());
      own.clear();
    }
    if (!repeated && !first_twice(seat, "alike", all)) seat.count("different");
  }

 private:
  static bool first_twice(Seat& seat, const char* outcome, std::vector<std::vector<float>> draws) {
    std::sort(draws.begin(), draws.end());
    const auto same = std::adjacent_find(draws.begin(), draws.end());
    if (same == draws.end()) return false;
    seat.count(outcome, "two draws begin with " + std::to_string((*same)[0]) + " and are equal");
    return true;
  }

  const Operators& operators_;
  std::vector<std::vector<std::vector<float>>> drawn_;
};

// Threads take turns to set the same seed and to draw twice.
class StreamOfASeed : public Probe {
 public:
  explicit StreamOfASeed(const Stage& stage) : operators_(stage.operators) {}

  void begin(Seat& seat) override { expected_ = stream(seat); }

  void act(Seat& seat) override {
    const std::lock_guard<std::mutex> turn(turn_);
    const std::vector<float> drawn = stream(seat);
    for (size_t i = 0; i < drawn.size(); ++i) {
      if (drawn[i] != expected_[i]) {
        seat.count("differs", "draw " + std::to_string(i) + " is " + std::to_string(drawn[i]) + ", not " +
                                  std::to_string(expected_[i]));
        return;
      }
    }
    seat.count("same");
  }

 private:
  std::vector<float> stream(Seat& seat) {
    check(api().seed(static_cast<int>(seat.round + 1)));
    std::vector<float> drawn = operators_.sample(kElements, 1).copy_out();
    const std::vector<float> more = operators_.sample(kElements, 1).copy_out();
    drawn.insert(drawn.end(), more.begin(), more.end());
    return drawn;
  }

  const Operators& operators_;
  std::mutex turn_;
  std::vector<float> expected_;
};

}  // namespace

std::vector<ProbeInfo> random_probes() {
  return {
      {"seed-while-drawing", "Do threads get samples of their own while another sets seeds?", "MXRandomSeed",
       {acceptable("different", "All draws of the round are samples, and no two are equal."),
        interesting("alike", "Two threads drew the same: each has a generator of its own, and all begin alike."),
        forbidden("repeated", "One thread drew the same twice although no seed was set twice.", kNondeterminism),
        forbidden("no sample", "A draw holds no numbers of the distribution.")},
       make_probe<SeedWhileDrawing>},
      {"stream-of-a-seed", "Does a seed give the same stream whichever thread sets it and draws?", "MXRandomSeed",
       {acceptable("same", "The stream is that which the first thread drew."),
        forbidden("differs", "The same seed gave another stream on another thread.", kNondeterminism)},
       make_probe<StreamOfASeed>},
  };
}

}  // namespace vigil::race
