package dev.vigil.cli.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.vigil.model.call.Fill;
import dev.vigil.model.wire.ToCoordinator;
import dev.vigil.model.wire.ToWorker;
import dev.vigil.model.wire.Wire;
import java.io.IOException;
import java.io.NotSerializableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Bytes of another machine make one of our records or a {@link NotSerializableException}, soon, and nothing else. */
class WireSerializerTests {
    private static final String TO_COORDINATOR = "to-coordinator";
    private static final String TO_WORKER = "to-worker";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CBORMapper CBOR = new CBORMapper();
    private static final List<byte[]> SEEDS = Stream.concat(
                    Messages.TO_COORDINATOR.stream(), Messages.TO_WORKER.stream())
            .map(Wire::encode)
            .toList();

    /** Heads of CBOR that promise what does not follow, or what no reader should follow. */
    private static final List<byte[]> LURES = Stream.of(
                    "9bffffffffffffffff",
                    "9b000000007fffffff",
                    "9a7fffffff",
                    "bbffffffffffffffff",
                    "ba7fffffff",
                    "7bffffffffffffffff",
                    "7b000000007fffffff",
                    "7a7fffffff",
                    "5b7fffffffffffffff",
                    "5a7fffffff",
                    "9f9f9f9f9f9f9f9f",
                    "bfbfbfbfbfbf",
                    "7f7f7f",
                    "5f5f5f",
                    "c2581f" + "ff".repeat(31),
                    "c4821a7fffffff01",
                    "d9d9f7",
                    "d81900",
                    "d90100d81800",
                    "f6",
                    "f7",
                    "ff",
                    "f97e00",
                    "fb7ff0000000000000",
                    "1bffffffffffffffff",
                    "3bffffffffffffffff")
            .map(WireSerializerTests::hex)
            .toList();

