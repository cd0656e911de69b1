// Functions of ours that the engine runs.
#include <sched.h>

#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kPushes = 4;
constexpr int kLinger = 50;

// What functions over one array see of each other.
struct Room {
  std::atomic<int> readers{0};
  std::atomic<int> writers{0};
  std::atomic<int> met{0};     // a writer was not alone
  std::atomic<int> run{0};
  std::atomic<int> deleted{0};

  void enter(std::atomic<int>& mine, bool writing) {
    mine++;
    run++;
    for (int i = 0; i < kLinger; ++i) {
      if (writing ? writers > 1 || readers > 0 : writers > 0) met++;
      if (i % 10 == 0) sched_yield();
    }
    mine--;
  }
};

Room& as_room(void* argument) { return *static_cast<Room*>(argument); }

// All threads push functions that read or write the same array.
class PushedFunctions : public Probe {
 public:
  explicit PushedFunctions(const Stage&) : array_({16}, 0) {}

  void begin(Seat&) override {
    need(api().engine_push, "MXEnginePushSyncND");
    room_.met = room_.run = room_.deleted = 0;
  }

  void act(Seat& seat) override {
    for (int i = 0; i < kPushes; ++i) {
      push(seat.below(3) == 0);
      seat.jitter();
    }
  }

  void end(Seat& seat) override {
    array_.wait_to_write();
    wait_for_all();
    const int pushed = kPushes * seat.stage.threads;
    // A function is done before its argument is returned.
    seat.wait_until([&] { return room_.deleted >= pushed; });
    if (room_.met > 0) {
      seat.count("met", "a writer was not alone " + std::to_string(room_.met) + " times");
    } else if (room_.run != pushed) {
      seat.count("lost", std::to_string(room_.run) + " of " + std::to_string(pushed) + " ran");
    } else if (room_.deleted != pushed) {
      seat.count("kept", std::to_string(room_.deleted) + " of " + std::to_string(pushed) + " arguments were returned");
    } else {
      seat.count("apart");
    }
  }

 private:
  void push(bool writing) {
    int32_t device[] = {1, 0};
    Handle array = array_.get();
    const auto work = writing ? [](void*, void* room) { as_room(room).enter(as_room(room).writers, true); }
                              : [](void*, void* room) { as_room(room).enter(as_room(room).readers, false); };
    check(api().engine_push(work, &room_, [](void* room) { as_room(room).deleted++; }, device,
                            writing ? nullptr : &array, writing ? 0 : 1, writing ? &array : nullptr, writing ? 1 : 0,
                            nullptr, 0, "vigil"));
  }

  Array array_;
  Room room_;
};

}  // namespace

std::vector<ProbeInfo> engine_probes() {
  return {
      {"pushed-functions", "Does the engine run writers of an array alone, and every function once?",
       "MXEnginePushSyncND",
       {acceptable("apart", "No writer met anybody, every function ran, and every argument was returned."),
        disorder("met", "A function that writes the array ran together with another one over it."),
        forbidden("lost", "Fewer or more functions ran than were pushed.", kOther),
        forbidden("kept", "Arguments were returned fewer or more times than functions were pushed.", kOther)},
       make_probe<PushedFunctions>},
  };
}

}  // namespace vigil::race
