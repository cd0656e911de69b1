#pragma once

#include "watch_text.h"

namespace vigil::watch {

// One of the files that VIGIL_WATCH_OUT and an ending name. Made of plain system calls: signal handlers use it too.
class Output {
 public:
  enum How { kAppend, kReplace };

  Output(const char* ending, How how);
  // What replaces is complete when it is seen, and only then seen.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  bool open() const { return file_ >= 0; }
  int file() const { return file_; }

 private:
  int file_ = -1;
  char path_[640];
  char draft_[640];
};

// The first lines of every file: format, process, program.
void write_header(Text& text);

// The order of locks, calls and delays, as one file.
void write_graph();

}  // namespace vigil::watch
