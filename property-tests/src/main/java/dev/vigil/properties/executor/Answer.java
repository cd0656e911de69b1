package dev.vigil.properties.executor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigil.properties.task.Description;
import dev.vigil.properties.task.Inference;
import dev.vigil.properties.task.Outcome;

/** What an executor answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Answer.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Answer.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Answer.Described.class, name = "described"),
    @JsonSubTypes.Type(value = Answer.Inferred.class, name = "inferred"),
})
sealed interface Answer {
    record Done(Outcome outcome) implements Answer {}

    /** In place of {@link Done}: running the task met a fault of ours. */
    record Failed(long task, String fault) implements Answer {}

    record Described(Description description) implements Answer {}

    record Inferred(long number, Inference inference) implements Answer {}
}
