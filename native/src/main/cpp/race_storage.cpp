// Memory of arrays that several threads make, hand over and free.
#include <algorithm>

#include "race_probe.h"

namespace vigil::race {
namespace {

// Small and large blocks, so that pools have lists of several sizes.
constexpr int64_t kSizes[] = {16, 1000, 4096, 70000};
constexpr int kBlocks = 6;
constexpr int kElements = 16384;

void fill(const Array& array, float value) {
  float* memory = array.data();
  std::fill(memory, memory + array.elements(), value);
}

float token(const Seat& seat, int block) {
  return static_cast<float>((seat.round % 1000 * seat.stage.threads + seat.number) * kBlocks + block);
}

// Threads make arrays, write into their memory, and look after a while whether anybody else did.
class OwnBlocks : public Probe {
 public:
  explicit OwnBlocks(const Stage&) {}

  void act(Seat& seat) override {
    std::vector<Array> blocks;
    for (int i = 0; i < kBlocks; ++i) {
      blocks.push_back(Array::fresh({kSizes[seat.below(std::size(kSizes))]}));
      fill(blocks.back(), token(seat, i));
      seat.jitter();
    }
    for (int i = 0; i < kBlocks; ++i) {
      const Array& block = blocks[i];
      const auto other = other_than(token(seat, i), block.data(), block.elements());
      if (other) {
        seat.count("shared", *other);
        return;
      }
      blocks[i].release();
    }
    seat.count("own");
  }
};

// One thread empties the pool while the others compute with what comes from it.
class EmptiedPool : public Probe {
 public:
  explicit EmptiedPool(const Stage& stage) : operators_(stage.operators) {}

  void begin(Seat&) override { need(api().empty_cache, "MXStorageEmptyCache"); }

  void act(Seat& seat) override {
    constexpr int kHost = 1;
    for (int i = 0; i < kBlocks; ++i) {
      if (seat.number == 0) {
        check(api().empty_cache(kHost, 0));
        seat.jitter();
      } else {
        compute(seat, i);
      }
    }
  }

 private:
  void compute(Seat& seat, int block) {
    const float value = token(seat, block);
    const Array sum = operators_.plus(operators_.plus(Array({kElements}, value), 1), 1);
    seat.jitter();
    const auto wrong = other_than(value + 2, sum.copy_out());
    if (wrong) {
      seat.count("wrong", *wrong);
    } else {
      seat.count("right");
    }
  }

  const Operators& operators_;
};

// Each thread makes an array; the next thread reads and frees it.
class HandedOver : public Probe {
 public:
  explicit HandedOver(const Stage& stage) : operators_(stage.operators), made_(stage.threads) {}

  void act(Seat& seat) override {
    const float value = token(seat, 0);
    Array array = Array::fresh({kElements});
    array.copy_in(std::vector<float>(kElements, value));
    made_[seat.number] = std::move(array);
    seat.meet();
    const int from = (seat.number + 1) % seat.stage.threads;
    Array taken = std::move(made_[from]);
    const Array sum = operators_.plus(taken, 1);
    seat.jitter();
    const float theirs = value + static_cast<float>((from - seat.number) * kBlocks);
    const auto first = other_than(theirs, taken.copy_out());
    taken.release();
    const auto second = other_than(theirs + 1, sum.copy_out());
    if (first || second) {
      seat.count("wrong", first ? *first : *second);
    } else {
      seat.count("right");
    }
  }

 private:
  const Operators& operators_;
  std::vector<Array> made_;
};

// Each thread frees arrays that its operations are still to read, and makes others of the same size.
class FreedWhilePending : public Probe {
 public:
  explicit FreedWhilePending(const Stage& stage) : operators_(stage.operators) {}

  void act(Seat& seat) override {
    const float value = token(seat, 0);
    Array first({kElements}, value);
    Array second = operators_.plus(first, 1);
    const Array third = operators_.plus(second, 1);
    const Array fourth = operators_.plus(first, 1);
    first.release();
    second.release();
    for (int i = 0; i < kBlocks; ++i) fill(Array::fresh({kElements}), kSpoiled);
    const auto one = other_than(value + 2, third.copy_out());
    const auto other = other_than(value + 1, fourth.copy_out());
    if (one || other) {
      seat.count("reused", one ? *one : *other);
    } else {
      seat.count("right");
    }
  }

 private:
  static constexpr float kSpoiled = -7;

  const Operators& operators_;
};

}  // namespace

std::vector<ProbeInfo> storage_probes() {
  return {
      {"own-blocks", "Has each array a block of memory of its own when several threads make and free arrays?",
       "MXNDArrayCreateEx64",
       {acceptable("own", "The memory held what its thread had written."),
        forbidden("shared", "Somebody else wrote into the memory of an array that was not freed.", kOutOfBounds)},
       make_probe<OwnBlocks>},
      {"emptied-pool", "Do computations keep their memory while another thread empties the pool?",
       "MXStorageEmptyCache",
       {acceptable("right", "The result is right."), forbidden("wrong", "The result is not what was computed.")},
       make_probe<EmptiedPool>},
      {"handed-over", "Can a thread read and free what another one made?", "MXNDArrayFree",
       {acceptable("right", "The other thread read what had been written."),
        forbidden("wrong", "The other thread read something else.")},
       make_probe<HandedOver>},
      {"freed-while-pending", "May an array be freed while an operation is still to read it?", "MXNDArrayFree",
       {acceptable("right", "The operation read what the array held."),
        forbidden("reused", "The operation read memory that was already somebody else's.", kOutOfBounds)},
       make_probe<FreedWhilePending>},
  };
}

}  // namespace vigil::race
