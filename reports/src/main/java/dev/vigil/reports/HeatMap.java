package dev.vigil.reports;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * A table of rates as a picture: each field says {@code hits/runs} and is the redder the higher its rate, white where
 * nothing was seen and grey where nothing was tried.
 */
record HeatMap(String title, List<String> rows, List<String> columns, BiFunction<String, String, Value> values) {
    static final int ROWS_MAX = 40;

    private static final int LEFT = 260;
    private static final int TOP = 60;
    private static final int WIDTH = 190;
    private static final int HEIGHT = 24;
    private static final int NAME_MAX = 36;

    /** How often it was seen in how many trials. */
    record Value(long hits, long runs) {}

    HeatMap {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
    }

    /** A whole SVG document. */
    String svg() {
        int width = LEFT + columns.size() * WIDTH + 10;
        int height = TOP + rows.size() * HEIGHT + 10;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n",
                width,
                height,
                width,
                height));
        text(svg, 6, 20, "start", title);
        for (int c = 0; c < columns.size(); c++) {
            text(svg, LEFT + c * WIDTH + WIDTH / 2, TOP - 10, "middle", columns.get(c));
        }
        for (int r = 0; r < rows.size(); r++) {
            int y = TOP + r * HEIGHT;
            text(svg, LEFT - 8, y + 16, "end", rows.get(r));
            for (int c = 0; c < columns.size(); c++) {
                Value value = values.apply(rows.get(r), columns.get(c));
                int x = LEFT + c * WIDTH;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#ccc\"/>%n",
                        x,
                        y,
                        WIDTH,
                        HEIGHT,
                        colour(value)));
                text(svg, x + WIDTH / 2, y + 16, "middle", value.runs() == 0 ? "" : value.hits() + "/" + value.runs());
            }
        }
        return svg.append("</svg>\n").toString();
    }

    /** By the square root of the rate, so that one in a hundred can be seen. */
    private static String colour(Value value) {
        if (value.runs() == 0) {
            return "#eee";
        }
        int rest = (int) Math.round(255 * (1 - Math.sqrt((double) value.hits() / value.runs())));
        return String.format(Locale.ROOT, "#ff%02x%02x", rest, rest);
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        String cut = text.length() <= NAME_MAX || anchor.equals("start") ? text : text.substring(0, NAME_MAX - 1) + "…";
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
    }
}
