// Memory that others own, lent to the library and by it (DLPack).
#include <algorithm>

#include "dlpack.h"
#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 16384;
constexpr int kHost = 1;

// Memory of ours, lent to the library once a round. It lives on, so that a second return is seen and does no harm.
struct Lent {
  std::vector<float> memory = std::vector<float>(kElements, 1);
  int64_t shape[1] = {kElements};
  DlManaged managed{};
  std::atomic<int> returned{0};

  Handle lend() {
    returned = 0;
    managed.tensor = {memory.data(), {kHost, 0}, 1, {kDlFloat, 32, 1}, shape, nullptr, 0};
    managed.context = this;
    managed.deleter = [](DlManaged* of) {
      Lent& lent = *static_cast<Lent*>(of->context);
      // What still reads the memory sees this.
      std::fill(lent.memory.begin(), lent.memory.end(), -1.0f);
      lent.returned++;
    };
    std::fill(memory.begin(), memory.end(), 1.0f);
    Handle array = nullptr;
    check(need(api().array_from_dlpack, "MXNDArrayFromDLPack")(&managed, false, &array));
    return array;
  }
};

// Each thread lends memory, has operations read it, and frees the array, partly on another thread.
class LentMemory : public Probe {
 public:
  explicit LentMemory(const Stage& stage) : operators_(stage.operators), lent_(stage.threads), arrays_(stage.threads) {}

  void act(Seat& seat) override {
    const int me = seat.number;
    arrays_[me] = Array(lent_[me].lend());
    const Array view = arrays_[me].reshape({kElements / 2, 2});
    const Array sum = operators_.plus(operators_.plus(view, 1), 1);
    const Array next = operators_.plus(arrays_[me], 1);
    seat.meet();
    // The next thread's handle, while its owner still has a view.
    arrays_[(me + 1) % seat.stage.threads].release();
    seat.jitter();
    const auto one = other_than(3, sum.copy_out());
    const auto other = other_than(2, next.copy_out());
    if (one || other) seat.count("early", one ? *one : *other);
  }

  void end(Seat& seat) override {
    wait_for_all();
    for (const Lent& lent : lent_) {
      seat.wait_until([&] { return lent.returned > 0; });
      const int times = lent.returned;
      seat.count(times == 1 ? "once" : times == 0 ? "never" : "twice", std::to_string(times) + " times");
    }
  }

 private:
  const Operators& operators_;
  std::vector<Lent> lent_;
  std::vector<Array> arrays_;
};

// All threads borrow the memory of one array, which is freed before they read.
class BorrowedMemory : public Probe {
 public:
  explicit BorrowedMemory(const Stage& stage) : operators_(stage.operators) {
    need(api().array_to_dlpack, "MXNDArrayToDLPack");
    need(api().dlpack_delete, "MXNDArrayCallDLPackDeleter");
  }

  void begin(Seat&) override {
    shared_ = operators_.plus(Array({kElements}, 1), 1);
    shared_.wait_to_read();
  }

  void act(Seat& seat) override {
    void* borrowed = nullptr;
    check(api().array_to_dlpack(shared_.get(), &borrowed));
    seat.meet();
    if (seat.number == 0) {
      shared_.release();
      // Whoever gets the block next writes something else.
      Array({kElements}, -7);
    }
    seat.meet();
    const auto* tensor = &static_cast<const DlManaged*>(borrowed)->tensor;
    const auto gone = other_than(2, static_cast<const float*>(tensor->data), kElements);
    check(api().dlpack_delete(borrowed));
    if (gone) {
      seat.count("gone", *gone);
    } else {
      seat.count("kept");
    }
  }

 private:
  const Operators& operators_;
  Array shared_;
};

}  // namespace

std::vector<ProbeInfo> foreign_memory_probes() {
  return {
      {"lent-memory", "Is memory that was lent to the library returned once, and after the last reader?",
       "MXNDArrayFromDLPack",
       {acceptable("once", "The memory was returned once, after all readers."),
        forbidden("twice", "The memory was returned more than once.", kOutOfBounds),
        forbidden("never", "The memory was not returned although every array of it is freed.", kOther),
        forbidden("early", "The memory was returned while operations were still to read it.", kOutOfBounds)},
       make_probe<LentMemory>},
      {"borrowed-memory", "Does borrowed memory stay when its array is freed?", "MXNDArrayToDLPack",
       {acceptable("kept", "The memory held the array's values until the borrower gave it back."),
        forbidden("gone", "The memory was used again while it was borrowed.", kOutOfBounds)},
       make_probe<BorrowedMemory>},
  };
}

}  // namespace vigil::race
