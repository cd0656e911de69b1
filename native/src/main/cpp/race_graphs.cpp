// Symbols and cached operators that several threads use.
#include <mutex>

#include "race_probe.h"

namespace vigil::race {
namespace {

constexpr int kElements = 1024;
constexpr int kCalls = 3;

// A symbol of the library, freed at the end.
class Symbol {
 public:
  explicit Symbol(Handle handle) : handle_(handle) {}
  Symbol(Symbol&& other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
  Symbol& operator=(Symbol&&) = delete;
  ~Symbol() {
    if (handle_ != nullptr) api().symbol_free(handle_);
  }

  static Symbol variable(const std::string& name) {
    Handle handle = nullptr;
    check(api().symbol_variable(name.c_str(), &handle));
    return Symbol(handle);
  }

  // The operator with its attribute `scalar`, over one input.
  static Symbol over(Handle op, const std::string& name, const char* scalar, const Symbol& input) {
    const char* key = "scalar";
    Handle handle = nullptr;
    check(api().symbol_atomic(op, 1, &key, &scalar, &handle));
    Symbol made(handle);
    Handle of = input.get();
    check(api().symbol_compose(made.get(), name.c_str(), 1, nullptr, &of));
    return made;
  }

  std::vector<std::string> arguments() const { return list(api().symbol_arguments); }
  std::vector<std::string> outputs() const { return list(api().symbol_outputs); }
  Handle get() const { return handle_; }

 private:
  std::vector<std::string> list(NameListFunction function) const {
    uint32_t size = 0;
    const char** names = nullptr;
    check(function(handle_, &size, &names));
    return {names, names + size};
  }

  Handle handle_;
};

class Cached {
 public:
  Cached(const Symbol& symbol, const std::vector<Attribute>& flags, bool thread_safe) {
    std::vector<const char*> keys, values;
    for (const Attribute& flag : flags) {
      keys.push_back(flag.key);
      values.push_back(flag.value.c_str());
    }
    check(need(api().cached_create, "MXCreateCachedOp")(symbol.get(), static_cast<int>(keys.size()), keys.data(),
                                                        values.data(), &handle_, thread_safe));
  }
  Cached(const Cached&) = delete;
  Cached& operator=(const Cached&) = delete;
  ~Cached() { api().cached_free(handle_); }

  Array operator()(const Array& in) const {
    constexpr int kHost = 1;
    Handle input = in.get();
    int count = 0;
    Handle* out = nullptr;
    const int* storage = nullptr;
    check(api().second_abi ? api().cached_invoke_second(handle_, 1, &input, kHost, 0, &count, &out, &storage)
                           : api().cached_invoke_first(handle_, 1, &input, &count, &out, &storage));
    return Array(out[0]);
  }

 private:
  Handle handle_ = nullptr;
};

// 3 x + 1 as a graph.
Symbol graph(const Operators& operators) {
  return Symbol::over(operators.add, "sum", "1", Symbol::over(operators.multiply, "product", "3", Symbol::variable("x")));
}

// Every thread has the graph computed for an input of its own.
class CachedOp : public Probe {
 public:
  CachedOp(const Stage& stage, const std::vector<Attribute>& flags, bool thread_safe)
      : cached_(graph(stage.operators), flags, thread_safe) {
    for (int i = 0; i < stage.threads; ++i) inputs_.emplace_back(std::vector<int64_t>{kElements}, input(i));
  }

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      const auto wrong = other_than(3 * input(seat.number) + 1, computed(seat));
      if (wrong) {
        seat.count("foreign", *wrong);
      } else {
        seat.count("own");
      }
      seat.jitter();
    }
  }

 protected:
  virtual std::vector<float> computed(Seat& seat) = 0;

  Cached cached_;
  std::vector<Array> inputs_;

 private:
  static float input(int thread) { return static_cast<float>(thread + 1); }
};

class CachedOpTogether : public CachedOp {
 public:
  explicit CachedOpTogether(const Stage& stage) : CachedOp(stage, {}, true) {}

 protected:
  std::vector<float> computed(Seat& seat) override { return cached_(inputs_[seat.number]).copy_out(); }
};

// With memory that is planned once and used by every call; threads take turns, as such a graph needs.
class CachedOpInTurn : public CachedOp {
 public:
  explicit CachedOpInTurn(const Stage& stage)
      : CachedOp(stage, {{"static_alloc", "true"}, {"static_shape", "true"}}, false) {}

 protected:
  std::vector<float> computed(Seat& seat) override {
    const std::lock_guard<std::mutex> turn(turn_);
    return cached_(inputs_[seat.number]).copy_out();
  }

