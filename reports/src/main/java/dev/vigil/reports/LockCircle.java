package dev.vigil.reports;

import dev.vigil.model.observation.Observation;
import java.util.List;
import java.util.Locale;

/** Locks that are taken in a circle, as a picture: a box for each, and an arrow from what is held to what is wanted. */
public final class LockCircle {
    private static final int WIDTH = 900;
    private static final int BOX_WIDTH = 300;
    private static final int BOX_HEIGHT = 44;
    private static final int RADIUS_X = 270;
    private static final int RADIUS_Y = 130;
    private static final int CENTRE_Y = 210;
    private static final int LINE = 15;
    private static final int MARGIN = 20;
    private static final int FRAMES_MAX = 8;
    private static final int LABEL_MAX = 42;
    private static final int FRAME_MAX = 130;
    private static final List<String> COLOURS = List.of("#c00", "#06c", "#080", "#a60");

    private final List<Observation.Order> orders;
    private final int processes;
    private final StringBuilder svg = new StringBuilder();

    private LockCircle(Observation.Circled circled) {
        this.orders = circled.orders();
        this.processes = circled.processes();
    }

    /** A whole SVG document. */
    public static String svg(Observation.Circled circled) {
        return new LockCircle(circled).draw();
    }

    private String draw() {
        int below = CENTRE_Y + RADIUS_Y + BOX_HEIGHT + 3 * MARGIN;
        int lines = orders.stream()
                .mapToInt(
                        o -> 4 + shown(o.heldAt()).size() + shown(o.wantedAt()).size())
                .sum();
        int height = below + lines * LINE;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\""
                        + " fill=\"#fff\"/>%n",
                WIDTH, height, WIDTH, height);
        text(
                MARGIN,
                24,
                "#000",
                "Arrows go from the lock that is held to the one that is wanted; "
                        + (processes == 1
                                ? "all of it was seen in one process."
                                : "seen in " + processes + " processes that never met."));
        for (int i = 0; i < orders.size(); i++) {
            arrow(i);
        }
        for (int i = 0; i < orders.size(); i++) {
            box(i);
        }
        int y = below;
        for (int i = 0; i < orders.size(); i++) {
            y = stacks(i, y);
        }
        return svg.append("</svg>\n").toString();
    }

    /** Where the lock lies that an order begins at: the first on the left, the others round the clock. */
    private double angle(int index) {
        return Math.PI - 2 * Math.PI * index / orders.size();
    }

    private static int x(double angle, double stretch) {
        return WIDTH / 2 + (int) Math.round(stretch * RADIUS_X * Math.cos(angle));
    }

    private static int y(double angle, double stretch) {
        return CENTRE_Y - (int) Math.round(stretch * RADIUS_Y * Math.sin(angle));
    }

    private static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    private void box(int index) {
        String lock = orders.get(index).held();
        int x = x(angle(index), 1);
        int y = y(angle(index), 1);
        add(
                "<g><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#eef\""
                        + " stroke=\"#446\"/>%n",
                escaped(lock), x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT);
        int place = lock.lastIndexOf(" (");
        if (place < 0) {
            middle(x, y + 4, "#000", shortened(lock));
        } else {
            middle(x, y - 4, "#000", shortened(lock.substring(0, place)));
            middle(x, y + 13, "#555", shortened(lock.substring(place + 1)));
        }
        add("</g>%n");
    }

    /** Bent outwards, so that two arrows between two locks lie apart; from the edge of one box to that of the other. */
    private void arrow(int index) {
        boolean pair = orders.size() == 2;
        double between = (angle(index) + angle(index + 1)) / 2;
        int controlX = x(between, 1.1);
        int controlY = y(between, pair ? 1.7 : 1.1);
        int[] from = edge(angle(index), controlX, controlY);
        int[] to = edge(angle(index + 1), controlX, controlY);
        add(
                "<marker id=\"a%d\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\""
                        + " orient=\"auto\"><path d=\"M0 0 L10 5 L0 10 z\" fill=\"%s\"/></marker>%n",
                index, colour(index));
        add(
                "<path d=\"M%d %d Q%d %d %d %d\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\""
                        + " marker-end=\"url(#a%d)\"/>%n",
                from[0], from[1], controlX, controlY, to[0], to[1], colour(index), index);
        int middleX = (from[0] + 2 * controlX + to[0]) / 4;
        int middleY = (from[1] + 2 * controlY + to[1]) / 4;
        add("<circle cx=\"%d\" cy=\"%d\" r=\"10\" fill=\"#fff\" stroke=\"%s\"/>%n", middleX, middleY, colour(index));
        middle(middleX, middleY + 4, colour(index), Integer.toString(index + 1));
        List<String> wanted = orders.get(index).wantedAt();
        if (pair && !wanted.isEmpty()) {
            int place = wanted.get(0).lastIndexOf(" (");
            middle(
                    middleX,
                    middleY + (controlY < CENTRE_Y ? -16 : 26),
                    colour(index),
                    shortened(place < 0 ? wanted.get(0) : wanted.get(0).substring(0, place)));
        }
    }

    /** Where the way from the middle of a box to a point crosses its edge. */
    private static int[] edge(double angle, int towardsX, int towardsY) {
        int x = x(angle, 1);
        int y = y(angle, 1);
        double acrossX = Math.abs(towardsX - x) / (BOX_WIDTH / 2.0 + 3);
        double acrossY = Math.abs(towardsY - y) / (BOX_HEIGHT / 2.0 + 3);
        double part = 1 / Math.max(1, Math.max(acrossX, acrossY));
        return new int[] {x + (int) Math.round(part * (towardsX - x)), y + (int) Math.round(part * (towardsY - y))};
    }

    private int stacks(int index, int top) {
        Observation.Order order = orders.get(index);
        text(MARGIN, top, colour(index), (index + 1) + ". " + order.threads() + " of process " + order.process());
        int y = frames(top + LINE, "held since", order.heldAt());
        return frames(y, "wanted at", order.wantedAt()) + LINE;
    }

    private int frames(int top, String title, List<String> frames) {
        int y = top;
        text(2 * MARGIN, y, "#555", title);
        for (String frame : shown(frames)) {
            y += LINE;
            text(3 * MARGIN, y, "#000", frame.length() > FRAME_MAX ? frame.substring(0, FRAME_MAX) + "…" : frame);
        }
        return y + LINE;
    }

    private static List<String> shown(List<String> frames) {
        return frames.subList(0, Math.min(FRAMES_MAX, frames.size()));
    }

    /** Both ends of a name tell more than its middle. */
    private static String shortened(String text) {
        int half = LABEL_MAX / 2;
        return text.length() <= LABEL_MAX ? text : text.substring(0, half) + "…" + text.substring(text.length() - half);
    }

    private void middle(int x, int y, String colour, String text) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"%s\">%s</text>%n", x, y, colour, escaped(text));
    }

    private void text(int x, int y, String colour, String text) {
        add("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n", x, y, colour, escaped(text));
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
