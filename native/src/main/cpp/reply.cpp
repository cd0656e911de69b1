#include "reply.h"

#include <cstring>
#include <vector>

namespace vigil {
namespace {

std::vector<char>& buffer() {
  thread_local std::vector<char> bytes;
  return bytes;
}

void append(const void* data, size_t size) {
  const char* first = static_cast<const char*>(data);
  buffer().insert(buffer().end(), first, first + size);
}

}  // namespace

void reply_clear() { buffer().clear(); }

void reply_int(int32_t value) { append(&value, sizeof value); }

void reply_long(int64_t value) { append(&value, sizeof value); }

void reply_text(const char* text) {
  const size_t size = text == nullptr ? 0 : std::strlen(text);
  reply_int(static_cast<int32_t>(size));
  append(text, size);
}

int64_t reply_size() { return static_cast<int64_t>(buffer().size()); }

int reply_copy(int8_t* out, int64_t capacity) {
  if (capacity < reply_size()) return -1;
  std::memcpy(out, buffer().data(), buffer().size());
  return 0;
}

}  // namespace vigil