 private:
  std::mutex turn_;
};

// One symbol is asked by all threads about shapes of their own.
class InferTogether : public Probe {
 public:
  explicit InferTogether(const Stage& stage) : graph_(graph(stage.operators)) {}

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      const int64_t dims[] = {seat.number + 1, seat.round % 1000 + 1};
      const int64_t index[] = {0, std::size(dims)};
      const char* key = "x";
      size_t sizes[3] = {};
      const int* ranks[3] = {};
      const int64_t** shapes[3] = {};
      int complete = 0;
      check(api().infer_shape(graph_.get(), 1, &key, index, dims, &sizes[0], &ranks[0], &shapes[0], &sizes[1],
                              &ranks[1], &shapes[1], &sizes[2], &ranks[2], &shapes[2], &complete));
      // What came back is this thread's until its next call.
      seat.jitter();
      const bool right = complete == 1 && sizes[1] == 1 && ranks[1][0] == 2 && shapes[1][0][0] == dims[0] &&
                         shapes[1][0][1] == dims[1];
      if (right) {
        seat.count("own");
      } else {
        seat.count("foreign", sizes[1] == 1 && ranks[1][0] == 2
                                  ? "(" + std::to_string(shapes[1][0][0]) + ", " + std::to_string(shapes[1][0][1]) +
                                        ") for (" + std::to_string(dims[0]) + ", " + std::to_string(dims[1]) + ")"
                                  : "no shape of the right rank");
      }
    }
  }

 private:
  Symbol graph_;
};

// Threads build symbols over variables that live on, ask for their names and free them.
class ComposeTogether : public Probe {
 public:
  explicit ComposeTogether(const Stage& stage) : operators_(stage.operators) {
    for (int i = 0; i < stage.threads; ++i) variables_.push_back(Symbol::variable(name(i)));
  }

  void act(Seat& seat) override {
    for (int call = 0; call < kCalls; ++call) {
      const std::string own = "op" + std::to_string(seat.number);
      const Symbol symbol = Symbol::over(operators_.add, own, "1", variables_[seat.number]);
      seat.jitter();
      const std::vector<std::string> arguments = symbol.arguments();
      const std::vector<std::string> outputs = symbol.outputs();
      const bool right = arguments.size() == 1 && arguments[0] == name(seat.number) && outputs.size() == 1 &&
                         outputs[0].find(own) == 0;
      if (right) {
        seat.count("own");
      } else {
        seat.count("foreign", "the argument of " + own + " is " + (arguments.empty() ? "missing" : arguments[0]));
      }
    }
  }

 private:
  static std::string name(int thread) { return "v" + std::to_string(thread); }

  const Operators& operators_;
  std::vector<Symbol> variables_;
};

// One list is asked for again and again while other threads compute.
class ListWhileRunning : public Probe {
 public:
  explicit ListWhileRunning(const Stage& stage)
      : operators_(stage.operators), array_({kElements}, 1), expected_(names()) {}

  void act(Seat& seat) override {
    if (seat.number % 2 == 1) {
      for (int call = 0; call < kCalls; ++call) operators_.plus(array_, 1).wait_to_read();
      return;
    }
    const std::vector<std::string> found = names();
    if (found == expected_) {
      seat.count("same");
    } else {
      seat.count("differs", std::to_string(found.size()) + " names, before " + std::to_string(expected_.size()));
    }
  }

 private:
  static std::vector<std::string> names() {
    uint32_t size = 0;
    const char** names = nullptr;
    check(api().all_operator_names(&size, &names));
    return {names, names + size};
  }

  const Operators& operators_;
  Array array_;
  const std::vector<std::string> expected_;
};

}  // namespace

std::vector<ProbeInfo> graph_probes() {
  return {
      {"cached-op-together", "Can several threads use a cached operator that was made for several threads?",
       "MXInvokeCachedOp",
       {acceptable("own", "The result belongs to the thread's own input."),
        forbidden("foreign", "The result belongs to another input, or to none.")},
       make_probe<CachedOpTogether>},
      {"cached-op-in-turn", "Can a cached operator with memory of its own go from thread to thread?",
       "MXInvokeCachedOp",
       {acceptable("own", "The result belongs to the thread's own input."),
        forbidden("foreign", "The result belongs to the input of the thread before, or to none.")},
       make_probe<CachedOpInTurn>},
      {"infer-together", "Can several threads ask one symbol about shapes?", "MXSymbolInferShape",
       {acceptable("own", "The shape follows from the one that this thread gave."),
        forbidden("foreign", "The shape follows from what another thread gave, or is none.", kShapeInference)},
       make_probe<InferTogether>},
      {"compose-together", "Can several threads build and free symbols?", "MXSymbolCompose",
       {acceptable("own", "The symbol has the thread's own variable as its argument."),
        forbidden("foreign", "The symbol has another thread's variable, or none.", kOther)},
       make_probe<ComposeTogether>},
      {"list-while-running", "Is the list of operators the same while other threads compute?", "MXListAllOpNames",
       {acceptable("same", "All names came, in the same order."),
        forbidden("differs", "A name was missing, changed or moved.", kOther)},
       make_probe<ListWhileRunning>},
  };
}

}  // namespace vigil::race