    private final WireSerializer serializer = new WireSerializer();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Test
    void everyMessageComesBackAsItWas() throws IOException {
        List<Object> all = new ArrayList<>(Messages.TO_COORDINATOR);
        all.addAll(Messages.TO_WORKER);
        for (Object message : all) {
            assertEquals(message, serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message)));
        }
        Set<Class<?>> kinds = all.stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(
                Stream.of(ToCoordinator.class, ToWorker.class)
                        .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                        .collect(Collectors.toSet()),
                kinds);
    }

    @Test
    void otherFamiliesAreRefused() {
        byte[] seeking = Wire.encode(new ToCoordinator.Seeking("w"));
        for (String manifest : List.of(
                "",
                "java.lang.String",
                "dev.vigil.model.wire.ToWorker",
                "to-workers",
                "\uD83D\uDE00",
                "x".repeat(60_000))) {
            assertRefused(seeking, manifest);
        }
        assertRefused(seeking, TO_WORKER);
        assertRefused(Wire.encode(new ToWorker.Drain()), TO_COORDINATOR);
        assertThrows(IllegalArgumentException.class, () -> serializer.manifest("a text"));
    }

    @Test
    void partsAndRemnantsAreRefused() {
        for (byte[] whole : SEEDS) {
            for (int bytes = 0; bytes < whole.length; bytes++) {
                assertRefused(Arrays.copyOf(whole, bytes));
            }
            assertRefused(Arrays.copyOf(whole, whole.length + 1));
        }
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertRefused(Wire.toJson(Messages.TO_COORDINATOR.get(0)).getBytes(StandardCharsets.UTF_8));
        assertRefused(Wire.encode(List.of("seeking")));
        assertRefused(Wire.encode(new Fill.Constant(1)));
        assertRefused("\u00AC\u00ED\u0000\u0005sr".getBytes(StandardCharsets.ISO_8859_1));
        LURES.forEach(this::assertRefused);
    }

    @Test
    void missingPartsAreRefused() throws IOException {
        for (String json : List.of(
                "{'type':'seeking'}",
                "{'type':'seeking','worker':null}",
                "{'type':'leaving','worker':{}}",
                "{'type':'ready','worker':'w','freeSlots':1}",
                "{'type':'ready','worker':'w','freeSlots':'many','capabilities':{}}",
                "{'type':'ready','worker':'w','freeSlots':99999999999,'capabilities':{}}",
                "{'type':'progress','worker':'w','attempt':1}",
                "{'type':'gave-up','worker':'w','unit':'u','attempt':1}",
                "{'type':'finished','worker':'w','attempt':1}",
                "{'type':'finished','worker':'w','attempt':1,'result':{}}",
                "{'type':'dev.vigil.model.wire.ToCoordinator$Seeking','worker':'w'}",
                "{'worker':'w'}")) {
            JsonNode tree = new ObjectMapper().readTree(json.replace('\'', '"'));
            assertRefused(CBOR.writeValueAsBytes(tree), TO_COORDINATOR);
        }
        ObjectNode nameless = tree(Messages.TO_COORDINATOR.get(1));
        ((ObjectNode) nameless.get("capabilities")).putNull("name");
        assertRefused(CBOR.writeValueAsBytes(nameless), TO_COORDINATOR);
    }

    @Test
    void oversizedMessagesAreRefusedOnBothSides() {
        assertRefused(new byte[WireSerializer.BYTES_MAX + 1], TO_COORDINATOR);
        ToCoordinator large = new ToCoordinator.Seeking("w".repeat(WireSerializer.BYTES_MAX));
        assertThrows(IllegalArgumentException.class, () -> serializer.toBinary(large));
    }

    @Test
    void deepMessagesAreRefused() throws IOException {
        for (int head : List.of(0x81, 0x9F, 0xBF)) {
            byte[] deep = new byte[WireSerializer.BYTES_MAX];
            Arrays.fill(deep, (byte) head);
            assertRefused(deep);
        }
        JsonNode inner = CBOR.createObjectNode().put("kind", "const").put("value", 1);
        for (int depth = 0; depth < 900; depth++) {
            ObjectNode outer = CBOR.createObjectNode().put("kind", "masked").put("run", 1);
            outer.set("inner", inner);
            inner = outer;
        }
        assertRefused(CBOR.writeValueAsBytes(leasedWith(inner)), TO_WORKER);
    }

    @Test
    void manyAndLongPartsAreRefused() throws IOException {
        byte[] many = new byte[WireSerializer.BYTES_MAX];
        many[0] = (byte) 0x9F;
        assertRefused(many);
        ObjectNode unknown = tree(Messages.TO_COORDINATOR.get(0));
        ArrayNode numbers = unknown.putArray("unknown");
        for (int i = 0; i < 1_100_000; i++) {
            numbers.add(1);
        }
        assertRefused(CBOR.writeValueAsBytes(unknown), TO_COORDINATOR);
        assertRefused(CBOR.writeValueAsBytes(
                CBOR.createObjectNode().put("type", "seeking").put("w".repeat(200_000), "w")));
    }

    @Test
    void numbersBeyondAllMeasureAreRefused() throws IOException {
        ObjectNode progress = tree(Messages.TO_COORDINATOR.get(2));
        progress.put("cases", BigInteger.ONE.shiftLeft(40_000));
        assertRefused(CBOR.writeValueAsBytes(progress), TO_COORDINATOR);
        progress.put("cases", new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE));
        assertRefused(CBOR.writeValueAsBytes(progress), TO_COORDINATOR);
        ObjectNode fill = CBOR.createObjectNode().put("kind", "const");
        fill.put("value", new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE));
        assertHarmless(CBOR.writeValueAsBytes(leasedWith(fill)), TO_WORKER);
    }

    /** Each level of it is kept as tokens until its kind is known. */
    @Test
    void kindsToldLastTakeABoundedPartOfTheHeap() throws IOException {
        ObjectNode innermost = CBOR.createObjectNode();
        ArrayNode values = innermost.putArray("values");
        for (int i = 0; i < 900_000; i++) {
            values.add(1);
        }
        JsonNode inner = innermost.put("kind", "list");
        for (int depth = 0; depth < 26; depth++) {
            ObjectNode outer = CBOR.createObjectNode();
            outer.set("inner", inner);
            inner = outer.put("run", 1).put("kind", "masked");
        }
        assertHarmless(CBOR.writeValueAsBytes(leasedWith(inner)), TO_WORKER);
    }

    @Property(tries = 100_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void whateverComesIsAMessageOrRefused(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = random.nextInt(8) == 0 ? noise(random) : mutated(random);
        String manifest = random.nextBoolean() ? TO_COORDINATOR : TO_WORKER;
        try {
            Object message = serializer.fromBinary(bytes, manifest);
            assertEquals(manifest, serializer.manifest(message));
        } catch (NotSerializableException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 200);
        }
    }

    private static byte[] noise(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size()));
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(6)) {
                case 0 -> with(bytes, at, new byte[] {(byte) random.nextInt(256)}, 1);
                case 1 -> with(bytes, at, new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(8)))}, 1);
                case 2 -> with(bytes, at, LURES.get(random.nextInt(LURES.size())), random.nextInt(2));
                case 3 -> with(bytes, at, new byte[0], random.nextInt(20));
                case 4 -> with(bytes, at, part(random), random.nextInt(20));
                default -> with(bytes, at, Arrays.copyOfRange(bytes, at, bytes.length), 0);
            };
        }
        return bytes;
    }

    private static byte[] part(SplittableRandom random) {
        byte[] other = SEEDS.get(random.nextInt(SEEDS.size()));
        int from = random.nextInt(other.length);
        return Arrays.copyOfRange(other, from, Math.min(other.length, from + random.nextInt(40)));
    }

    /** The same with this there instead of so many bytes. */
    private static byte[] with(byte[] bytes, int at, byte[] there, int instead) {
        int rest = Math.min(bytes.length, at + instead);
        byte[] made = new byte[at + there.length + bytes.length - rest];
        System.arraycopy(bytes, 0, made, 0, at);
        System.arraycopy(there, 0, made, at, there.length);
        System.arraycopy(bytes, rest, made, at + there.length, bytes.length - rest);
        return made;
    }

    private static ObjectNode tree(Object message) throws IOException {
        return (ObjectNode) CBOR.readTree(Wire.encode(message));
    }

    private static JsonNode leasedWith(JsonNode fill) throws IOException {
        ObjectNode leased = tree(Messages.TO_WORKER.get(1));
        // A tree holds one field of each name, and one that died has two that are called so.
        ((ObjectNode) leased.at("/lease/unit/candidate"))
                .set(
                        "observation",
                        CBOR.createObjectNode().put("end", "answered").set("runs", CBOR.createArrayNode()));
        ObjectNode input = (ObjectNode) leased.at("/lease/unit/candidate/call/steps/0/inputs/0");
        assertTrue(input.has("fill"));
        input.set("fill", fill);
        return leased;
    }

    private void assertRefused(byte[] bytes) {
        assertRefused(bytes, TO_COORDINATOR);
        assertRefused(bytes, TO_WORKER);
    }

    private void assertRefused(byte[] bytes, String manifest) {
        Assertions.assertTimeout(SOON, () -> {
            try {
                fail("made " + serializer.fromBinary(bytes, manifest));
            } catch (NotSerializableException e) {
                assertTrue(String.valueOf(e.getMessage()).length() < 200);
            }
        });
    }

    private void assertHarmless(byte[] bytes, String manifest) {
        Assertions.assertTimeout(SOON, () -> {
            try {
                assertInstanceOf(ToWorker.class, serializer.fromBinary(bytes, manifest));
            } catch (NotSerializableException e) {
                assertTrue(String.valueOf(e.getMessage()).length() < 200);
            }
        });
    }
}
