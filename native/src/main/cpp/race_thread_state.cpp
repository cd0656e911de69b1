// What each thread sets for itself, and what the library hands to it until its next call.
#include <cstring>

#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 1024;
constexpr int kCalls = 4;

// Threads switch something that is documented to be per thread, each to a value of its own, and read it again.
class OwnSetting : public Probe {
 public:
  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      const int mine = value(seat, call);
      set(mine);
      seat.jitter();
      const int found = get();
      if (found == mine) {
        seat.count("own");
      } else {
        seat.count("foreign", "set " + std::to_string(mine) + ", found " + std::to_string(found));
      }
    }
    set(0);
  }

 protected:
  virtual int value(Seat& seat, int call) { return (seat.number + call) % 2; }
  virtual void set(int value) = 0;
  virtual int get() = 0;
};

class Recording : public OwnSetting {
 public:
  explicit Recording(const Stage&) {}

 protected:
  // The two lowest bits are recording and training.
  int value(Seat& seat, int call) override { return (seat.number + call) % 4; }

  void set(int value) override {
    int before = 0;
    check(need(api().set_recording, "MXAutogradSetIsRecording")(value & 1, &before));
    check(need(api().set_training, "MXAutogradSetIsTraining")(value >> 1, &before));
  }

  int get() override {
    bool recording = false, training = false;
    check(need(api().recording, "MXAutogradIsRecording")(&recording));
    check(need(api().training, "MXAutogradIsTraining")(&training));
    return (recording ? 1 : 0) | (training ? 2 : 0);
  }
};

class NumpyShape : public OwnSetting {
 public:
  explicit NumpyShape(const Stage&) {}

 protected:
  void set(int value) override {
    int before = 0;
    check(need(api().set_numpy_shape, "MXSetIsNumpyShape")(value, &before));
  }

  int get() override {
    int now = 0;
    check(need(api().numpy_shape, "MXIsNumpyShape")(&now));
    return now;
  }
};

// How many operations a thread gathers before they go to the engine; the old value comes back when a new one is set.
class BulkSize : public Probe {
 public:
  explicit BulkSize(const Stage& stage) : operators_(stage.operators), array_({kElements}, 1) {}

  void act(Seat& seat) override {
    const int mine = seat.number + 2;
    set(mine);
    const Array twice = operators_.plus(operators_.plus(array_, 1), 1);
    seat.jitter();
    const int found = set(0);
    const auto wrong = other_than(3, twice.copy_out());
    if (wrong) {
      seat.count("wrong", *wrong);
    } else if (found == mine) {
      seat.count("own");
    } else if (found == 0) {
      seat.count("none");
    } else {
      seat.count("foreign", "set " + std::to_string(mine) + ", found " + std::to_string(found));
    }
  }

 private:
  static int set(int size) {
    int before = 0;
    check(need(api().bulk_size, "MXEngineSetBulkSize")(size, &before));
    return before;
  }

  const Operators& operators_;
  Array array_;
};

// Threads record an operation each, with a factor of their own, and run it backwards.
class Gradients : public Probe {
 public:
  explicit Gradients(const Stage& stage) : operators_(stage.operators) {
    need(api().backward, "MXAutogradBackwardEx");
    need(api().mark_variables, "MXAutogradMarkVariables");
    for (int i = 0; i < stage.threads; ++i) {
      inputs_.emplace_back(std::vector<int64_t>{kElements}, 1.0f);
      gradients_.emplace_back(std::vector<int64_t>{kElements}, 0.0f);
    }
  }

  void act(Seat& seat) override {
    const Array& gradient = gradients_[seat.number];
    const float factor = static_cast<float>(seat.number + 2);
    Handle variable = inputs_[seat.number].get();
    Handle into = gradient.get();
    uint32_t write = 1;
    int before = 0;
    check(api().mark_variables(1, &variable, &write, &into));
    check(api().set_recording(1, &before));
    const Array product = operators_.times(inputs_[seat.number], factor);
    check(api().set_recording(0, &before));
    seat.jitter();
    Handle head = product.get();
    Handle ones = nullptr;
    check(api().backward(1, &head, &ones, 0, nullptr, 0, 0, 1, nullptr, nullptr));
    const auto wrong = other_than(factor, gradient.copy_out());
    if (wrong) {
      seat.count("foreign", *wrong);
    } else {
      seat.count("own");
    }
  }

 private:
  const Operators& operators_;
  std::vector<Array> inputs_, gradients_;
};

// The bytes of an array, which the library keeps for the thread that asked.
class OwnAnswers : public Probe {
 public:
  explicit OwnAnswers(const Stage& stage) {
    for (int i = 0; i < stage.threads; ++i) {
      arrays_.emplace_back(std::vector<int64_t>{kElements}, static_cast<float>(i + 1));
      const Bytes bytes = bytes_of(arrays_.back());
      expected_.emplace_back(bytes.data, bytes.size);
    }
  }

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      const std::string& expected = expected_[seat.number];
      const Bytes bytes = bytes_of(arrays_[seat.number]);
      seat.jitter();
      const bool same = bytes.size == expected.size() && std::memcmp(bytes.data, expected.data(), bytes.size) == 0;
      if (same) {
        seat.count("own");
      } else {
        seat.count("foreign", std::to_string(bytes.size) + " bytes that are not the array's");
      }
    }
  }

 private:
  struct Bytes {
    const char* data;
    size_t size;
  };

  static Bytes bytes_of(const Array& array) {
    Bytes bytes{nullptr, 0};
    check(need(api().array_bytes, "MXNDArraySaveRawBytes")(array.get(), &bytes.size, &bytes.data));
    return bytes;
  }

  std::vector<Array> arrays_;
  std::vector<std::string> expected_;
};

}  // namespace

std::vector<ProbeInfo> thread_state_probes() {
  const Outcome own = acceptable("own", "The thread found what it had set.");
  const Outcome foreign = forbidden("foreign", "The thread found what another one had set.", kOther);
  return {
      {"recording-flags", "Has each thread its own flags for recording and training?", "MXAutogradSetIsRecording",
       {own, foreign}, make_probe<Recording>},
      {"numpy-shape-flag", "Has each thread its own switch for numpy shapes?", "MXSetIsNumpyShape", {own, foreign},
       make_probe<NumpyShape>},
      {"bulk-size", "Has each thread its own bulk size, and does what it gathers come out right?",
       "MXEngineSetBulkSize",
       {own, acceptable("none", "The engine gathers nothing."), foreign,
        forbidden("wrong", "What was gathered gave a wrong result.")},
       make_probe<BulkSize>},
      {"gradients", "Does each thread get the gradients of what it recorded itself?", "MXAutogradBackwardEx",
       {acceptable("own", "The gradient is the thread's own factor."),
        forbidden("foreign", "The gradient is another thread's, or none.", kGradient)},
       make_probe<Gradients>},
      {"own-answers", "Does what the library returns stay until the next call of the same thread?",
       "MXNDArraySaveRawBytes",
       {acceptable("own", "The bytes are those of the thread's own array."),
        forbidden("foreign", "Another thread's call changed the bytes.", kOutOfBounds)},
       make_probe<OwnAnswers>},
  };
}

}  // namespace vigil::race
