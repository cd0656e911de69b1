#include "leak_actions.h"

#include <algorithm>
#include <array>
#include <exception>
#include <stdexcept>
#include <thread>

#include "calls.h"
#include "mx_api.h"
#include "probe_load.h"
#include "result_codes.h"
#include "symbols.h"

namespace vigil {
namespace {

constexpr int kFloat32 = 0;
constexpr const char* kFile = "arrays.npz";
constexpr uint32_t kWrite = 1;
constexpr std::array<int, 3> kGradientTypes = {0, 1, 2};  // float32, float64, float16

// Handles in room that is kept, so that a loop of ours takes no memory.
class Outputs {
 public:
  Outputs() { kept_.reserve(64); }

  void keep(int count, Handle* out) { kept_.assign(out, out + count); }

  void wait() const {
    for (const Handle array : kept_) require(guarded([&] { return api().array_wait_read(array); }), "MXNDArrayWaitToRead");
  }

  void release() {
    for (const Handle array : kept_) require(guarded([&] { return api().array_free(array); }), "MXNDArrayFree");
    kept_.clear();
  }

  std::vector<Handle>& all() { return kept_; }

 private:
  std::vector<Handle> kept_;
};

int invoke(const PreparedProbe& call, const std::vector<Handle>& inputs, Outputs& outputs) {
  int count = 0;
  Handle* out = nullptr;
  const int* storage = nullptr;
  const auto data = [](const std::vector<const char*>& texts) {
    return texts.empty() ? nullptr : const_cast<const char**>(texts.data());
  };
  const int result = guarded([&] {
    return api().invoke(call.creator(), static_cast<int>(inputs.size()), const_cast<Handle*>(inputs.data()), &count, &out,
                        static_cast<int>(call.keys().size()), data(call.keys()), data(call.values()), &storage);
  });
  if (result == 0) outputs.keep(count, out);
  return result;
}

Handle make_array(const std::vector<int64_t>& shape, int device_type, int dtype) {
  Handle array = nullptr;
  require(guarded([&] {
            return api().array_create(shape.data(), static_cast<int>(shape.size()), device_type, 0, 0, dtype, &array);
          }),
          "MXNDArrayCreate");
  return array;
}

void free_array(Handle array) { require(guarded([&] { return api().array_free(array); }), "MXNDArrayFree"); }

// Actions around one call: the control makes it and lets go of what it gave.
class AroundCall : public LeakAction {
 public:
  explicit AroundCall(const LeakMaterial& material)
      : call_(first(material), material.device_type, material.values, material.values_size),
        device_type_(material.device_type) {}

  void control(int64_t) override { run(); }

 protected:
  void run() {
    require(invoke(call_, call_.inputs(), outputs_), call_.name().c_str());
    outputs_.wait();
    outputs_.release();
  }

  PreparedProbe call_;
  int device_type_;
  Outputs outputs_;

 private:
  static const ProbeCall& first(const LeakMaterial& material) {
    if (material.calls.empty()) throw std::runtime_error("there is no call to make");
    return material.calls.front();
  }
};

class Call : public AroundCall {
 public:
  using AroundCall::AroundCall;
  void control(int64_t) override {}
  void once(int64_t) override { run(); }
};

class Gradient : public AroundCall {
 public:
  explicit Gradient(const LeakMaterial& material) : AroundCall(material) {
    if (api().set_recording == nullptr || api().set_training == nullptr || api().mark_variables == nullptr ||
        api().backward == nullptr) {
      throw std::runtime_error("this build records no gradients");
    }
    std::vector<Handle> variables, gradients;
    for (size_t i = 0; i < call_.inputs().size(); ++i) {
      const ProbeInput& input = call_.call().inputs[i];
      if (std::find(kGradientTypes.begin(), kGradientTypes.end(), input.dtype) == kGradientTypes.end()) continue;
      variables.push_back(call_.inputs()[i]);
      gradients.push_back(make_array(input.shape, device_type_, input.dtype));
    }
    if (variables.empty()) throw std::runtime_error("no input of the call has a gradient");
    std::vector<uint32_t> requests(variables.size(), kWrite);
    require(guarded([&] {
              return api().mark_variables(static_cast<uint32_t>(variables.size()), variables.data(), requests.data(),
                                          gradients.data());
            }),
            "MXAutogradMarkVariables");
    gradients_ = gradients;
  }

