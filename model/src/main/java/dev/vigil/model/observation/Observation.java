package dev.vigil.model.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What came of one case: the executor answered, or it died. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Observation.Died.class, name = "died"),
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
}
