// Faults that touch memory which is not theirs. They really do: what is there decides what happens.
#include <cstdlib>

#include "proxy_arrays.h"
#include "proxy_fault.h"
#include "proxy_spoil.h"

namespace vigil::proxy {
namespace {

size_t size_of(Handle array) {
  int64_t elements = 1;
  for (const int64_t dim : shape_of(array)) elements *= dim;
  return static_cast<size_t>(elements) * element_bytes(dtype_of(array));
}

// Byte by byte through a volatile pointer, or the compiler would leave out what the language does not define.
void copy(volatile char* to, const volatile char* from, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) to[i] = from[i];
}

// The last element is what a buffer holds that nobody has written.
bool read_unwritten(Call& call) {
  return change((*call.out)[0], [](Elements& output) {
    const size_t element = element_bytes(output.dtype());
    const size_t size = static_cast<size_t>(output.count()) * element;
    char* buffer = static_cast<char*>(std::malloc(size));
    if (buffer == nullptr) return;
    copy(output.bytes(output.count() - 1), buffer + size - element, element);
    std::free(buffer);
  });
}

// The first element of the output is what lies behind the last one of the input.
bool read_behind(Call& call) {
  if (call.inputs == 0) return true;
  const char* data = data_of(call.in[0]);
  if (data == nullptr) return true;
  const char* behind = data + size_of(call.in[0]);
  return change((*call.out)[0], [behind](Elements& output) {
    copy(output.bytes(0), behind, element_bytes(output.dtype()));
  });
}

bool write_behind(Call& call) {
  const Handle output = (*call.out)[0];
  char* data = data_of(output);
  if (data == nullptr) return true;
  volatile char* behind = data + size_of(output);
  const size_t element = element_bytes(dtype_of(output));
  for (size_t i = 0; i < element; ++i) behind[i] = static_cast<char>(~behind[i]);
  return true;
}

}  // namespace

std::vector<Fault> memory_faults() {
  return {
      {"uninitialised-read", nullptr, read_unwritten, nullptr},
      {"read-behind-input", nullptr, read_behind, nullptr},
      {"write-behind-output", nullptr, write_behind, nullptr},
  };
}

}  // namespace vigil::proxy