  void once(int64_t) override {
    record(1);
    const int result = invoke(call_, call_.inputs(), outputs_);
    record(0);
    require(result, call_.name().c_str());
    constexpr int kOnce = 0, kFirstOrder = 0, kTraining = 1;
    require(guarded([&] {
              return api().backward(static_cast<uint32_t>(outputs_.all().size()), outputs_.all().data(), nullptr, 0,
                                    nullptr, kOnce, kFirstOrder, kTraining, nullptr, nullptr);
            }),
            "MXAutogradBackwardEx");
    for (const Handle gradient : gradients_) {
      require(guarded([&] { return api().array_wait_read(gradient); }), "MXNDArrayWaitToRead");
    }
    outputs_.wait();
    outputs_.release();
  }

 private:
  static void record(int on) {
    int previous = 0;
    require(guarded([&] { return api().set_recording(on, &previous); }), "MXAutogradSetIsRecording");
    require(guarded([&] { return api().set_training(on, &previous); }), "MXAutogradSetIsTraining");
  }

  std::vector<Handle> gradients_;
};

class InThread : public AroundCall {
 public:
  using AroundCall::AroundCall;

  void once(int64_t) override {
    std::exception_ptr thrown;
    std::thread([&] {
      try {
        run();
      } catch (...) {
        thrown = std::current_exception();
      }
    }).join();
    if (thrown) std::rethrow_exception(thrown);
  }
};

class Refused : public AroundCall {
 public:
  explicit Refused(const LeakMaterial& material) : AroundCall(material), too_many_(call_.inputs()) {
    if (too_many_.empty()) throw std::runtime_error("the call has no input to give once more");
    too_many_.push_back(too_many_.front());
  }

  void once(int64_t) override {
    const int result = invoke(call_, too_many_, outputs_);
    if (result == 0) {
      outputs_.release();
      throw std::runtime_error("the library takes the call with an input too many");
    }
    api().last_error();
  }

 private:
  std::vector<Handle> too_many_;
};

class NewShapes : public AroundCall {
 public:
  explicit NewShapes(const LeakMaterial& material) : AroundCall(material) {
    for (const ProbeInput& input : call_.call().inputs) shapes_.push_back(input.shape);
    if (shapes_.empty() || shapes_.front().empty()) throw std::runtime_error("the call has no axis that could grow");
    const int64_t grows = shapes_.front().front();
    for (const auto& shape : shapes_) axes_.push_back(!shape.empty() && shape.front() == grows);
    inputs_.reserve(shapes_.size());
  }

  void control(int64_t) override { run_fresh(0); }
  void once(int64_t number) override { run_fresh(number + 1); }

 private:
  void run_fresh(int64_t longer) {
    for (size_t i = 0; i < shapes_.size(); ++i) {
      if (axes_[i]) shapes_[i].front() += longer;
      inputs_.push_back(make_array(shapes_[i], device_type_, call_.call().inputs[i].dtype));
      if (axes_[i]) shapes_[i].front() -= longer;
    }
    const int result = invoke(call_, inputs_, outputs_);
    if (result == 0) outputs_.wait();
    outputs_.release();
    for (const Handle array : inputs_) free_array(array);
    inputs_.clear();
    require(result, call_.name().c_str());
  }

  std::vector<std::vector<int64_t>> shapes_;
  std::vector<bool> axes_;
  std::vector<Handle> inputs_;
};

class Cached : public AroundCall {
 public:
  explicit Cached(const LeakMaterial& material)
      : AroundCall(material), packed_(pack(call_)),
        prepared_(number_of(call_.creator()), packed_.c_str(), static_cast<int>(call_.keys().size())) {
    if (api().cached_create == nullptr || api().cached_free == nullptr) {
      throw std::runtime_error("this build has no cached operators");
    }
  }

  void once(int64_t) override {
    const int inputs = static_cast<int>(call_.inputs().size());
    const int64_t symbol = symbol_create(number_of(&prepared_), inputs);
    if (symbol < 0) require(static_cast<int>(symbol), "MXSymbolCreateAtomicSymbol");
    Handle cached = nullptr;
    constexpr bool kThreadSafe = false;
    require(guarded([&] { return api().cached_create(handle_of(symbol), 0, nullptr, nullptr, &cached, kThreadSafe); }),
            "MXCreateCachedOp");
    int count = 0;
    Handle* out = nullptr;
    const int* storage = nullptr;
    auto* in = const_cast<Handle*>(call_.inputs().data());
    require(guarded([&] {
              return api().second_abi ? api().cached_invoke_second(cached, inputs, in, device_type_, 0, &count, &out, &storage)
                                      : api().cached_invoke_first(cached, inputs, in, &count, &out, &storage);
            }),
            "MXInvokeCachedOp");
    outputs_.keep(count, out);
    outputs_.wait();
    outputs_.release();
    require(guarded([&] { return api().cached_free(cached); }), "MXFreeCachedOp");
    require(symbol_free(symbol), "MXSymbolFree");
  }

