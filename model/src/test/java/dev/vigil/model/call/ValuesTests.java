package dev.vigil.model.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ValuesTests {
    /** Computed on JDK 17; a JDK that gives another number would change every stored case. */
    private static final long PINNED = 2412644189L;

    private static final List<Fill> RANDOM_FILLS = List.of(
            new Fill.Uniform(1, -2, 3),
            new Fill.Normal(2, 0, 1),
            new Fill.Integers(3, -5, 6),
            new Fill.Sorted(4, -1, 1, false),
            new Fill.Magnitudes(5, -20, 20),
            new Fill.Specials(6));

    @Test
    void fillsGiveTheSameBytesOnEveryJvm() {
        CRC32 crc = new CRC32();
        for (Fill fill : RANDOM_FILLS) {
            crc.update(bytes(fill, DType.FLOAT32, 100));
        }
        assertEquals(PINNED, crc.getValue());
    }

    @Test
    void variantZeroIsTheFillItselfAndOthersDiffer() {
        for (Fill fill : RANDOM_FILLS) {
            assertArrayEquals(bytes(fill, DType.FLOAT64, 32), bytes(fill.variant(0), DType.FLOAT64, 32));
            assertNotEquals(fill, fill.variant(1));
            assertNotEquals(fill.variant(1), fill.variant(2));
        }
    }

    @Test
    void pickedValuesAreThoseOfTheirPlaces() {
        Fill counted = new Fill.Range(0, 1);
        Shape shape = Shape.of(2, 3, 2);
        assertEquals(
                List.of(4.0, 5.0, 2.0, 3.0, 0.0, 1.0, 10.0, 11.0, 8.0, 9.0, 6.0, 7.0),
                values(new Fill.Picked(counted, shape, 1, 2, -1), 12));
        assertEquals(List.of(4.0, 5.0, 10.0, 11.0), values(new Fill.Picked(counted, shape, 1, 2, 1), 4));
        assertEquals(List.of(6.0, 7.0, 8.0, 9.0, 10.0, 11.0), values(new Fill.Picked(counted, shape, 0, 1, 1), 6));
        assertEquals(List.of(0.0, -2.0), values(new Fill.Scaled(counted, -2), 2));
    }

    private static List<Double> values(Fill fill, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * count).order(ByteOrder.nativeOrder());
        Values.write(fill, DType.FLOAT64, count, buffer);
        return IntStream.range(0, count)
                .mapToObj(i -> Values.get(DType.FLOAT64, buffer, i) + 0.0)
                .toList();
    }

    @Test
    void maskedRunsAreWholeOrZero() {
        byte[] plain = bytes(new Fill.Constant(1), DType.UINT8, 300);
        byte[] masked = bytes(new Fill.Masked(new Fill.Constant(1), 7, 0.5, 3), DType.UINT8, 300);
        int kept = 0;
        for (int i = 0; i < 300; i++) {
            assertEquals(masked[i - i % 3], masked[i]);
            kept += masked[i];
        }
        assertTrue(kept > 90 && kept < 210, "kept " + kept);
        assertArrayEquals(plain, bytes(new Fill.Masked(new Fill.Constant(1), 7, 1, 3), DType.UINT8, 300));
        assertArrayEquals(new byte[300], bytes(new Fill.Masked(new Fill.Constant(1), 7, 0, 3), DType.UINT8, 300));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void smallWholeNumbersSurviveEveryType(DType type) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * 4).order(ByteOrder.nativeOrder());
        for (int value = 0; value <= 1; value++) {
            Values.put(type, buffer, 2, value);
            assertEquals(value, Values.get(type, buffer, 2));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.333333, 0.333251953125",
        "65504, 65504",
        "65519.9, 65504",
        "65520, Infinity",
        "-70000, -Infinity",
        "5.9604644775390625e-8, 5.9604644775390625e-8",
        "2.9802322387695312e-8, 0",
        "1.00048828125, 1",
        "1.00146484375, 1.001953125",
        "6.1005353927612305e-5, 6.103515625e-5",
    })
    void halfPrecisionRoundsToNearestEven(double value, double expected) {
        ByteBuffer buffer = ByteBuffer.allocate(2).order(ByteOrder.nativeOrder());
        Values.put(DType.FLOAT16, buffer, 0, value);
        assertEquals(expected, Values.get(DType.FLOAT16, buffer, 0));
    }

    @Test
    void integersSaturateAndNanBecomesZero() {
        ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        Values.put(DType.INT8, buffer, 0, 1000);
        assertEquals(127, Values.get(DType.INT8, buffer, 0));
        Values.put(DType.UINT8, buffer, 0, -3);
        assertEquals(0, Values.get(DType.UINT8, buffer, 0));
        Values.put(DType.INT32, buffer, 0, Double.NaN);
        assertEquals(0, Values.get(DType.INT32, buffer, 0));
        Values.put(DType.UINT64, buffer, 0, 0x1p63);
        assertEquals(0x1p63, Values.get(DType.UINT64, buffer, 0));
    }

    @Test
    void specialsHoldNotOnlyOrdinaryNumbers() {
        ByteBuffer buffer =
                ByteBuffer.wrap(bytes(new Fill.Specials(9), DType.FLOAT32, 200)).order(ByteOrder.nativeOrder());
        int odd = 0;
        for (int i = 0; i < 200; i++) {
            odd += Double.isFinite(Values.get(DType.FLOAT32, buffer, i)) ? 0 : 1;
        }
        assertTrue(odd > 5 && odd < 100, "NaN or infinite: " + odd);
    }

    @Test
    void sortedFillsAreSorted() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes(new Fill.Sorted(3, -4, 4, true), DType.FLOAT64, 50))
                .order(ByteOrder.nativeOrder());
        for (int i = 1; i < 50; i++) {
            assertTrue(Values.get(DType.FLOAT64, buffer, i) <= Values.get(DType.FLOAT64, buffer, i - 1));
        }
    }

    @Test
    void shiftsOfOneSeedLieOnALineThroughTheInnerValues() {
        Fill inner = new Fill.Listed(List.of(0.0, -0.25, 8.0));
        double[] plain = values(inner.variant(5));
        double[] there = values(new Fill.Shifted(inner, 3, 0x1p-4).variant(5));
        double[] half = values(new Fill.Shifted(inner, 3, 0x1p-5).variant(5));
        double[] back = values(new Fill.Shifted(inner, 3, -0x1p-4).variant(5));
        double[] most = {1, 0.25, 1};
        for (int i = 0; i < plain.length; i++) {
            double moved = there[i] - plain[i];
            assertEquals(-moved, back[i] - plain[i], 1e-15);
            assertEquals(moved / 2, half[i] - plain[i], 1e-15);
            assertTrue(Math.abs(moved) <= 0x1p-4 * most[i] && Math.abs(moved) >= 0x1p-5 * most[i], "moved " + moved);
        }
    }

    private static double[] values(Fill fill) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes(fill, DType.FLOAT64, 3)).order(ByteOrder.nativeOrder());
        return new double[] {buffer.getDouble(0), buffer.getDouble(8), buffer.getDouble(16)};
    }

    private static byte[] bytes(Fill fill, DType type, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.nativeOrder());
        Values.write(fill, type, count, buffer);
        return buffer.array();
    }
}
