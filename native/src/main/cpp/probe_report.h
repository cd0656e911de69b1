#pragma once

namespace vigil {

// The record of what a probe does, in a file that is mapped: each line is there before the step that it names begins,
// and stays when the process is killed in the middle of it. Lines are `NANOSECONDS PID TID PHASE DETAIL`, by the
// monotonic clock; those that no longer fit are dropped. Siblings write to one record. Any thread.
bool report_open(const char* file);
void report_phase(const char* phase, const char* detail);

}  // namespace vigil
