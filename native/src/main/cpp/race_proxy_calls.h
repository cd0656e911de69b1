#pragma once

namespace vigil::race_proxy {

// Something changed for the whole process; with the race that belongs to it, each thread's next operation suffers.
void disturb();

// Every other thread's next sample is to be the one before.
void rewind_streams();

}  // namespace vigil::race_proxy
