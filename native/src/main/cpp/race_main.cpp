// Concurrency probes: several threads ask one libmxnet one question, over and over, and count what they see.
//   vigil-race --list [--report FILE]       every probe and its table
//   vigil-race LIBRARY PROBE [OPTION…]      plays one
//   vigil-race LIBRARY soak [OPTION…]       plays all in a random order until the time is over
//   --threads N  --rounds N  --seconds S  --seed N  --folder DIR  --stall S  --patience S  --report FILE  --trace FILE
// Standard output, or the report, has lines of "race" and fields between tabs (race_report.h): start, operators,
// probe, outcome, rounds, stall, end. The engine is chosen by MXNET_ENGINE_TYPE, as for any user. The trace gets the
// frames of a process that dies (crash_handlers.h). Ends with 0, or 1 when a forbidden outcome was seen, 2 for bad
// input or a build that does not load, 3 for a fault of our own, 4 when the build lacks what the probe asks about, 5
// when a thread stood still longer than the patience.
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>

#include "crash_handlers.h"
#include "library.h"
#include "race_report.h"
#include "race_watch.h"
#include "reply.h"

namespace vigil::race {
namespace {

constexpr int kForbiddenSeen = 1;
constexpr int kBadInput = 2;
constexpr int kOurFault = 3;
constexpr int kSkipped = 4;
constexpr int kStalled = 5;

constexpr int kThreadsMax = 64;
// Of one probe at a time in a soak, and how long it lasts when nothing is said.
constexpr int64_t kSoakRounds = 20;
constexpr Seconds kSoakTime{60};

class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Options {
  std::string library;
  std::string probe;
  Plan plan;
  std::string folder = ".";
  Seconds stall{10};
  Seconds patience{60};
  std::string report;  // empty: standard output
  std::string trace;   // empty: none
};

double number(const std::string& option, const char* text, double least) {
  char* end = nullptr;
  const double value = std::strtod(text, &end);
  if (*text == '\0' || *end != '\0' || !(value >= least)) {
    throw BadInput(option + " wants a number from " + std::to_string(static_cast<int>(least)) + " on, not '" + text + "'");
  }
  return value;
}

int64_t whole(const std::string& option, const char* text, int64_t least) {
  char* end = nullptr;
  const long long value = std::strtoll(text, &end, 10);
  if (*text == '\0' || *end != '\0' || value < least) {
    throw BadInput(option + " wants a whole number from " + std::to_string(least) + " on, not '" + text + "'");
  }
  return value;
}

Options options(int argc, char** argv) {
  if (argc < 3 || argc % 2 == 0) throw BadInput("usage: vigil-race --list [--report FILE] | LIBRARY PROBE|soak [--OPTION VALUE]...");
  Options read;
  read.library = argv[1];
  read.probe = argv[2];
  for (int i = 3; i < argc; i += 2) {
    const std::string option = argv[i];
    const char* value = argv[i + 1];
    if (option == "--threads") {
      read.plan.threads = static_cast<int>(whole(option, value, 2));
      if (read.plan.threads > kThreadsMax) throw BadInput("--threads is at most " + std::to_string(kThreadsMax));
    } else if (option == "--rounds") {
      read.plan.rounds = whole(option, value, 1);
    } else if (option == "--seconds") {
      read.plan.limit = Seconds(number(option, value, 0));
    } else if (option == "--seed") {
      read.plan.seed = static_cast<uint64_t>(whole(option, value, 0));
    } else if (option == "--folder") {
      read.folder = value;
    } else if (option == "--stall") {
      read.stall = Seconds(number(option, value, 0));
    } else if (option == "--patience") {
      read.patience = Seconds(number(option, value, 0));
    } else if (option == "--report") {
      read.report = value;
    } else if (option == "--trace") {
      read.trace = value;
    } else {
      throw BadInput("there is no option " + option);
    }
  }
  return read;
}

std::vector<const ProbeInfo*> chosen(const std::string& name) {
  std::vector<const ProbeInfo*> found;
  for (const ProbeInfo& info : all_probes()) {
    if (name == info.name || (name == "soak" && !info.once)) found.push_back(&info);
  }
  if (found.empty()) throw BadInput("there is no probe '" + name + "'; --list shows them");
  return found;
}

void load(const std::string& library) {
  const int result = library_open(library.c_str());
  if (result == 0) return;
  std::vector<int8_t> reply(reply_size());
  reply_copy(reply.data(), static_cast<int64_t>(reply.size()));
  // A text is its length in four bytes, then its characters.
  const std::string text = reply.size() > 4 ? std::string(reply.begin() + 4, reply.end()) : "";
  throw BadInput("cannot load " + library + ": " + text);
}

class Session {
 public:
  explicit Session(const Options& options)
      : options_(options), probes_(chosen(options.probe)), naive_(naive_engine()) {}

