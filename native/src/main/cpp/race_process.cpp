// What belongs to the whole process: profiler, OpenMP threads, the end.
#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 4096;
constexpr int kCalls = 4;
// So many operations over so many elements are still pending when the last one is pushed.
constexpr int kPending = 20;
constexpr int kLarge = 1 << 18;

// One thread changes something of the process while the others compute.
class Disturbed : public Probe {
 public:
  explicit Disturbed(const Stage& stage) : operators_(stage.operators) {}

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      if (seat.number == 0) {
        disturb(call);
      } else {
        compute(seat);
      }
      seat.jitter();
    }
  }

 protected:
  virtual void disturb(int call) = 0;

 private:
  void compute(Seat& seat) {
    const float value = static_cast<float>(seat.round % 1000 + seat.number);
    const Array in({kElements}, value);
    const auto wrong = other_than(3 * value + 1, operators_.plus(operators_.times(in, 3), 1).copy_out());
    if (wrong) {
      seat.count("wrong", *wrong);
    } else {
      seat.count("right");
    }
  }

  const Operators& operators_;
};

class Profiled : public Disturbed {
 public:
  Profiled(const Stage& stage, bool calls) : Disturbed(stage) {
    const std::string file = stage.folder + "/profile.json";
    const char* keys[] = {"filename", "profile_imperative", "profile_memory", "profile_api", "continuous_dump"};
    const char* values[] = {file.c_str(), "true", "true", calls ? "true" : "false", "false"};
    check(need(api().profiler_config, "MXSetProcessProfilerConfig")(std::size(keys), keys, values, nullptr));
    need(api().profiler_state, "MXSetProcessProfilerState");
    need(api().profiler_dump, "MXDumpProcessProfile");
  }
  ~Profiled() override { api().profiler_state(0, kThisProcess, nullptr); }

 protected:
  void disturb(int call) override {
    constexpr int kGoesOn = 0;
    check(api().profiler_state(call % 2 == 0 ? 1 : 0, kThisProcess, nullptr));
    if (call == kCalls - 1) check(api().profiler_dump(kGoesOn, kThisProcess, nullptr));
  }

 private:
  static constexpr int kThisProcess = 0;
};

class ProfiledOperations : public Profiled {
 public:
  explicit ProfiledOperations(const Stage& stage) : Profiled(stage, false) {}
};

class ProfiledCalls : public Profiled {
 public:
  explicit ProfiledCalls(const Stage& stage) : Profiled(stage, true) {}
};

class OmpThreads : public Disturbed {
 public:
  explicit OmpThreads(const Stage& stage) : Disturbed(stage) { need(api().omp_threads, "MXSetNumOMPThreads"); }

 protected:
  void disturb(int call) override { check(api().omp_threads(call % 2 + 1)); }
};

// Threads leave operations behind, and the last call is the announcement of the end. What goes wrong then, the
// supervisor sees.
class Shutdown : public Probe {
 public:
  explicit Shutdown(const Stage& stage) : operators_(stage.operators) {
    need(api().notify_shutdown, "MXNotifyShutdown");
    for (int i = 0; i < stage.threads; ++i) own_.emplace_back(std::vector<int64_t>{kLarge}, 0.0f);
  }

  void act(Seat& seat) override {
    for (int i = 0; i < kPending; ++i) operators_.increase(own_[seat.number], 1);
    seat.meet();
    if (seat.number == 0) {
      check(api().notify_shutdown());
      seat.count("announced");
    } else {
      last(seat);
    }
  }

 protected:
  // What the other threads do while the end is announced.
  virtual void last(Seat&) {}

  const Array& own(const Seat& seat) const { return own_[seat.number]; }

 private:
  const Operators& operators_;
  std::vector<Array> own_;
};

// The other threads are still waiting for what they pushed.
class WaitAtShutdown : public Shutdown {
 public:
  using Shutdown::Shutdown;

 protected:
  void last(Seat& seat) override {
    const auto undone = other_than(kPending, own(seat).copy_out());
    if (undone) {
      seat.count("undone", *undone);
    } else {
      seat.count("done");
    }
  }
};

}  // namespace

std::vector<ProbeInfo> process_probes() {
  const Outcome right = acceptable("right", "The other threads' results are right.");
  const Outcome wrong = forbidden("wrong", "A result of another thread is wrong.");
  return {
      {"profiler", "Can the profiler be started, stopped and written out while others compute?", "MXSetProcessProfilerState",
       {right, wrong}, make_probe<ProfiledOperations>},
      {"profiler-of-calls", "Can it do so while it follows the calls of the C interface as well?",
       "MXSetProcessProfilerState", {right, wrong}, make_probe<ProfiledCalls>},
      {"omp-threads", "Can the number of OpenMP threads change while others compute?", "MXSetNumOMPThreads",
       {right, wrong}, make_probe<OmpThreads>},
      {"shutdown", "Does the process end when operations are pending and the last call announces the end?",
       "MXNotifyShutdown", {acceptable("announced", "The announcement returned.")}, make_probe<Shutdown>, true},
      {"wait-at-shutdown", "Does a wait return, and truly, when another thread announces the end meanwhile?",
       "MXNotifyShutdown",
       {acceptable("announced", "The announcement returned."),
        acceptable("done", "The wait returned, and what had been pushed was done."),
        forbidden("undone", "The wait returned although the operation before it was never run.")},
       make_probe<WaitAtShutdown>, true},
  };
}

}  // namespace vigil::race
