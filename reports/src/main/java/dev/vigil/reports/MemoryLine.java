package dev.vigil.reports;

import dev.vigil.model.observation.Observation;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Memory over iterations as a picture: the loop that grew as a red line, its control as a grey one. */
public final class MemoryLine {
    private static final int LEFT = 90;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 50;
    private static final int WIDTH = 620;
    private static final int HEIGHT = 260;
    private static final int TICKS = 4;

    private final Observation.Grew grew;
    private final long most;
    private final long least;
    private final long iterations;

    private MemoryLine(Observation.Grew grew) {
        this.grew = grew;
        this.most = bytes().max(Long::compare).orElse(0L);
        this.least = Math.min(0, bytes().min(Long::compare).orElse(0L));
        this.iterations = grew.iterations().isEmpty()
                ? 1
                : Math.max(1, grew.iterations().get(grew.iterations().size() - 1));
    }

    /** A whole SVG document. */
    public static String svg(Observation.Grew grew) {
        return new MemoryLine(grew).draw();
    }

    private Stream<Long> bytes() {
        return Stream.concat(grew.control().stream(), grew.action().stream());
    }

    private String draw() {
        int width = LEFT + WIDTH + RIGHT;
        int height = TOP + HEIGHT + BOTTOM;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                width,
                height,
                width,
                height));
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#999\"/>%n",
                LEFT,
                TOP,
                WIDTH,
                HEIGHT));
        text(svg, LEFT, 20, "start", grew.measure() + ", bytes over those at the begin");
        text(svg, LEFT, 38, "start", "red: the loop; grey: its control");
        text(svg, LEFT + WIDTH / 2, TOP + HEIGHT + 40, "middle", "iterations");
        for (int i = 0; i <= TICKS; i++) {
            long at = iterations * i / TICKS;
            text(svg, x(at), TOP + HEIGHT + 18, "middle", String.format(Locale.ROOT, "%,d", at));
            long value = least + (most - least) * i / TICKS;
            text(svg, LEFT - 6, y(value) + 4, "end", String.format(Locale.ROOT, "%,d", value));
        }
        line(svg, grew.control(), "#888");
        line(svg, grew.action(), "#c00");
        return svg.append("</svg>\n").toString();
    }

    private void line(StringBuilder svg, List<Long> bytes, String colour) {
        svg.append(String.format(
                Locale.ROOT, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour));
        for (int i = 0; i < bytes.size(); i++) {
            svg.append(x(grew.iterations().get(i)))
                    .append(',')
                    .append(y(bytes.get(i)))
                    .append(' ');
        }
        svg.append(String.format(Locale.ROOT, "\"/>%n"));
    }

    private int x(long iteration) {
        return LEFT + (int) Math.round((double) WIDTH * iteration / iterations);
    }

    private int y(long value) {
        double share = most == least ? 0 : (double) (value - least) / (most - least);
        return TOP + (int) Math.round(HEIGHT * (1 - share));
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
