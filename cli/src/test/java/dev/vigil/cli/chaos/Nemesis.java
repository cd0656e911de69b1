package dev.vigil.cli.chaos;

import dev.vigil.cli.chaos.History.Event;
import dev.vigil.cli.chaos.History.Kind;
import dev.vigil.cli.child.ExecutorMain;
import dev.vigil.cli.child.LaneHostMain;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Breaks a cluster in an order drawn from a seed, lets each break last for a while, mends it, and writes down whether it took
 * effect.
 */
final class Nemesis {
    /** What it does in one round. */
    static final List<String> KINDS = List.of(
            "kill-executor",
            "kill-lane-host",
            "kill-worker",
            "kill-leader",
            "kill-database",
            "cut-one-way",
            "cut-two-way",
            "slow-link",
            "fill-disk",
            "skew-clock");

    private static final int WORKERS_HOST = 2;

    /** A link may have been idle, a process not there: what had no effect is tried again. */
    private static final int TRIES = 3;

    private final Cluster cluster;
    private final History history;
    private final Random random;
    private final long beganNanos = System.nanoTime();
    private final TreeMap<String, Integer> effects = new TreeMap<>();

    Nemesis(Cluster cluster, History history, long seed) {
        this.cluster = cluster;
        this.history = history;
        this.random = new Random(seed);
    }

    long ms() {
        return (System.nanoTime() - beganNanos) / 1_000_000;
    }

    /** How many faults of each kind took effect. */
    Map<String, Integer> effects() {
        return new TreeMap<>(effects);
    }

    /** One round: each kind once, in an order of its own. Ends early when the campaign is over. */
    void round(BooleanSupplier over) throws IOException, InterruptedException {
        List<String> kinds = new ArrayList<>(KINDS);
        Collections.shuffle(kinds, random);
        for (String kind : kinds) {
            if (over.getAsBoolean()) {
                return;
            }
            int before = effects.getOrDefault(kind, 0);
            for (int tries = 0; tries < TRIES && effects.getOrDefault(kind, 0) == before; tries++) {
                strike(kind);
            }
            // Between two breaks the cluster comes to itself, more or less.
            Thread.sleep(1_000 + random.nextInt(2_000));
        }
    }

    private void strike(String kind) throws IOException, InterruptedException {
        switch (kind) {
            case "kill-executor" -> killChild(kind, ExecutorMain.class.getName());
            case "kill-lane-host" -> killChild(kind, LaneHostMain.class.getName());
            case "kill-worker" -> {
                int host = random.nextInt(cluster.workers().size());
                boolean gone = cluster.workers().get(host).kill();
                cluster.workers().get(host).start();
                note(kind, host, "", gone);
            }
            case "kill-leader" -> {
                int leader = cluster.leader();
                long before = ms();
                boolean gone = cluster.coordinators().get(leader).kill();
                boolean taken = cluster.awaitLeaderOtherThan(leader, 40);
                System.out.println("failover took " + (ms() - before) + " ms");
                cluster.coordinators().get(leader).start();
                note(kind, leader, taken ? "another leads" : "nobody took over within 40 s", gone && taken);
            }
            case "kill-database" -> {
                boolean gone = cluster.database().kill();
                Thread.sleep(2_000 + random.nextInt(2_000));
                cluster.database().restart();
                note(kind, WORKERS_HOST, "", gone);
            }
            case "cut-one-way" -> cut(kind, false);
            case "cut-two-way" -> cut(kind, true);
            case "slow-link" -> {
                // Where there is traffic at all.
                int host = random.nextBoolean() ? cluster.leader() : WORKERS_HOST;
                cluster.network().slow(host, "24kbit");
                Thread.sleep(5_000);
                long waited = cluster.network().hurry(host);
                note(kind, host, waited + " packets waited", waited > 0);
            }
            case "fill-disk" -> fillDisk(kind);
            case "skew-clock" -> skewClock(kind);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    /** Workers do not always have one; somebody has within seconds, while the campaign runs. */
    private void killChild(String kind, String mainClass) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            int host = random.nextInt(cluster.workers().size());
            Optional<ProcessHandle> child = cluster.workers().get(host).child(mainClass);
            if (child.isPresent()) {
                boolean struck = child.get().destroyForcibly();
                note(kind, host, "pid " + child.get().pid(), struck);
                return;
            }
            Thread.sleep(50);
        }
        note(kind, -1, "no worker had one for 15 s", false);
    }

    /** Between a worker's host and that of the leader. */
    private void cut(String kind, boolean bothWays) throws IOException, InterruptedException {
        int leader = cluster.leader();
        int other = random.nextBoolean() ? WORKERS_HOST : 1 - leader;
        boolean towardsLeader = random.nextBoolean();
        int to = towardsLeader ? leader : other;
        int from = towardsLeader ? other : leader;
        cluster.network().cut(from, to);
        if (bothWays) {
            cluster.network().cut(to, from);
        }
        Thread.sleep(7_000 + random.nextInt(3_000));
        long dropped = cluster.network().heal(to);
        long back = bothWays ? cluster.network().heal(from) : 1;
        note(kind, to, "from host " + from + ": " + dropped + " packets dropped", dropped > 0 && back > 0);
    }

    private void fillDisk(String kind) throws IOException, InterruptedException {
        Path filler = cluster.smallDisk().resolve("filler");
        boolean full = false;
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[1 << 16];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            full = String.valueOf(e.getMessage()).contains("No space left");
        }
        Thread.sleep(5_000);
        Files.delete(filler);
        note(kind, WORKERS_HOST, "", full);
    }

    private void skewClock(String kind) throws IOException, InterruptedException {
        int host = random.nextInt(cluster.workers().size());
        Host.Service worker = cluster.workers().get(host);
        worker.kill();
        worker.skew(cluster.libfaketime(), "+2d");
        worker.start();
        boolean ahead = cluster.awaitLogAhead(host, 40);
        // A JVM under libfaketime waits by spinning, on both cores of a small machine: its next life has the right time
        // again.
        worker.unskew();
        worker.kill();
        worker.start();
        note(kind, host, ahead ? "its log is two days ahead" : "its log tells our time", ahead);
    }

    private void note(String kind, int host, String why, boolean effect) {
        if (effect) {
            effects.merge(kind, 1, Integer::sum);
        }
        history.add(Event.ofHost(Kind.FAULT, ms(), host, kind, why, effect));
    }
}
