#include "race_tally.h"

namespace vigil::race {

const char* name_of(Grade grade) {
  switch (grade) {
    case Grade::kAcceptable:
      return "acceptable";
    case Grade::kInteresting:
      return "interesting";
    case Grade::kForbidden:
      return "forbidden";
  }
  return "";
}

Outcome acceptable(const char* name, const char* meaning) {
  return {name, Grade::kAcceptable, meaning, Grade::kAcceptable, ""};
}

Outcome interesting(const char* name, const char* meaning) {
  return {name, Grade::kInteresting, meaning, Grade::kInteresting, ""};
}

Outcome forbidden(const char* name, const char* meaning, const char* fault) {
  return {name, Grade::kForbidden, meaning, Grade::kForbidden, fault};
}

Outcome disorder(const char* name, const char* meaning) {
  return {name, Grade::kForbidden, meaning, Grade::kInteresting, kWrongValue};
}

void Tally::count(const std::string& outcome, const std::string& detail) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Row& row = rows_[outcome];
  if (row.times++ == 0) row.first = detail;
}

std::map<std::string, Tally::Row> Tally::rows() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return rows_;
}

}  // namespace vigil::race
