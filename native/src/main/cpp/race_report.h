#pragma once

#include <map>
#include <string>

#include "race_probe.h"

namespace vigil::race {

// Where the program says what it sees: standard output, or a file. Throws when that cannot be opened.
void say_to(const std::string& file);

// Each line begins with "race" and has fields between tabs, because the build under test may print on standard output
// too. Any thread; a line is written at once, so that what was said is there whatever happens next.
void say(std::initializer_list<std::string> fields);

// A probe with its table, and nothing counted.
void say_table(const ProbeInfo& info);

// The outcomes that were counted, those of the table with no hits among them.
void say_outcomes(const ProbeInfo& info, bool naive, const std::map<std::string, Tally::Row>& rows);

bool forbidden_seen(const ProbeInfo& info, bool naive, const std::map<std::string, Tally::Row>& rows);

}  // namespace vigil::race
