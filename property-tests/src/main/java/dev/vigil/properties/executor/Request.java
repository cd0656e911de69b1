package dev.vigil.properties.executor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.properties.task.Inquiry;
import dev.vigil.properties.task.Task;
import java.util.List;

/** What a lane host asks of an executor. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Run.class, name = "run"),
    @JsonSubTypes.Type(value = Request.Describe.class, name = "describe"),
    @JsonSubTypes.Type(value = Request.Ask.class, name = "ask"),
})
sealed interface Request {
    /** What the black box names while the library describes itself; no task and no question has this number. */
    long DESCRIBE_BOXED = Long.MIN_VALUE;

    /** Answered by one {@link Answer.Done} per task, in order. */
    record Run(List<Task> tasks) implements Request {
        public Run {
            tasks = List.copyOf(tasks);
        }
    }

    /** Answered by one {@link Answer.Described}. */
    record Describe() implements Request {}

    /**
     * Answered by one {@link Answer.Inferred} per question, in order.
     *
     * @param first number of the first question, for the black box
     */
    record Ask(long first, List<Inquiry> inquiries) implements Request {
        public Ask {
            inquiries = List.copyOf(inquiries);
        }

        /** Questions stand in the black box below zero, apart from the tasks. */
        static long boxed(long number) {
            return -1 - number;
        }
    }
}
