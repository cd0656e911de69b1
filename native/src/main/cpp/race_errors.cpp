// Failures belong to the thread, the array and the wait that they happened to.
#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 64;
constexpr int kCalls = 4;
constexpr char kMark[] = "vigil-";

bool fails(const std::function<void()>& call) {
  try {
    call();
    return false;
  } catch (const CallFailed&) {
    return true;
  }
}

void forget_failures() {
  // The second one, in case the first reports what is to be forgotten.
  api().wait_all();
  api().wait_all();
}

// Odd threads make calls that are refused, with a mark of their own in the text; even ones make valid calls.
class ErrorText : public Probe {
 public:
  explicit ErrorText(const Stage& stage) : operators_(stage.operators), array_({kElements}, 1) {}

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      if (seat.number % 2 == 1) {
        refused(seat, call);
      } else {
        valid(seat);
      }
    }
  }

 private:
  void refused(Seat& seat, int call) {
    const std::string mark =
        kMark + std::to_string(seat.number) + "-" + std::to_string(seat.round) + "-" + std::to_string(call) + ".";
    if (!fails([&] { invoke(operators_.add, {array_.get()}, {{"scalar", mark}}); })) {
      seat.count("accepted", "a number that is none, " + mark);
      return;
    }
    seat.jitter();
    const std::string text = api().last_error();
    if (text.find(mark) != std::string::npos) {
      seat.count("own");
    } else {
      seat.count(text.find(kMark) != std::string::npos ? "foreign" : "lost", text);
    }
  }

  void valid(Seat& seat) {
    const Array result = operators_.plus(array_, 1);
    seat.jitter();
    const std::string text = api().last_error();
    if (text.find(kMark) != std::string::npos) {
      seat.count("foreign", text);
    } else {
      seat.count("none");
    }
  }

  const Operators& operators_;
  Array array_;
};

// Odd threads wait for an array whose operation fails, even ones for an array that is well.
class ErrorOfOneArray : public Probe {
 public:
  explicit ErrorOfOneArray(const Stage& stage) : operators_(stage.operators) {
    for (int i = 0; i < stage.threads; ++i) well_.emplace_back(std::vector<int64_t>{kElements}, 0.0f);
  }

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      if (seat.number % 2 == 1) {
        failing(seat);
      } else {
        well(seat);
      }
    }
  }

  void end(Seat&) override { forget_failures(); }

 private:
  void failing(Seat& seat) {
    const bool failed = fails([&] {
      const Array bad = operators_.sample(kElements, -1);
      seat.jitter();
      bad.wait_to_read();
    });
    seat.count(failed ? "own" : "swallowed");
  }

  void well(Seat& seat) {
    const Array& array = well_[seat.number];
    try {
      operators_.increase(array, 1);
      seat.jitter();
      array.wait_to_read();
      seat.count("none");
    } catch (const CallFailed& failure) {
      seat.count("elsewhere", failure.what());
    }
  }

  const Operators& operators_;
  std::vector<Array> well_;
};

// All threads wait for one array whose operation fails.
class ErrorOfSharedArray : public Probe {
 public:
  explicit ErrorOfSharedArray(const Stage& stage) : operators_(stage.operators) {}

  void begin(Seat&) override { told_ = 0; }

  void act(Seat& seat) override {
    if (seat.number == 0) {
      if (fails([&] { bad_ = operators_.sample(kElements, -1); })) told_++;
    }
    seat.meet();
    seat.jitter();
    if (bad_ && fails([&] { bad_.wait_to_read(); })) told_++;
  }

  void end(Seat& seat) override {
    seat.count(told_ == 0 ? "swallowed" : told_ == 1 ? "once" : "several");
    bad_ = Array();
    forget_failures();
  }

 private:
  const Operators& operators_;
  Array bad_;
  std::atomic<int> told_{0};
};

// One operation fails, and nobody waits for its array; then all threads wait for everything.
class ErrorInWaitForAll : public Probe {
 public:
  explicit ErrorInWaitForAll(const Stage& stage) : operators_(stage.operators) {}

  void begin(Seat&) override { raised_ = 0; }

  void act(Seat& seat) override {
    if (seat.number == 0) {
      if (fails([&] { bad_ = operators_.sample(kElements, -1); })) raised_++;
    }
    seat.meet();
    seat.jitter();
    if (fails(wait_for_all)) raised_++;
  }

  void end(Seat& seat) override {
    if (fails(wait_for_all)) {
      seat.count("again", api().last_error());
      forget_failures();
    } else if (raised_ == 0) {
      seat.count("swallowed", "no wait failed");
    } else {
      seat.count(raised_ == 1 ? "once" : "several");
    }
  }

 private:
  const Operators& operators_;
  Array bad_;
  std::atomic<int> raised_{0};
};

}  // namespace

std::vector<ProbeInfo> error_probes() {
  return {
      {"error-text", "Does a thread read the text of its own failure while others fail and succeed?", "MXGetLastError",
       {acceptable("own", "The text is that of this thread's own refused call."),
        acceptable("none", "A thread that made valid calls has no other thread's text."),
        forbidden("foreign", "The text is that of another thread's call, or of an earlier one.", kErrorIsolation),
        forbidden("lost", "The refused call left no text that belongs to it.", kErrorIsolation),
        forbidden("accepted", "The call that must be refused was not.", kAcceptedInvalid)},
       make_probe<ErrorText>},
      {"error-of-one-array", "Does the failure of one array stay out of waits for another?", "MXNDArrayWaitToRead",
       {acceptable("own", "Whoever made and awaited the failed array was told."),
        acceptable("none", "Waits for a well array succeed."),
        forbidden("elsewhere", "A wait for a well array reports another's failure.", kErrorIsolation),
        forbidden("swallowed", "The failure of an array was not told to whoever waited for it.", kErrorIsolation)},
       make_probe<ErrorOfOneArray>},
      {"error-of-shared-array", "Is a failure told when several threads wait for the array that it belongs to?",
       "MXNDArrayWaitToRead",
       {acceptable("once", "One of the waiting threads was told."),
        acceptable("several", "More than one of them was told."),
        forbidden("swallowed", "No thread was told that the array failed.", kErrorIsolation)},
       make_probe<ErrorOfSharedArray>},
      {"error-in-wait-for-all", "Is a failure told once when several threads wait for everything?", "MXNDArrayWaitAll",
       {acceptable("once", "One of the waits reported the failure."),
        acceptable("several", "More than one wait reported it."),
        forbidden("swallowed", "No wait reported it.", kErrorIsolation),
        forbidden("again", "A wait after all of them reported it once more.", kErrorIsolation)},
       make_probe<ErrorInWaitForAll>},
  };
}

}  // namespace vigil::race
