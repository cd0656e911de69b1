package dev.vigil.model.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of one case: the executor answered, it died, a process grew while it did one thing over and over, or told how
 * its threads take locks.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Observation.Died.class, name = "died"),
    @JsonSubTypes.Type(value = Observation.Grew.class, name = "grew"),
    @JsonSubTypes.Type(value = Observation.Circled.class, name = "circled"),
    @JsonSubTypes.Type(value = Observation.Withheld.class, name = "withheld"),
})
public sealed interface Observation {

    /**
     * The executor ran every run that the oracles asked for.
     *
     * @param aftermath what unrelated calls did afterwards, when they were asked for
     */
    record Answered(List<RunFacts> runs, @Nullable Aftermath aftermath) implements Observation {
        public Answered {
            runs = List.copyOf(runs);
        }
    }

    /**
     * The executor died while this case ran.
     *
     * @param during label of the run and phase that the black box names, such as {@code base/invoke}
     * @param capsule what its threads did when it hung; null when it did not, or nobody looked
     */
    record Died(
            ProcessEnd end,
            String during,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Capsule capsule) implements Observation {
        public Died {
            Objects.requireNonNull(end);
        }

        /** Without a look at its threads. */
        public Died(ProcessEnd end, String during) {
            this(end, during, null);
        }
    }

    /**
     * Memory became more and more while one thing was done over and over.
     *
     * @param measure what was measured, in words
     * @param iterations at each sample, since the begin of its loop
     * @param control bytes at each sample of a loop without what is asked about, over those at its begin
     * @param action the same of the loop with it
     * @param frames of the stack that took the memory, innermost first; empty where none is known
     */
    record Grew(String measure, List<Long> iterations, List<Long> control, List<Long> action, List<String> frames)
            implements Observation {
        public Grew {
            Objects.requireNonNull(measure);
            iterations = List.copyOf(iterations);
            control = List.copyOf(control);
            action = List.copyOf(action);
            frames = List.copyOf(frames);
            if (control.size() != iterations.size() || action.size() != iterations.size()) {
                throw new IllegalArgumentException(
                        "samples: " + iterations.size() + ", " + control.size() + " and " + action.size());
            }
        }
    }

    /**
     * Threads took locks in a circle, though not at one time.
     *
     * @param orders each one's wanted lock is the next one's held one, the last one's the first one's
     * @param sameLocks whether these were seen to be the very same locks, and not only locks of the same classes
     */
    record Circled(List<Order> orders, boolean sameLocks) implements Observation {
        public Circled {
            orders = List.copyOf(orders);
        }

        /** How many processes it took to see all of it. */
        public int processes() {
            return (int) orders.stream().map(Order::process).distinct().count();
        }
    }

    /**
     * That a thread which held one lock went for another.
     *
     * @param process in which it was seen; equal texts, equal process
     * @param threads that did it, in words
     * @param held the lock, and {@code wanted} the other one
     * @param heldAt where the first was taken, innermost frame first
     * @param wantedAt where it went for the second
     */
    record Order(
            String process, String threads, String held, String wanted, List<String> heldAt, List<String> wantedAt) {
        public Order {
            Objects.requireNonNull(process);
            Objects.requireNonNull(threads);
            Objects.requireNonNull(held);
            Objects.requireNonNull(wanted);
            heldAt = List.copyOf(heldAt);
            wantedAt = List.copyOf(wantedAt);
        }
    }

    /**
     * A call that may block was made with a lock held that another thread waited for.
     *
     * @param call the function
     * @param lock that was held
     * @param count how often it was seen
     * @param longestNs the longest of these calls; 0 where only its begin was seen
     * @param heldAt where the lock was taken, innermost frame first
     * @param calledAt where the call was made
     * @param waitedAt where the other thread waited
     */
    record Withheld(
            String call,
            String lock,
            long count,
            long longestNs,
            List<String> heldAt,
            List<String> calledAt,
            List<String> waitedAt)
            implements Observation {
        public Withheld {
            Objects.requireNonNull(call);
            Objects.requireNonNull(lock);
            heldAt = List.copyOf(heldAt);
            calledAt = List.copyOf(calledAt);
            waitedAt = List.copyOf(waitedAt);
        }
    }
}