 private:
  static std::string pack(const PreparedProbe& call) {
    std::string packed;
    for (size_t i = 0; i < call.keys().size(); ++i) {
      packed.append(call.keys()[i]).push_back('\0');
      packed.append(call.values()[i]).push_back('\0');
    }
    return packed;
  }

  std::string packed_;
  PreparedCall prepared_;
};

class Profiled : public AroundCall {
 public:
  explicit Profiled(const LeakMaterial& material) : AroundCall(material) {
    if (api().profiler_config == nullptr || api().profiler_state == nullptr || api().profiler_dump == nullptr) {
      throw std::runtime_error("this build has no profiler");
    }
    const char* keys[] = {"filename", "profile_imperative", "profile_api"};
    const char* values[] = {"profile.json", "True", "True"};
    require(guarded([&] { return api().profiler_config(3, keys, values, nullptr); }), "MXSetProcessProfilerConfig");
  }

  // With a dump, or what was profiled is kept for one.
  void once(int64_t) override {
    state(1);
    run();
    state(0);
    constexpr int kFinished = 1, kOwn = 0;
    require(guarded([] { return api().profiler_dump(kFinished, kOwn, nullptr); }), "MXDumpProcessProfile");
  }

 private:
  static void state(int on) {
    constexpr int kOwn = 0;
    require(guarded([&] { return api().profiler_state(on, kOwn, nullptr); }), "MXSetProcessProfilerState");
  }
};

class Arrays : public LeakAction {
 public:
  explicit Arrays(const LeakMaterial& material) : device_type_(material.device_type) {}
  void control(int64_t) override {}

  void once(int64_t) override { free_array(filled()); }

 protected:
  Handle filled() const {
    const Handle array = make_array(shape_, device_type_, kFloat32);
    require(guarded([&] { return api().array_copy_from(array, values_.data(), values_.size()); }),
            "MXNDArraySyncCopyFromCPU");
    return array;
  }

 private:
  const std::vector<int64_t> shape_ = {2, 3};
  const std::array<float, 6> values_ = {1, 2, 3, 4, 5, 6};
  int device_type_;
};

class Seed : public LeakAction {
 public:
  void control(int64_t) override {}
  void once(int64_t number) override {
    require(guarded([&] { return api().seed(static_cast<int>(number)); }), "MXRandomSeed");
  }
};

class Files : public Arrays {
 public:
  explicit Files(const LeakMaterial& material) : Arrays(material) {
    if (api().array_save == nullptr || api().array_load == nullptr) throw std::runtime_error("this build has no files");
  }

  void control(int64_t number) override { Arrays::once(number); }

  void once(int64_t) override {
    Handle array = filled();
    const char* name = "one";
    require(guarded([&] { return api().array_save(kFile, 1, &array, &name); }), "MXNDArraySave");
    free_array(array);
    uint32_t count = 0, names = 0;
    Handle* loaded = nullptr;
    const char** loaded_names = nullptr;
    require(guarded([&] { return api().array_load(kFile, &count, &loaded, &names, &loaded_names); }), "MXNDArrayLoad");
    loaded_.keep(static_cast<int>(count), loaded);
    loaded_.release();
  }

 private:
  Outputs loaded_;
};

}  // namespace

std::unique_ptr<LeakAction> make_leak_action(const std::string& name, const LeakMaterial& material) {
  if (name == "call") return std::make_unique<Call>(material);
  if (name == "gradient") return std::make_unique<Gradient>(material);
  if (name == "thread") return std::make_unique<InThread>(material);
  if (name == "refused") return std::make_unique<Refused>(material);
  if (name == "shapes") return std::make_unique<NewShapes>(material);
  if (name == "cached") return std::make_unique<Cached>(material);
  if (name == "profiler") return std::make_unique<Profiled>(material);
  if (name == "arrays") return std::make_unique<Arrays>(material);
  if (name == "seed") return std::make_unique<Seed>();
  if (name == "files") return std::make_unique<Files>(material);
  throw std::runtime_error("there is no action called " + name);
}

}  // namespace vigil
