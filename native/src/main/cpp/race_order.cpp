// What one thread reads of an array while others write it through the engine.
#include <cmath>
#include <mutex>

#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 4096;
constexpr int kWrites = 4;
constexpr int kReads = 4;

// What a copy of the shared array holds, whose every element should be one whole number from `first` to `last`.
struct Glance {
  float value;
  std::string wrong;  // a value that nobody wrote, or nothing
  std::string torn;   // two values at once, or nothing
};

Glance look(const std::vector<float>& values, float first, float last) {
  Glance seen{values[0], "", ""};
  for (size_t i = 0; i < values.size(); ++i) {
    const float value = values[i];
    if (!(value >= first && value <= last && value == std::floor(value)) && seen.wrong.empty()) {
      seen.wrong = "element " + std::to_string(i) + " is " + std::to_string(value) + ", and was never written";
    }
    if (value != values[0] && seen.torn.empty()) {
      seen.torn = "element " + std::to_string(i) + " is " + std::to_string(value) + " where element 0 is " +
                  std::to_string(values[0]);
    }
  }
  return seen;
}

// For the next round: arrays are reused.
void clear(const Array& array) { array.copy_in(std::vector<float>(kElements, 0)); }

// One thread adds to the shared array in place; the others read it in a way of their own.
class ReadWhileWritten : public Probe {
 public:
  explicit ReadWhileWritten(const Stage& stage) : operators_(stage.operators), shared_({kElements}, 0) {}

  void act(Seat& seat) override {
    if (seat.number == 0) {
      for (int i = 0; i < kWrites; ++i) {
        operators_.increase(shared_, 1);
        seat.jitter();
      }
      return;
    }
    float newest = 0;
    for (int i = 0; i < kReads; ++i) {
      judge(seat, look(read(shared_), 0, kWrites), newest);
      seat.jitter();
    }
  }

  void end(Seat&) override { clear(shared_); }

 protected:
  virtual std::vector<float> read(const Array& shared) = 0;

  const Operators& operators_;

 private:
  void judge(Seat& seat, const Glance& seen, float& newest) {
    if (!seen.wrong.empty()) {
      seat.count("stray", seen.wrong);
    } else if (!seen.torn.empty()) {
      seat.count("torn", seen.torn);
    } else if (seen.value < newest) {
      seat.count("backwards", std::to_string(seen.value) + " after " + std::to_string(newest));
    } else {
      seat.count(seen.value == 0 ? "old" : seen.value == kWrites ? "new" : "between");
      newest = seen.value;
    }
  }

  Array shared_;
};

class ReadByOperation : public ReadWhileWritten {
 public:
  using ReadWhileWritten::ReadWhileWritten;

 protected:
  std::vector<float> read(const Array& shared) override { return operators_.plus(shared, 0).copy_out(); }
};

class ReadByCopy : public ReadWhileWritten {
 public:
  using ReadWhileWritten::ReadWhileWritten;

 protected:
  std::vector<float> read(const Array& shared) override { return shared.copy_out(); }
};

std::vector<Outcome> reading(Outcome torn, Outcome backwards) {
  return {acceptable("old", "The reader sees the array as it was before the first write."),
          acceptable("between", "The reader sees the array between two writes."),
          acceptable("new", "The reader sees the array after the last write."), torn, backwards,
          forbidden("stray", "An element holds a value that no thread ever wrote.")};
}

// All threads add to one array in place.
class TwoWriters : public Probe {
 public:
  explicit TwoWriters(const Stage& stage) : operators_(stage.operators), shared_({kElements}, 0) {}

  void act(Seat& seat) override {
    for (int i = 0; i < kWrites; ++i) {
      operators_.increase(shared_, 1);
      seat.jitter();
    }
  }

  void end(Seat& seat) override {
    const float expected = static_cast<float>(kWrites * seat.stage.threads);
    const std::vector<float> values = shared_.copy_out();
    const Glance seen = look(values, 0, expected);
    if (!seen.wrong.empty()) {
      seat.count("stray", seen.wrong);
    } else if (const auto lost = other_than(expected, values)) {
      seat.count("lost", *lost);
    } else {
      seat.count("all");
    }
    clear(shared_);
  }

 private:
  const Operators& operators_;
  Array shared_;
};

// A copy into an array between two operations that read it, pushed by the same thread; threads take turns.
class CopyInTurn : public Probe {
 public:
  explicit CopyInTurn(const Stage& stage)
      : operators_(stage.operators), shared_({kElements}, 0), before_(stage.threads), after_(stage.threads),
        found_(stage.threads) {}

  void act(Seat& seat) override {
    const int me = seat.number;
    const float mine = static_cast<float>(seat.round % 1000 * seat.stage.threads + me + 1);
    seat.jitter();
    {
      const std::lock_guard<std::mutex> turn(turn_);
      found_[me] = holds_;
      // A chain, so that the reader is still waiting when the copy comes.
      before_[me] = operators_.plus(operators_.plus(shared_, 1), 1);
      shared_.copy_in(std::vector<float>(kElements, mine));
      after_[me] = operators_.plus(shared_, 1);
      holds_ = mine;
    }
    const auto early = other_than(found_[me] + 2, before_[me].copy_out());
    const auto late = other_than(mine + 1, after_[me].copy_out());
    if (early) {
      seat.count("overtaken", *early);
    } else if (late) {
      seat.count("late", *late);
    } else {
      seat.count("in order");
    }
  }

 private:
  const Operators& operators_;
  Array shared_;
  std::mutex turn_;
  float holds_ = 0;
  std::vector<Array> before_, after_;
  std::vector<float> found_;
};

}  // namespace

std::vector<ProbeInfo> order_probes() {
  return {
      {"read-by-operation", "Does an operation that reads an array see it whole while another thread writes it?",
       "MXImperativeInvoke",
       reading(disorder("torn", "The operation read two states of the array at once."),
               disorder("backwards", "A thread saw an older state after a newer one.")),
       make_probe<ReadByOperation>},
      {"read-by-copy", "What does a copy out of an array give while another thread writes it?",
       "MXNDArraySyncCopyToCPU",
       reading(interesting("torn", "The copy waits for writers when it begins and holds none off while it runs."),
               disorder("backwards", "A thread saw an older state after a newer one.")),
       make_probe<ReadByCopy>},
      {"two-writers", "Do all writes of several threads to one array arrive?", "MXImperativeInvoke",
       {acceptable("all", "Every write of every thread is in the array."),
        disorder("lost", "Writes of one thread undid those of another."),
        forbidden("stray", "An element holds a value that no order of the writes gives.")},
       make_probe<TwoWriters>},
      {"copy-in-turn", "Does a copy into an array keep its place between operations that read it?",
       "MXNDArraySyncCopyFromCPU",
       {acceptable("in order", "The reader before the copy saw the old values, the one behind it the new ones."),
        forbidden("overtaken", "An operation that was pushed before the copy read what the copy brought."),
        forbidden("late", "An operation that was pushed after the copy read what was there before.")},
       make_probe<CopyInTurn>},
  };
}

}  // namespace vigil::race
