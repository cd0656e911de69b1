#include "symbols.h"

#include <string>
#include <vector>

#include "calls.h"
#include "mx_api.h"
#include "reply.h"
#include "result_codes.h"

namespace vigil {
namespace {

std::string input_name(int i) { return "in" + std::to_string(i); }

// Names of the given inputs as the C array that inference wants.
class InputNames {
 public:
  InputNames(const int32_t* numbers, int count) {
    for (int i = 0; i < count; ++i) texts_.push_back(input_name(numbers[i]));
    for (const std::string& text : texts_) pointers_.push_back(text.c_str());
    // A null array would mean "by position"; with no known input any non-null pointer will do.
    if (pointers_.empty()) pointers_.push_back(nullptr);
  }
  const char** data() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
};

class Variables {
 public:
  ~Variables() {
    for (const Handle handle : handles_) api().symbol_free(handle);
  }
  Variables() = default;
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

  int add(const std::string& name) {
    Handle handle = nullptr;
    const int result = api().symbol_variable(name.c_str(), &handle);
    if (result == 0) handles_.push_back(handle);
    return result;
  }
  Handle* data() { return handles_.data(); }

 private:
  std::vector<Handle> handles_;
};

int compose(Handle symbol, int inputs) {
  Variables variables;
  for (int i = 0; i < inputs; ++i) {
    const int result = variables.add(input_name(i));
    if (result != 0) return result;
  }
  return api().symbol_compose(symbol, "op", static_cast<uint32_t>(inputs), nullptr, variables.data());
}

int64_t create(const PreparedCall& call, int inputs) {
  std::vector<const char*> keys = call.keys;
  std::vector<const char*> values = call.values;
  Handle symbol = nullptr;
  int result = api().symbol_atomic(call.creator, static_cast<uint32_t>(keys.size()), keys.data(), values.data(),
                                   &symbol);
  if (result != 0) return result;
  result = compose(symbol, inputs);
  if (result == 0) return number_of(symbol);
  // The error text must survive the clean-up: freeing does not set one unless it fails itself.
  api().symbol_free(symbol);
  return result;
}

class Symbols {
 public:
  ~Symbols() {
    for (const Handle handle : handles_) {
      if (handle != nullptr) api().symbol_free(handle);
    }
  }
  Symbols() = default;
  Symbols(const Symbols&) = delete;
  Symbols& operator=(const Symbols&) = delete;

  // Takes the symbol over.
  Handle keep(Handle handle) {
    handles_.push_back(handle);
    return handle;
  }
  Handle at(size_t index) const { return handles_[index]; }
  // The caller owns it from here on.
  Handle release(size_t index) {
    const Handle handle = handles_[index];
    handles_[index] = nullptr;
    return handle;
  }

 private:
  std::vector<Handle> handles_;
};

// What one call of a graph takes, as symbols; those made for it go to `made`.
int arguments(const int32_t* from, int count, const Symbols& calls, std::vector<Handle>& variables, Symbols& made,
              std::vector<Handle>& to) {
  for (int i = 0; i < count; ++i) {
    const int32_t source = from[2 * i];
    const int32_t index = from[2 * i + 1];
    Handle handle = nullptr;
    if (source >= 0) {
      const int result = api().symbol_output(calls.at(static_cast<size_t>(source)), static_cast<uint32_t>(index), &handle);
      if (result != 0) return result;
      made.keep(handle);
    } else {
      // One variable for one array, however many calls take it.
      if (static_cast<size_t>(index) >= variables.size()) variables.resize(static_cast<size_t>(index) + 1, nullptr);
      Handle& variable = variables[static_cast<size_t>(index)];
      if (variable == nullptr) {
        const int result = api().symbol_variable(input_name(index).c_str(), &variable);
        if (result != 0) return result;
        made.keep(variable);
      }
      handle = variable;
    }
    to.push_back(handle);
  }
  return 0;
}

int64_t graph(int count, const int64_t* call, const int32_t* counts, const int32_t* from) {
  Symbols calls, made;
  std::vector<Handle> variables;
  for (int c = 0; c < count; ++c) {
    const PreparedCall& prepared = *static_cast<PreparedCall*>(handle_of(call[c]));
    std::vector<const char*> keys = prepared.keys;
    std::vector<const char*> values = prepared.values;
    Handle symbol = nullptr;
    int result = api().symbol_atomic(prepared.creator, static_cast<uint32_t>(keys.size()), keys.data(),
                                     values.data(), &symbol);
    if (result != 0) return result;
    calls.keep(symbol);
    std::vector<Handle> taken;
    result = arguments(from, counts[c], calls, variables, made, taken);
    if (result != 0) return result;
    from += 2 * counts[c];
    const std::string name = "op" + std::to_string(c);
    result = api().symbol_compose(symbol, name.c_str(), static_cast<uint32_t>(taken.size()), nullptr, taken.data());
    if (result != 0) return result;
  }
  return number_of(calls.release(static_cast<size_t>(count) - 1));
}

int list(NameListFunction function, Handle symbol) {
  uint32_t size = 0;
  const char** names = nullptr;
  const int result = function(symbol, &size, &names);
  if (result != 0) return result;
  reply_int(static_cast<int32_t>(size));
  for (uint32_t i = 0; i < size; ++i) reply_text(names[i]);
  return kOk;
}

struct Shapes {
  size_t size = 0;
  const int* ndim = nullptr;
  const int64_t** data = nullptr;

