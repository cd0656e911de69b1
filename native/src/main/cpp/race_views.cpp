// Arrays that share memory: slices and other shapes of one array.
#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kColumns = 1024;
constexpr int kWrites = 4;
constexpr int kSide = 64;

// Each thread adds to a row of its own, through a slice that it makes anew each time.
class RowsOfOneArray : public Probe {
 public:
  explicit RowsOfOneArray(const Stage& stage)
      : operators_(stage.operators), whole_({stage.threads, kColumns}, 0) {}

  void act(Seat& seat) override {
    for (int i = 0; i < kWrites; ++i) {
      const Array row = whole_.slice(seat.number, seat.number + 1);
      operators_.increase(row, 1);
      seat.jitter();
    }
  }

  void end(Seat& seat) override {
    const auto lost = other_than(kWrites, whole_.copy_out());
    if (lost) {
      seat.count("lost", *lost);
    } else {
      seat.count("all");
    }
    whole_.copy_in(std::vector<float>(seat.stage.threads * kColumns, 0));
  }

 private:
  const Operators& operators_;
  Array whole_;
};

// Views are made while the array is written through the engine, and read when all writes are pushed.
class ViewsWhileWritten : public Probe {
 public:
  explicit ViewsWhileWritten(const Stage& stage) : operators_(stage.operators), shared_({kSide, kSide}, 0) {}

  void act(Seat& seat) override {
    Array view;
    if (seat.number == 0) {
      for (int i = 0; i < kWrites; ++i) {
        operators_.increase(shared_, 1);
        seat.jitter();
      }
    } else {
      view = seat.number % 2 == 1 ? shared_.reshape({kSide * kSide}) : shared_.slice(1, kSide);
    }
    seat.meet();
    if (seat.number == 0) return;
    const auto stale = other_than(kWrites, operators_.plus(view, 0).copy_out());
    if (stale) {
      seat.count("stale", *stale);
    } else {
      seat.count("follows");
    }
  }

  void end(Seat&) override { shared_.copy_in(std::vector<float>(kSide * kSide, 0)); }

 private:
  const Operators& operators_;
  Array shared_;
};

}  // namespace

std::vector<ProbeInfo> view_probes() {
  return {
      {"rows-of-one-array", "Can threads write different rows of one array?", "MXNDArraySlice",
       {acceptable("all", "Every row has all writes of its thread."),
        forbidden("lost", "A write to one row undid a write to another, or was lost.")},
       make_probe<RowsOfOneArray>},
      {"views-while-written", "Does a view that was made while its array was written show all writes?",
       "MXNDArrayReshape64",
       {acceptable("follows", "The view shows the array after its last write."),
        forbidden("stale", "The view misses writes to its array.")},
       make_probe<ViewsWhileWritten>},
  };
}

}  // namespace vigil::race
