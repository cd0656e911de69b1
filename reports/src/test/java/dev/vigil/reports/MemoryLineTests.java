package dev.vigil.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.Observation;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class MemoryLineTests {
    private static String picture(List<Long> iterations, List<Long> control, List<Long> action) {
        return MemoryLine.svg(new Observation.Grew("live <bytes>", iterations, control, action, List.of()));
    }

    @Test
    void growthClimbsFromCornerToCornerAndItsControlStaysBelow() throws Exception {
        String svg = picture(List.of(0L, 50L, 100L), List.of(0L, 0L, 0L), List.of(0L, 3200L, 6400L));

        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        Matcher lines = Pattern.compile("stroke=\"(#\\w+)\" stroke-width=\"2\" points=\"([^\"]+) \"")
                .matcher(svg);
        assertTrue(lines.find());
        assertEquals("90,310 400,310 710,310", lines.group(2));
        assertTrue(lines.find());
        assertEquals("#c00", lines.group(1));
        assertEquals("90,310 400,180 710,50", lines.group(2));
        assertTrue(svg.contains(">6,400<"), svg);
        assertTrue(svg.contains("live &lt;bytes&gt;"), svg);
    }

    @Test
    void lossesAndLevelsAndNothingAreDrawnToo() throws Exception {
        for (String svg : List.of(
                picture(List.of(0L, 10L), List.of(0L, -4096L), List.of(0L, -8192L)),
                picture(List.of(0L, 10L), List.of(0L, 0L), List.of(0L, 0L)),
                picture(List.of(), List.of(), List.of()))) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        }
    }
}
