#include "child_start.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vigil {
namespace {

constexpr int kSignalsEnd = 65;
constexpr mode_t kFileMode = 0644;

// Runs in the child only: tells the launcher through the pipe what failed, and ends.
[[noreturn]] void give_up(int report, const std::string& step) {
  const std::string text = step + ": " + std::strerror(errno);
  const ssize_t ignored = write(report, text.data(), text.size());
  static_cast<void>(ignored);  // nobody is left to tell
  _exit(127);
}

void redirect(int report, const std::string& file, int flags, int to) {
  const std::string path = file.empty() ? "/dev/null" : file;
  const int from = open(path.c_str(), flags | O_CLOEXEC, kFileMode);
  if (from < 0 || dup2(from, to) < 0) give_up(report, path);
}

void default_signals() {
  for (int signal = 1; signal < kSignalsEnd; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Whatever descriptor the launcher was given by accident must not reach the program.
void close_the_rest(int report) {
  constexpr int kFirst = 3;
  if (report > kFirst) syscall(SYS_close_range, kFirst, report - 1, 0);
  syscall(SYS_close_range, report + 1, ~0U, 0);
}

[[noreturn]] void become_program(const LaunchOptions& options, pid_t launcher, int report) {
  if (setsid() < 0) give_up(report, "setsid");
  // The pipe on the launcher's stdin covers its parent's death; this covers the launcher's own by SIGKILL.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up(report, "PR_SET_PDEATHSIG");
  if (getppid() != launcher) _exit(127);
  redirect(report, "", O_RDONLY, STDIN_FILENO);
  redirect(report, options.out_file, O_WRONLY | O_CREAT | O_APPEND, STDOUT_FILENO);
  redirect(report, options.error_file, O_WRONLY | O_CREAT | O_APPEND, STDERR_FILENO);
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) give_up(report, options.directory);
  for (const auto& [resource, value] : options.limits) {
    const rlimit limit = {value, value};
    if (setrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) {
      give_up(report, "limit " + std::to_string(value));
    }
  }
  default_signals();
  close_the_rest(report);
  execvp(options.program[0], options.program.data());
  give_up(report, options.program[0]);
}

}  // namespace

pid_t start_child(const LaunchOptions& options, std::string& failure) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) {
    failure = std::string("pipe: ") + std::strerror(errno);
    return -1;
  }
  const pid_t launcher = getpid();
  const pid_t child = fork();
  if (child == 0) become_program(options, launcher, report[1]);
  failure = child < 0 ? std::string("fork: ") + std::strerror(errno) : "";
  close(report[1]);
  // The pipe closes without a word when the exec succeeded.
  char text[512];
  ssize_t size = 0;
  while (child > 0 && (size = read(report[0], text, sizeof text)) > 0) failure.append(text, static_cast<size_t>(size));
  close(report[0]);
  if (failure.empty()) return child;
  if (child > 0) waitpid(child, nullptr, 0);
  return -1;
}

}  // namespace vigil
