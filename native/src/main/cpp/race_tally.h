#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace vigil::race {

enum class Grade { kAcceptable, kInteresting, kForbidden };

const char* name_of(Grade grade);

// A row of a probe's table. `meaning` is one sentence.
struct Outcome {
  const char* name;
  Grade grade;
  const char* meaning;
  // Under the naive engine, which runs what a thread pushes at once and puts nothing in order between threads.
  Grade naive;
  // Class of the fault, as findings name it, of an outcome that can be forbidden.
  const char* fault;
};

constexpr char kWrongValue[] = "wrong-value";
constexpr char kOutOfBounds[] = "out-of-bounds";
constexpr char kErrorIsolation[] = "error-isolation";
constexpr char kNondeterminism[] = "nondeterminism";
constexpr char kGradient[] = "gradient";
constexpr char kShapeInference[] = "shape-inference";
constexpr char kRejectedValid[] = "rejected-valid";
constexpr char kAcceptedInvalid[] = "accepted-invalid";
constexpr char kAbort[] = "abort";
constexpr char kOther[] = "other";

Outcome acceptable(const char* name, const char* meaning);
Outcome interesting(const char* name, const char* meaning);
Outcome forbidden(const char* name, const char* meaning, const char* fault = kWrongValue);
// Forbidden where the engine orders what several threads do to one array, interesting under the naive engine.
Outcome disorder(const char* name, const char* meaning);

// How often each outcome was seen. Any thread.
class Tally {
 public:
  struct Row {
    int64_t times = 0;
    std::string first;  // what was seen the first time; may be empty
  };

  void count(const std::string& outcome, const std::string& detail = "");
  std::map<std::string, Row> rows() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Row> rows_;
};

}  // namespace vigil::race