  void reply() const {
    reply_int(static_cast<int32_t>(size));
    for (size_t i = 0; i < size; ++i) {
      reply_int(ndim[i]);
      for (int d = 0; d < ndim[i]; ++d) reply_long(data[i][d]);
    }
  }
};

struct Types {
  uint32_t size = 0;
  const int* data = nullptr;

  void reply() const {
    reply_int(static_cast<int32_t>(size));
    for (uint32_t i = 0; i < size; ++i) reply_int(data[i]);
  }
};

}  // namespace

int64_t symbol_create(int64_t call, int inputs) {
  return guarded([&] { return create(*static_cast<PreparedCall*>(handle_of(call)), inputs); });
}

int64_t symbol_graph(int calls, const int64_t* call, const int32_t* counts, const int32_t* from) {
  if (api().symbol_output == nullptr) return not_exported("MXSymbolGetOutput");
  return guarded([&] { return graph(calls, call, counts, from); });
}

int64_t symbol_for_backend(int64_t symbol, const int8_t* backend) {
  if (api().symbol_for_backend == nullptr) return not_exported("MXGenBackendSubgraph");
  return guarded([&]() -> int64_t {
    Handle out = nullptr;
    const int result =
        api().symbol_for_backend(handle_of(symbol), reinterpret_cast<const char*>(backend), &out);
    return result == 0 ? number_of(out) : result;
  });
}

int symbol_inputs(int64_t symbol) {
  if (api().symbol_inputs == nullptr) return not_exported("NNSymbolListInputNames");
  return guarded([&]() -> int {
    constexpr int kAll = 0;
    uint32_t size = 0;
    const char** names = nullptr;
    const int result = api().symbol_inputs(handle_of(symbol), kAll, &size, &names);
    if (result != 0) return result;
    reply_clear();
    reply_int(static_cast<int32_t>(size));
    for (uint32_t i = 0; i < size; ++i) reply_text(names[i]);
    return kOk;
  });
}

int symbol_free(int64_t symbol) {
  return guarded([&] { return api().symbol_free(handle_of(symbol)); });
}

int symbol_lists(int64_t symbol) {
  return guarded([&] {
    reply_clear();
    int result = list(api().symbol_arguments, handle_of(symbol));
    if (result == 0) result = list(api().symbol_auxiliaries, handle_of(symbol));
    if (result == 0) result = list(api().symbol_outputs, handle_of(symbol));
    return result;
  });
}

int symbol_infer_shape(int64_t symbol, bool partial, int count, const int32_t* known, const int64_t* index,
                       const int64_t* dims) {
  return guarded([&]() -> int {
    InputNames names(known, count);
    Shapes in, out, aux;
    int complete = 0;
    const InferShapeFunction infer = partial ? api().infer_shape_partial : api().infer_shape;
    const int result = infer(handle_of(symbol), static_cast<uint32_t>(count), names.data(), index, dims, &in.size,
                             &in.ndim, &in.data, &out.size, &out.ndim, &out.data, &aux.size, &aux.ndim, &aux.data,
                             &complete);
    if (result != 0) return result;
    reply_clear();
    reply_int(complete);
    in.reply();
    out.reply();
    aux.reply();
    return kOk;
  });
}

int symbol_infer_type(int64_t symbol, bool partial, int count, const int32_t* known, const int32_t* types) {
  const InferTypeFunction infer = partial ? api().infer_type_partial : api().infer_type;
  if (infer == nullptr) return not_exported("MXSymbolInferTypePartial");
  return guarded([&]() -> int {
    InputNames names(known, count);
    Types in, out, aux;
    int complete = 0;
    const int result = infer(handle_of(symbol), static_cast<uint32_t>(count), names.data(), types, &in.size,
                             &in.data, &out.size, &out.data, &aux.size, &aux.data, &complete);
    if (result != 0) return result;
    reply_clear();
    reply_int(complete);
    in.reply();
    out.reply();
    aux.reply();
    return kOk;
  });
}

}  // namespace vigil
