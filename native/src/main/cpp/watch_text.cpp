#include "watch_text.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vigil::watch {

size_t digits(char* slot, uint64_t value, unsigned base) {
  char turned[64];
  size_t count = 0;
  do {
    turned[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  for (size_t i = 0; i < count; ++i) slot[i] = turned[count - 1 - i];
  return count;
}

Text& Text::word(const char* words) {
  while (*words != 0) put(*words++);
  return *this;
}

Text& Text::name(const char* words) {
  while (static_cast<unsigned char>(*words) >= ' ') put(*words++);
  return *this;
}

Text& Text::number(uint64_t value) {
  char text[24];
  const size_t count = digits(text, value, 10);
  for (size_t i = 0; i < count; ++i) put(text[i]);
  return *this;
}

Text& Text::hex(uint64_t value) {
  char text[24];
  const size_t count = digits(text, value, 16);
  word("0x");
  for (size_t i = 0; i < count; ++i) put(text[i]);
  return *this;
}

Text& Text::end() {
  put('\n');
  return *this;
}

void Text::flush() {
  size_t done = 0;
  while (done < size_ && !failed_) {
    // The plain system call: `write` itself may be one of ours.
    const long written = syscall(SYS_write, file_, bytes_ + done, size_ - done);
    if (written > 0) {
      done += static_cast<size_t>(written);
    } else if (errno != EINTR) {
      failed_ = true;
    }
  }
  size_ = 0;
}

}  // namespace vigil::watch
