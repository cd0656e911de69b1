// Starts one program of Vigil and answers for it:
//   vigil-launcher [OPTION VALUE]... -- PROGRAM [ARGUMENT]...
//     --cwd DIR  --stdout FILE  --stderr FILE            files are appended to; without them /dev/null
//     --cpu-seconds N  --address-space BYTES  --file-size BYTES  --open-files N
// The program gets its own session, no core file, and /dev/null as stdin. It dies, with everything it started,
// when this launcher's stdin reaches its end (its parent died), on SIGTERM, SIGINT or SIGHUP, or when it ends
// itself. On stdout, a line each:
//   started PID
//   exited CODE | signalled NUMBER
//   leftover COUNT          only where descendants would not die
//   rusage MAXRSS_KB UTIME_MS STIME_MS
// or only `failed TEXT`. Exit code: 0 when the end was reported, 2 when nothing could be started.
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "child_start.h"
#include "launch_options.h"
#include "process_tree.h"

namespace {

constexpr int kStarted = 0;
constexpr int kNotStarted = 2;

void say(const std::string& line) {
  // A parent that is gone no longer reads; the killing matters more than the telling.
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

int fail(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  say("failed " + text);
  return kNotStarted;
}

// Signals come through a descriptor, so that one poll waits for them and for the end of stdin.
int signal_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

struct End {
  bool ended = false;
  int status = 0;
  rusage usage = {};
};

// Reaps what has ended; adopted orphans go unreported.
void reap(pid_t child, End& end) {
  int status = 0;
  rusage usage = {};
  pid_t reaped = 0;
  while ((reaped = wait4(-1, &status, WNOHANG, &usage)) > 0) {
    if (reaped == child) end = {true, status, usage};
  }
}

bool asked_to_stop(int signals) {
  signalfd_siginfo info;
  bool stop = false;
  while (read(signals, &info, sizeof info) == sizeof info) {
    if (info.ssi_signo != SIGCHLD) stop = true;
  }
  return stop;
}

bool input_ended() {
  char ignored[256];
  const ssize_t size = read(STDIN_FILENO, ignored, sizeof ignored);
  return size == 0 || (size < 0 && errno != EINTR && errno != EAGAIN);
}

End wait_for_end(pid_t child, int signals) {
  End end;
  bool killed = false;
  while (!end.ended) {
    pollfd sources[] = {{signals, POLLIN, 0}, {killed ? -1 : STDIN_FILENO, POLLIN, 0}};
    poll(sources, 2, -1);
    const bool stop = (sources[0].revents != 0 && asked_to_stop(signals)) || (sources[1].revents != 0 && input_ended());
    if (stop) {
      kill(-child, SIGKILL);
      kill(child, SIGKILL);
      killed = true;
    }
    reap(child, end);
  }
  return end;
}

long milliseconds(const timeval& time) { return time.tv_sec * 1000 + time.tv_usec / 1000; }

void report(const End& end, int leftover) {
  say(WIFSIGNALED(end.status) ? "signalled " + std::to_string(WTERMSIG(end.status))
                              : "exited " + std::to_string(WEXITSTATUS(end.status)));
  if (leftover > 0) say("leftover " + std::to_string(leftover));
  say("rusage " + std::to_string(end.usage.ru_maxrss) + " " + std::to_string(milliseconds(end.usage.ru_utime)) + " " +
      std::to_string(milliseconds(end.usage.ru_stime)));
}

int run(int argc, char** argv) {
  const vigil::LaunchOptions options = vigil::parse_launch_options(argc, argv);
  // Ctrl-C in a terminal goes to its whole process group: it is for our parent, which ends us when it is ready to.
  setpgid(0, 0);
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) throw std::runtime_error("PR_SET_CHILD_SUBREAPER is refused");
  const int signals = signal_descriptor();
  std::string failure;
  const pid_t child = vigil::start_child(options, failure);
  if (child < 0) return fail(failure);
  say("started " + std::to_string(child));
  const End end = wait_for_end(child, signals);
  // Children of its own group that still run, and whatever fled into groups of its own.
  kill(-child, SIGKILL);
  report(end, vigil::kill_all_children());
  return kStarted;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {
    return fail(failure.what());
  }
}
