package dev.vigil.model.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of one case: the executor answered, it died, or a process grew while it did one thing over and over. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Observation.Died.class, name = "died"),
    @JsonSubTypes.Type(value = Observation.Grew.class, name = "grew"),
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
}
