#include "probe_calls.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "probe_load.h"
#include "probe_report.h"
#include "result_codes.h"

namespace vigil {
namespace {

ProbeInput read_input(std::istringstream& words, const std::string& line) {
  ProbeInput input;
  if (!(words >> input.dtype >> input.elements >> input.offset >> input.bytes)) throw std::runtime_error("bad line: " + line);
  for (int64_t axis = 0; words >> axis;) input.shape.push_back(axis);
  return input;
}

Handle creator_of(const std::string& name) {
  Handle found = nullptr;
  if (api().operator_handle != nullptr && guarded([&] { return api().operator_handle(name.c_str(), &found); }) == 0) {
    return found;
  }
  // Operators of the oldest kind are not registered before they are listed.
  uint32_t size = 0;
  Handle* creators = nullptr;
  require(guarded([&] { return api().creators(&size, &creators); }), "MXSymbolListAtomicSymbolCreators");
  for (uint32_t i = 0; i < size; ++i) {
    const char* own = nullptr;
    require(guarded([&] { return api().creator_name(creators[i], &own); }), "MXSymbolGetAtomicSymbolName");
    if (name == own) return creators[i];
  }
  throw std::runtime_error("the library has no operator " + name);
}

}  // namespace

std::vector<ProbeCall> read_probe_calls(const char* file) {
  std::ifstream text(file);
  if (!text) throw std::runtime_error(std::string("cannot read ") + file);
  std::vector<ProbeCall> calls;
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string kind, key;
    words >> kind;
    if (kind == "call" && words >> key) {
      calls.push_back({key, {}, {}});
    } else if (kind == "attribute" && !calls.empty() && words >> key) {
      const size_t begin = kind.size() + 1 + key.size() + 1;
      calls.back().attributes.emplace_back(key, begin < line.size() ? line.substr(begin) : "");
    } else if (kind == "input" && !calls.empty()) {
      calls.back().inputs.push_back(read_input(words, line));
    } else {
      throw std::runtime_error("bad line: " + line);
    }
  }
  return calls;
}

const char* map_values(const char* file, size_t& size) {
  const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
  struct stat facts = {};
  if (descriptor < 0 || fstat(descriptor, &facts) != 0) throw std::runtime_error(std::string("cannot read ") + file);
  size = static_cast<size_t>(facts.st_size);
  void* memory = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  close(descriptor);
  if (memory == MAP_FAILED) throw std::runtime_error(std::string("cannot map ") + file);
  return static_cast<const char*>(memory);
}

PreparedProbe::PreparedProbe(const ProbeCall& call, int device_type, const char* values, size_t values_size)
    : call_(call) {
  report_phase("find", call.name.c_str());
  creator_ = creator_of(call.name);
  for (const auto& [key, value] : call.attributes) {
    keys_.push_back(key.c_str());
    values_.push_back(value.c_str());
  }
  for (const ProbeInput& input : call.inputs) {
    if (input.offset + input.bytes > values_size) throw std::runtime_error("the file of values is too short");
    Handle array = nullptr;
    report_phase("make", api().second_abi ? "MXNDArrayCreate64" : "MXNDArrayCreateEx64");
    require(guarded([&] {
              return api().array_create(input.shape.data(), static_cast<int>(input.shape.size()), device_type, 0, 0,
                                        input.dtype, &array);
            }),
            "create");
    inputs_.push_back(array);
    if (input.elements == 0) continue;
    report_phase("copy", "MXNDArraySyncCopyFromCPU");
    require(guarded([&] { return api().array_copy_from(array, values + input.offset, input.elements); }), "copy");
  }
}

void PreparedProbe::invoke() {
  report_phase("invoke", call_.name.c_str());
  int count = 0;
  Handle* out = nullptr;
  const int* storage = nullptr;
  require(guarded([&] {
            return api().invoke(creator_, static_cast<int>(inputs_.size()), inputs_.data(), &count, &out,
                                static_cast<int>(keys_.size()), keys_.empty() ? nullptr : keys_.data(),
                                values_.empty() ? nullptr : values_.data(), &storage);
          }),
          call_.name.c_str());
  // The library's handle array lives in thread-local storage that the next call reuses.
  outputs_.insert(outputs_.end(), out, out + count);
}

void PreparedProbe::release() {
  for (const auto* handles : {&inputs_, &outputs_}) {
    for (const Handle handle : *handles) require(guarded([&] { return api().array_free(handle); }), "free");
  }
  inputs_.clear();
  outputs_.clear();
}

}  // namespace vigil
