package dev.vigil.workers.crash;

import java.util.List;

/** The one form in which native frames leave this package: {@code module+0xOFFSET symbol}. */
final class NativeFrames {
    /** Recursion can fill a stack with thousands; the innermost tell all. */
    static final int FRAMES_MAX = 64;

    private static final int SYMBOL_MAX = 400;

    private NativeFrames() {}

    static String frame(String place, String symbol) {
        String name = symbol.strip();
        String text = name.length() > SYMBOL_MAX ? name.substring(0, SYMBOL_MAX) : name;
        return text.isEmpty() ? place : place + " " + text;
    }

    static List<String> bounded(List<String> frames) {
        return List.copyOf(frames.subList(0, Math.min(frames.size(), FRAMES_MAX)));
    }

    /** {@code libmxnet.so} of {@code libmxnet.so+0x12 f}. */
    static String module(String frame) {
        int plus = frame.indexOf("+0x");
        return plus < 0 ? frame : frame.substring(0, plus);
    }
}
