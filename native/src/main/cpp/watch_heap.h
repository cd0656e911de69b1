#pragma once

#include "watch_base.h"

namespace vigil::watch {

// Finds out how the allocator tells the size of a block.
void learn_sizes();

// Live bytes and blocks by the stack that took them.

void note_block(const void* block, size_t bytes, const Caller& caller);
// Of a block that is given back. False where it was not taken under watch.
bool forget_block(const void* block);
// Pages that are given back may be a part of what was mapped.
void forget_pages(const void* start, size_t bytes);

// Appends all live bytes and counts to the heap file; two such pictures can be subtracted.
void write_heap(const char* label);

}  // namespace vigil::watch
