package dev.vigil.properties.operators;

import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that is known of one operator of one build: what it declares and what trials showed. The text form is what the
 * store keeps between units.
 *
 * @param version of this layout; another one is read as knowing nothing
 * @param corpus valid calls, each with another key; bounded
 * @param reached per attribute, values with which a call was valid
 * @param refused per attribute, values with which none was yet, with the template of the error: {@code value: template}
 * @param outcomes per kind of change, how often a valid call stayed valid
 * @param deadly exact changes that killed an executor
 * @param tried calls made while learning and exploring
 * @param valid those of them that were accepted
 * @param meant calls meant to be valid
 * @param meantValid those of them that were accepted
 * @param deaths executors lost
 * @param lastError the commonest error template of an operator that was never called validly, or empty
 * @param exhausted whether a long search found no further distinct valid call
 * @param distinct keys of distinct valid calls seen, corpus or not
 */
public record OperatorKnowledge(
        int version,
        Signature signature,
        List<Call> corpus,
        SortedMap<String, List<String>> reached,
        SortedMap<String, List<String>> refused,
        SortedMap<String, Share> outcomes,
        List<String> deadly,
        long tried,
        long valid,
        long meant,
        long meantValid,
        long deaths,
        String lastError,
        boolean exhausted,
        long distinct) {
    public static final int VERSION = 1;

    /** {@code good} of {@code all}. */
    public record Share(long all, long good) {
        public static final Share NONE = new Share(0, 0);

        public Share plus(boolean success) {
            return new Share(all + 1, good + (success ? 1 : 0));
        }

        /** Expected share of a next time, cautious while little is known. */
        public double expected() {
            return (good + 1.0) / (all + 2.0);
        }
    }

    public OperatorKnowledge {
        Objects.requireNonNull(signature);
        corpus = List.copyOf(corpus);
        reached = Collections.unmodifiableSortedMap(new TreeMap<>(reached));
        refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
        outcomes = Collections.unmodifiableSortedMap(new TreeMap<>(outcomes));
        deadly = List.copyOf(deadly);
    }

    /** What the registry alone says. */
    public static OperatorKnowledge declared(Signature signature) {
        return new OperatorKnowledge(
                VERSION,
                signature,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                0,
                0,
                0,
                0,
                0,
                "",
                false,
                0);
    }

    /** Nothing but a name. */
    public static OperatorKnowledge unknown(String operator) {
        return declared(new Signature(operator, List.of(), false, List.of(), "", ""));
    }

    /**
     * @throws IOException when the text is none of ours
     */
    public static OperatorKnowledge read(Knowledge knowledge) throws IOException {
        OperatorKnowledge read = Wire.fromJson(knowledge.json(), OperatorKnowledge.class);
        return read.version == VERSION ? read : declared(read.signature);
    }

    public Knowledge write(int revision) {
        return new Knowledge(signature.operator(), revision, Wire.toJson(this));
    }

    /** Whether any valid call is known. */
    public boolean callable() {
        return !corpus.isEmpty();
    }
}
