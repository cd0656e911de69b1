#pragma once

#include <cstddef>
#include <cstdint>

namespace vigil::watch {

// The digits of a number, unterminated; gives how many. `slot` has room for 20.
size_t digits(char* slot, uint64_t value, unsigned base);

// Text that goes to a file a block at a time; usable in signal handlers. A write that fails ends the writing, for
// there is nobody to tell.
class Text {
 public:
  explicit Text(int file) : file_(file) {}
  ~Text() { flush(); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  Text& word(const char* words);
  // Up to the first control character, so that a strange name cannot break the lines.
  Text& name(const char* words);
  Text& number(uint64_t value);
  Text& hex(uint64_t value);
  Text& end();
  void flush();
  bool failed() const { return failed_; }

 private:
  void put(char c) {
    if (size_ == sizeof bytes_) flush();
    bytes_[size_++] = c;
  }

  int file_;
  bool failed_ = false;
  size_t size_ = 0;
  char bytes_[4096];
};

}  // namespace vigil::watch
