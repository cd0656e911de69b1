package dev.vigil.probes.attempt;

import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Capsule.Parked;
import dev.vigil.model.observation.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the threads of a hang wait: what makes two hangs the same, and what a reader is told first. Pure. */
public final class Waiting {
    /** In the stack of a thread that ends its process. */
    private static final Pattern EXITING = Pattern.compile("^libc[.-]\\S* (?:__run_exit_handlers|exit)\\b");

    /** Frames of each waiting thread that tell two hangs apart. */
    private static final int FRAMES = 3;

    private Waiting() {}

    /**
     * The frames in which threads wait for locks that others hold; where there are none those of a thread that runs exit
     * handlers, or else of the main thread; without what changes from run to run. Empty when no frame of any library was seen.
     */
    public static String cluster(Capsule capsule) {
        Set<String> keys = new LinkedHashSet<>();
        blocked(capsule).stream()
                .map(Waiting::place)
                .filter(k -> !k.isEmpty())
                .sorted()
                .forEach(keys::add);
        if (keys.isEmpty()) {
            Stream.concat(
                            capsule.threads().stream()
                                    .filter(t -> t.frames().stream()
                                            .anyMatch(f -> EXITING.matcher(f).find())),
                            capsule.threads().stream().filter(t -> t.process() == t.thread()))
                    .map(Waiting::place)
                    .filter(k -> !k.isEmpty())
                    .limit(1)
                    .forEach(keys::add);
        }
        return String.join(" & ", keys);
    }

    /** Threads that wait for each other in a circle, or else for locks at all, in one sentence; empty when none is seen to. */
    public static String sentence(Capsule capsule) {
        List<Parked> circle = circle(capsule);
        if (!circle.isEmpty()) {
            return circle.size() + " threads wait for each other: "
                    + String.join("; ", circle.stream().map(Waiting::line).toList());
        }
        List<Parked> blocked = blocked(capsule);
        return blocked.isEmpty()
                ? ""
                : "threads wait for locks: "
                        + String.join("; ", blocked.stream().map(Waiting::line).toList());
    }

    /** Of a capsule: which thread holds what another one wants, as far as the circle closes. */
    public static List<Parked> circle(Capsule capsule) {
        Map<Long, Parked> byThread = new HashMap<>();
        capsule.threads().forEach(t -> byThread.put(t.thread(), t));
        for (Parked start : capsule.threads()) {
            List<Parked> path = new ArrayList<>();
            Parked at = start;
            while (at != null && at.holder() != 0 && !path.contains(at)) {
                path.add(at);
                at = byThread.get(at.holder());
            }
            if (at != null && path.contains(at)) {
                return path.subList(path.indexOf(at), path.size());
            }
        }
        return List.of();
    }

    private static List<Parked> blocked(Capsule capsule) {
        return capsule.threads().stream().filter(t -> t.holder() != 0).toList();
    }

    private static String line(Parked thread) {
        String inside = Frame.first(thread.frames());
        String frame = inside.isEmpty() ? "an unseen frame" : inside;
        return thread.thread() + " (" + thread.name() + ") in " + frame + " waits for " + thread.waitsFor();
    }

    /** The innermost frames of a thread inside libraries, without what changes from run to run; empty when there are none. */
    public static String place(Parked thread) {
        return String.join(
                " < ",
                Frame.inside(thread.frames()).limit(FRAMES).map(Frame::plain).toList());
    }
}
