package dev.vigil.properties.generate;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.call.Values;
import dev.vigil.model.unit.Knowledge;
import dev.vigil.model.wire.Wire;
import dev.vigil.properties.draw.Draw;
import dev.vigil.properties.operators.OperatorKnowledge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Digests of the cases that a fixed snapshot of knowledge gives under one seed, down to the bytes of their inputs. */
final class CallDigest {
    /** What learning left of two operators: many attributes, many dtypes. */
    static final List<String> SNAPSHOTS = List.of("Pooling", "topk");

    private static final int CALLS = 500;
    private static final long VARIANT = 3;
    private static final long ELEMENTS_MAX = 10_000;

    private CallDigest() {}

    /** In a JVM of its own; prints one digest for each snapshot. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("java " + Runtime.version().feature());
        for (String snapshot : SNAPSHOTS) {
            System.out.println(of(snapshot, Long.parseLong(arguments[0])));
        }
    }

    static String of(String snapshot, long seed) throws IOException, InterruptedException {
        OperatorKnowledge knowledge = OperatorKnowledge.read(new Knowledge(snapshot, 1, json(snapshot)));
        return Draw.during(() -> {
            CallGenerator generator = new CallGenerator(knowledge, new Draw.Generators(), seed, true);
            MessageDigest digest = sha256();
            for (int i = 0; i < CALLS; i++) {
                Generated generated = generator.call(i);
                Case call = generated.call().toCase(snapshot, ProcessSettings.plain("cpu"));
                String text = Wire.toJson(call) + generated.intent() + generated.kind() + generated.trait();
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                addInputs(call.variant(VARIANT), digest);
            }
            return snapshot + " " + HexFormat.of().formatHex(digest.digest());
        });
    }

    private static void addInputs(Case call, MessageDigest digest) {
        for (Step step : call.steps()) {
            for (Input input : step.inputs()) {
                if (input instanceof Input.Array array && small(array)) {
                    int count = (int) array.shape().elements();
                    ByteBuffer bytes =
                            ByteBuffer.allocate(count * array.dtype().bytes()).order(ByteOrder.nativeOrder());
                    Values.write(array.fill(), array.dtype(), count, bytes);
                    digest.update(bytes);
                }
            }
        }
    }

    /** Hostile shapes may have more elements than a long can count. */
    private static boolean small(Input.Array array) {
        try {
            return array.shape().elements() <= ELEMENTS_MAX;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static String json(String snapshot) throws IOException {
        String name = "/snapshot/" + snapshot + ".json";
        try (InputStream in = Objects.requireNonNull(CallDigest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
