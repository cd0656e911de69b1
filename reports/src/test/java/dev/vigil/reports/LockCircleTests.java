package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.Observation;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class LockCircleTests {
    private static Observation.Circled circle(int locks) {
        List<Observation.Order> orders = new ArrayList<>();
        for (int i = 0; i < locks; i++) {
            orders.add(new Observation.Order(
                    "unit#" + i,
                    "thread " + (i + 2),
                    "mutex lock<" + i + "> (lib.so+0x" + i + ")",
                    "mutex lock<" + (i + 1) % locks + "> (lib.so+0x" + (i + 1) % locks + ")",
                    List.of("outer" + i + " (lib.so+0x1)"),
                    List.of("inner" + i + " (lib.so+0x2)", "main")));
        }
        return new Observation.Circled(orders, true);
    }

    private static long count(String svg, String pattern) {
        return Pattern.compile(pattern).matcher(svg).results().count();
    }

    @Test
    void everyLockIsABoxAndEveryOrderAnArrowWithItsStacks() throws Exception {
        for (int locks = 2; locks <= 4; locks++) {
            String svg = LockCircle.svg(circle(locks));
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertEquals(locks, count(svg, "<rect x="));
            assertEquals(locks, count(svg, "marker-end="));
            assertTrue(svg.contains(locks + " processes that never met"), svg);
            for (int i = 0; i < locks; i++) {
                assertTrue(svg.contains("mutex lock&lt;" + i + "&gt;"), svg);
                assertTrue(svg.contains(">outer" + i + " (lib.so+0x1)<"), svg);
                assertTrue(svg.contains(">inner" + i + " (lib.so+0x2)<"), svg);
            }
        }
    }

    @Test
    void stacksOfBothKindsAreText() {
        assertTrue(LockStacks.text(circle(2)).startsWith("1. mutex lock<0> (lib.so+0x0) is held, mutex lock<1>"));
        String held = LockStacks.text(new Observation.Withheld(
                "read", "mutex m", 3, 20_000, List.of("taker"), List.of("caller"), List.of("waiter")));
        assertEquals("""
                read is called with mutex m held
                   held since
                     taker
                   called at
                     caller
                   another thread waits at
                     waiter""", held);
    }
}
