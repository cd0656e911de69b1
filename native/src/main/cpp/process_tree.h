#pragma once

namespace vigil {

// Kills and reaps every child of this process until none is left. As this process is the sub-reaper, a killed
// child's children become ours and fall in the next round. Gives up after a few seconds; answers what is left.
int kill_all_children();

}  // namespace vigil
