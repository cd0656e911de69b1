#include "race_report.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace vigil::race {
namespace {

constexpr size_t kDetailMax = 400;
constexpr int kReadableByAll = 0644;

int channel = STDOUT_FILENO;

// The first line, without what would end a field.
std::string plain(const std::string& text) {
  std::string line = text.substr(0, std::min(text.find('\n'), kDetailMax));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  return line;
}

Grade grade(const Outcome& outcome, bool naive) { return naive ? outcome.naive : outcome.grade; }

}  // namespace

void say_to(const std::string& file) {
  channel = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kReadableByAll);
  if (channel < 0) throw std::runtime_error("cannot write " + file + ": " + std::strerror(errno));
}

void say(std::initializer_list<std::string> fields) {
  std::string line = "race";
  for (const std::string& field : fields) line += "\t" + plain(field);
  line += "\n";
  const char* rest = line.data();
  size_t left = line.size();
  while (left > 0) {
    const ssize_t written = write(channel, rest, left);
    if (written < 0) return;  // nobody reads any more
    rest += written;
    left -= static_cast<size_t>(written);
  }
}

void say_table(const ProbeInfo& info) {
  say({"probe", info.name, info.function, info.question});
  for (const Outcome& outcome : info.outcomes) {
    say({"row", name_of(outcome.grade), name_of(outcome.naive), outcome.fault, outcome.name, outcome.meaning});
  }
}

void say_outcomes(const ProbeInfo& info, bool naive, const std::map<std::string, Tally::Row>& rows) {
  say({"probe", info.name, info.function, info.question});
  for (const Outcome& outcome : info.outcomes) {
    const auto row = rows.find(outcome.name);
    const bool seen = row != rows.end();
    say({"outcome", name_of(grade(outcome, naive)), outcome.fault, outcome.name, std::to_string(seen ? row->second.times : 0),
         outcome.meaning, seen ? row->second.first : ""});
  }
}

bool forbidden_seen(const ProbeInfo& info, bool naive, const std::map<std::string, Tally::Row>& rows) {
  return std::any_of(info.outcomes.begin(), info.outcomes.end(), [&](const Outcome& outcome) {
    return grade(outcome, naive) == Grade::kForbidden && rows.count(outcome.name) > 0;
  });
}

}  // namespace vigil::race
