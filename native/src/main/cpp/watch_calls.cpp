#include "watch_calls.h"

#include "watch_contexts.h"

namespace vigil::watch {
namespace {

constexpr size_t kEventsMax = 512;

struct Event {
  const char* name = nullptr;
  uint32_t lock_class = 0;
  uint32_t held_context = 0;
  uint32_t call_context = 0;
  uint32_t waiter_context = 0;
  uint64_t count = 0;
  int64_t ns_max = 0;
};

Event events[kEventsMax];
std::atomic<uint32_t> event_count{0};
std::atomic<uint64_t> version{0};
SpinLock noting;

void note_event(const Thread& thread, const Held& held, uint32_t waiter_context, int64_t ns) {
  const char* name = thread.call.load(std::memory_order_relaxed);
  // Waits for threads are followed for dumps, whatever the list says.
  if (name == nullptr || !is_watched_call(name)) return;
  const uint32_t call_context = thread.call_context.load(std::memory_order_relaxed);
  SpinGuard guard(noting);
  const uint32_t count = event_count.load(std::memory_order_relaxed);
  uint32_t i = 0;
  while (i < count && !(events[i].name == name && events[i].lock_class == held.lock_class &&
                        events[i].call_context == call_context)) {
    ++i;
  }
  if (i == kEventsMax) return;
  Event& event = events[i];
  if (i == count) {
    event = {name, held.lock_class, held.context, call_context, waiter_context, 0, 0};
    event_count.store(count + 1, std::memory_order_release);
  }
  ++event.count;
  if (ns > event.ns_max) event.ns_max = ns;
  version.fetch_add(1, std::memory_order_relaxed);
}

void note_waited_for(const Thread& thread, int64_t ns) {
  const uint32_t count = thread.held_count.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < count; ++i) {
    const Held& held = thread.held[i];
    if (held.entry->waiters.load(std::memory_order_relaxed) == 0) continue;
    note_event(thread, held, held.entry->waiter_context.load(std::memory_order_relaxed), ns);
  }
}

}  // namespace

bool is_watched_call(const char* name) {
  const bool all_but = settings.calls[0] == '-';
  if (settings.calls[all_but ? 1 : 0] == 0) return true;
  return Settings::listed(settings.calls + (all_but ? 1 : 0), name, true) != all_but;
}

void note_call_begin(Thread& thread, const char* name, uint32_t context) {
  thread.call_context.store(context, std::memory_order_relaxed);
  thread.call_since_ns = monotonic_ns();
  thread.call.store(name, std::memory_order_seq_cst);
}

void note_call_end(Thread& thread) {
  if (thread.held_count.load(std::memory_order_relaxed) > 0) {
    note_waited_for(thread, monotonic_ns() - thread.call_since_ns);
  }
  thread.call.store(nullptr, std::memory_order_relaxed);
  thread.call_open_sp = 0;
}

void note_waiter(const Thread& owner, const LockEntry& entry, uint32_t context) {
  if (owner.call.load() == nullptr) return;
  const uint32_t count = owner.held_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count && i < kHeldMax; ++i) {
    if (owner.held[i].entry == &entry) {
      note_event(owner, owner.held[i], context, 0);
      return;
    }
  }
}

void write_calls(Text& text) {
  const uint32_t count = event_count.load(std::memory_order_acquire);
  for (uint32_t i = 0; i < count; ++i) {
    const Event& event = events[i];
    text.word("call ").word(event.name).word(" C").number(event.lock_class).word(" ").number(event.count);
    text.word(" ").number(static_cast<uint64_t>(event.ns_max)).end();
    const uint32_t contexts[] = {event.held_context, event.call_context, event.waiter_context};
    const char* words[] = {" held", " called", " waiter"};
    for (int part = 0; part < 3; ++part) {
      text.word(words[part]);
      write_frames(text, context_frames(contexts[part]), context(contexts[part]).frame_count, true);
      text.end();
    }
  }
}

uint64_t calls_version() { return version.load(std::memory_order_relaxed); }

}  // namespace vigil::watch
