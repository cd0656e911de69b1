package dev.vigil.probes.coldstart;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Steps as the probe program reads them: a text of calls and a file of the very values that an executor would use. */
public final class CallFiles {
    /** Of the values of one attempt: starts are what is looked at, not work. */
    static final long BYTES_MAX = 16L << 20;

    private CallFiles() {}

    /** Whether the probe can make a call: one step of dense arrays that are given whole, attributes in one line. */
    public static boolean plain(Case call) {
        return call.steps().size() == 1 && plain(call.steps().get(0));
    }

    private static boolean plain(Step step) {
        long bytes = 0;
        for (Input input : step.inputs()) {
            if (!(input instanceof Input.Array array) || array.sparse() != null) {
                return false;
            }
            bytes += array.shape().elements() * array.dtype().bytes();
        }
        return bytes <= BYTES_MAX
                && step.out().isEmpty()
                && step.attributes().values().stream().noneMatch(v -> v.indexOf('\n') >= 0);
    }

    /** The call without what only an executor does: gradients and training. */
    static Case stripped(Case call) {
        return new Case(call.settings(), List.of(call.steps().get(0).withModes(List.of(), false)));
    }

    public static void write(Case attempt, Path calls, Path values) throws IOException {
        StringBuilder text = new StringBuilder();
        long offset = 0;
        try (FileChannel out = FileChannel.open(
                values, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Step step : attempt.steps()) {
                text.append("call ").append(step.operator()).append('\n');
                for (Map.Entry<String, String> attribute : step.attributes().entrySet()) {
                    text.append("attribute ")
                            .append(attribute.getKey())
                            .append(' ')
                            .append(attribute.getValue())
                            .append('\n');
                }
                for (Input input : step.inputs()) {
                    Input.Array array = (Input.Array) input;
                    int elements = Math.toIntExact(array.shape().elements());
                    ByteBuffer bytes = ByteBuffer.allocate(
                                    elements * array.dtype().bytes())
                            .order(ByteOrder.nativeOrder());
                    Values.write(array.fill(), array.dtype(), elements, bytes);
                    text.append("input ")
                            .append(array.dtype().code())
                            .append(' ')
                            .append(elements)
                            .append(' ')
                            .append(offset)
                            .append(' ')
                            .append(bytes.capacity());
                    for (int axis = 0; axis < array.shape().rank(); axis++) {
                        text.append(' ').append(array.shape().axis(axis));
                    }
                    text.append('\n');
                    offset += out.write(bytes.rewind());
                }
            }
        }
        Files.writeString(calls, text);
    }
}