  int run() {
    if (!options_.report.empty()) say_to(options_.report);
    load(options_.library);
    // After the build has installed its own handlers.
    if (!options_.trace.empty()) trace();
    int version = 0;
    check(api().version(&version));
    say({"start", std::to_string(version), naive_ ? "naive" : "threaded", std::to_string(options_.plan.threads),
         std::to_string(options_.plan.seed)});
    Operators operators{};
    try {
      operators = Operators::find();
    } catch (const NotExported& missing) {
      say({"skipped", options_.probe, missing.what()});
      return kSkipped;
    }
    say({"operators", operators.names});
    const Stage stage{operators, options_.plan.threads, naive_, options_.folder};
    {
      Watch watch(options_.stall, options_.patience, [this](const std::string& who) { stalled(who); }, [this] { leave(); });
      if (options_.probe == "soak") {
        soak(stage, watch);
      } else {
        play_one(*probes_[0], stage, options_.plan, watch);
      }
    }
    return finish();
  }

 private:
  static bool naive_engine() {
    const char* engine = std::getenv("MXNET_ENGINE_TYPE");
    return engine != nullptr && std::strcmp(engine, "NaiveEngine") == 0;
  }

  void trace() const {
    const int result = crash_install(options_.trace.c_str());
    if (result != 0) throw BadInput("cannot trace to " + options_.trace + ": " + std::strerror(result));
  }

  void play_one(const ProbeInfo& info, const Stage& stage, const Plan& plan, Watch& watch) {
    Progress progress(plan.threads);
    current_ = info.name;
    watch.over(&progress);
    try {
      rounds_ += play(info, stage, plan, tallies_[info.name], progress);
    } catch (const NotExported& missing) {
      say({"skipped", info.name, missing.what()});
      skipped_++;
    }
    watch.over(nullptr);
  }

  void soak(const Stage& stage, Watch& watch) {
    const auto start = std::chrono::steady_clock::now();
    SplitMix draws(options_.plan.seed);
    Plan plan = options_.plan;
    plan.rounds = kSoakRounds;
    const Seconds time = plan.limit.count() > 0 ? plan.limit : kSoakTime;
    plan.limit = Seconds(0);
    while (std::chrono::steady_clock::now() - start < time) {
      const ProbeInfo& info = *probes_[draws.next() % probes_.size()];
      plan.seed = draws.next();
      play_one(info, stage, plan, watch);
    }
  }

  void say_all() {
    for (const ProbeInfo* info : probes_) say_outcomes(*info, naive_, tallies_[info->name].rows());
    say({"rounds", std::to_string(rounds_.load())});
  }

  void stalled(const std::string& who) {
    say({"stall", current_.load(), who});
    say_all();
  }

  [[noreturn]] void leave() {
    say({"left", current_.load()});
    _exit(kStalled);  // the threads that hang would keep any other way from ending
  }

  int finish() {
    say_all();
    bool seen = false;
    for (const ProbeInfo* info : probes_) seen |= forbidden_seen(*info, naive_, tallies_[info->name].rows());
    say({"end"});
    // As a careful user does; what then happens on the way out is for the supervisor to see.
    if (api().notify_shutdown != nullptr) api().notify_shutdown();
    return seen ? kForbiddenSeen : skipped_ == static_cast<int>(probes_.size()) ? kSkipped : 0;
  }

  const Options& options_;
  const std::vector<const ProbeInfo*> probes_;
  const bool naive_;
  std::map<std::string, Tally> tallies_ = empty_tallies();
  std::atomic<const char*> current_{""};
  std::atomic<int64_t> rounds_{0};
  int skipped_ = 0;

  // All of them from the start, because the watch reads the map from its own thread.
  std::map<std::string, Tally> empty_tallies() const {
    std::map<std::string, Tally> all;
    for (const ProbeInfo* info : probes_) all[info->name];
    return all;
  }
};

int main(int argc, char** argv) {
  try {
    if (argc > 1 && std::strcmp(argv[1], "--list") == 0) {
      if (argc == 4 && std::strcmp(argv[2], "--report") == 0) say_to(argv[3]);
      for (const ProbeInfo& info : all_probes()) say_table(info);
      return 0;
    }
    const Options read = options(argc, argv);
    return Session(read).run();
  } catch (const BadInput& bad) {
    std::cerr << "vigil-race: " << bad.what() << "\n";
    return kBadInput;
  } catch (const std::exception& fault) {
    std::cerr << "vigil-race: " << fault.what() << "\n";
    return kOurFault;
  }
}

}  // namespace
}  // namespace vigil::race

int main(int argc, char** argv) { return vigil::race::main(argc, argv); }
