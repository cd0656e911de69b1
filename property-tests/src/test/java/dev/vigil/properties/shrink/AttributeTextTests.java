package dev.vigil.properties.shrink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AttributeTextTests {
    @Test
    void nearerToZeroIsSimplerAndPositiveBeforeNegative() {
        List<String> order =
                List.of("0", "1", "-1", "2", "-2", "300", "-9223372036854775808", "0.5", "-0.25", "1.175e-38");
        for (int i = 1; i < order.size(); i++) {
            assertTrue(
                    AttributeText.complexity(order.get(i - 1)) < AttributeText.complexity(order.get(i)),
                    order.get(i - 1) + " is simpler than " + order.get(i));
        }
    }

    @Test
    void tupleIsSplitAtItsTopLevelOnly() {
        assertEquals(List.of("(0,0)", "None", "[1]"), AttributeText.elements("((0,0), None, [1])"));
        assertEquals(List.of("4"), AttributeText.elements("(4,)"));
        assertEquals(List.of(), AttributeText.elements("()"));
    }

    @Test
    void tupleKeepsItsBrackets() {
        assertEquals("(4,)", AttributeText.joined("(1,2)", List.of("4")));
        assertEquals("[4]", AttributeText.joined("[1,2]", List.of("4")));
        assertEquals("()", AttributeText.joined("(1,2)", List.of()));
    }

    @Test
    void numberIsReplacedOnlyWhereItStandsAlone() {
        assertEquals("(2,16,(2,))", AttributeText.replaced("(6,16,(6,))", "6", "2"));
        assertEquals("16", AttributeText.replaced("16", "6", "2"));
    }

    @Test
    void choiceIsLeftAsItIs() {
        assertTrue(AttributeText.simpler("float32").isEmpty());
        assertTrue(AttributeText.simpler("None").isEmpty());
    }
}
