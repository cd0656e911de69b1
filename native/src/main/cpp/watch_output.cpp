#include "watch_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>
#include <initializer_list>

#include "watch_base.h"
#include "watch_calls.h"
#include "watch_locks.h"
#include "watch_modules.h"
#include "watch_settings.h"
#include "watch_threads.h"

namespace vigil::watch {
namespace {

constexpr mode_t kFileMode = 0644;

SpinLock writing;

void join(char* slot, const char* first, const char* second) {
  size_t used = 0;
  for (const char* part : {first, second}) {
    while (*part != 0) slot[used++] = *part++;
  }
  slot[used] = 0;
}

void write_threads(Text& text) {
  size_t count = 0;
  const Origin* all = origins(count);
  for (size_t i = 0; i < count; ++i) {
    text.word("origin ").hex(all[i].origin).word(" ").number(all[i].most).word(" ");
    if (all[i].place == 0) {
      text.word("-");
    } else {
      write_place(text, all[i].place, true);
    }
    text.end();
  }
}

}  // namespace

Output::Output(const char* ending, How how) {
  draft_[0] = 0;
  if (settings.out[0] == 0) return;
  join(path_, settings.out, ending);
  const char* path = path_;
  if (how == kReplace) {
    join(draft_, path_, ".draft");
    path = draft_;
  }
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (how == kAppend ? O_APPEND : O_TRUNC);
  file_ = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, kFileMode));
}

Output::~Output() {
  if (file_ < 0) return;
  syscall(SYS_close, file_);
  if (draft_[0] != 0) syscall(SYS_renameat, AT_FDCWD, draft_, AT_FDCWD, path_);
}

void write_header(Text& text) {
  char program[1024];
  const ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", program, sizeof program - 1);
  program[length < 0 ? 0 : length] = 0;
  text.word("vigil-watch 1").end();
  text.word("process ").number(static_cast<uint64_t>(settings.pid)).word(" ").name(program).end();
}

void write_graph() {
  if (!settings.locks) return;
  SpinGuard guard(writing);
  // The text goes before the file is closed and renamed.
  const Output output("", Output::kReplace);
  if (!output.open()) return;
  Text text(output.file());
  write_header(text);
  write_threads(text);
  write_order(text);
  write_calls(text);
  // Last, because writing places may have found more.
  write_modules(text);
  text.word("end").end();
}

}  // namespace vigil::watch
