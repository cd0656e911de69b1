// What is true when a wait returns.
#include <algorithm>

#include "race_probe.h"

namespace vigil::race {
namespace {

// Large enough that an operation takes longer than to push the next one.
constexpr int kElements = 1 << 18;
constexpr int kWrites = 10;
constexpr int kReads = 3;

std::optional<std::string> other_at_ends(float expected, const float* values) {
  for (const int i : {0, kElements / 2, kElements - 1}) {
    if (values[i] != expected) {
      return "element " + std::to_string(i) + " is " + std::to_string(values[i]) + ", not " + std::to_string(expected);
    }
  }
  return std::nullopt;
}

// All threads wait for what one of them pushed, and look into the memory.
class WaitToRead : public Probe {
 public:
  explicit WaitToRead(const Stage& stage) : operators_(stage.operators), shared_({kElements}, 0) {}

  void begin(Seat&) override { shared_.copy_in(std::vector<float>(kElements, 0)); }

  void act(Seat& seat) override {
    if (seat.number == 0) {
      for (int i = 0; i < kWrites; ++i) operators_.increase(shared_, 1);
    }
    seat.meet();
    seat.jitter();
    shared_.wait_to_read();
    const auto early = other_at_ends(kWrites, shared_.data());
    if (early) {
      seat.count("early", *early);
    } else {
      seat.count("complete");
    }
  }

 private:
  const Operators& operators_;
  Array shared_;
};

// One thread overwrites the memory once nobody should be reading it.
class WaitToWrite : public Probe {
 public:
  explicit WaitToWrite(const Stage& stage) : operators_(stage.operators), shared_({kElements}, 0) {}

  void begin(Seat&) override {
    shared_.copy_in(std::vector<float>(kElements, 0));
    // Something to wait for, so that the readers are still waiting when the wait for writing begins.
    operators_.increase(shared_, 1);
  }

  void act(Seat& seat) override {
    std::vector<Array> read;
    for (int i = 0; i < kReads; ++i) read.push_back(operators_.plus(shared_, 1));
    seat.meet();
    if (seat.number == 0) {
      shared_.wait_to_write();
      float* memory = shared_.data();
      std::fill(memory, memory + kElements, kSpoiled);
    }
    for (const Array& array : read) {
      const auto wrong = other_than(2, array.copy_out());
      if (wrong) {
        seat.count("overwritten", *wrong);
        return;
      }
    }
    seat.count("kept");
  }

 private:
  static constexpr float kSpoiled = -1;

  const Operators& operators_;
  Array shared_;
};

// Every thread waits for everything, and expects at least what it pushed itself.
class WaitForAll : public Probe {
 public:
  explicit WaitForAll(const Stage& stage) : operators_(stage.operators) {
    for (int i = 0; i < stage.threads; ++i) own_.emplace_back(std::vector<int64_t>{kElements}, 0.0f);
  }

  void begin(Seat&) override {
    for (const Array& own : own_) own.copy_in(std::vector<float>(kElements, 0));
  }

  void act(Seat& seat) override {
    const Array& own = own_[seat.number];
    for (int i = 0; i < kWrites; ++i) operators_.increase(own, 1);
    seat.jitter();
    wait_for_all();
    const auto early = other_at_ends(kWrites, own.data());
    if (early) {
      seat.count("early", *early);
    } else {
      seat.count("complete");
    }
  }

 private:
  const Operators& operators_;
  std::vector<Array> own_;
};

}  // namespace

std::vector<ProbeInfo> wait_probes() {
  return {
      {"wait-to-read", "Is everything written when a wait for reading returns, on whichever thread?",
       "MXNDArrayWaitToRead",
       {acceptable("complete", "The memory held the last write when the wait returned."),
        forbidden("early", "The wait returned before a write that had been pushed.")},
       make_probe<WaitToRead>},
      {"wait-to-write", "Are all readers done when a wait for writing returns?", "MXNDArrayWaitToWrite",
       {acceptable("kept", "Operations that were pushed before the wait read the old values."),
        forbidden("overwritten", "The wait returned while an operation was still to read the array.")},
       make_probe<WaitToWrite>},
      {"wait-for-all", "Is what a thread pushed done when its wait for everything returns, while others wait too?",
       "MXNDArrayWaitAll",
       {acceptable("complete", "The thread's own writes were in memory when the wait returned."),
        forbidden("early", "The wait returned before a write that the same thread had pushed.")},
       make_probe<WaitForAll>},
  };
}

}  // namespace vigil::race
