package dev.vigil.cli.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts with addresses of their own on one machine: a network namespace each, joined by a bridge in another one. Links can
 * be cut one-way and made slow.
 */
final class Network implements AutoCloseable {
    private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
    private static final Pattern DELAYED = Pattern.compile("overlimits (\\d+)");

    private final String name;
    private final int hosts;

    private Network(String name, int hosts) {
        this.name = name;
        this.hosts = hosts;
    }

    /**
     * @throws IOException when namespaces are refused here, which takes root
     */
    static Network open(int hosts) throws IOException {
        Network network = new Network("v" + ProcessHandle.current().pid(), hosts);
        try {
            network.build();
        } catch (IOException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void build() throws IOException {
        ip("netns", "add", hub());
        ip("-n", hub(), "link", "add", "hub", "type", "bridge");
        ip("-n", hub(), "link", "set", "hub", "up");
        for (int host = 0; host < hosts; host++) {
            String space = space(host);
            String port = "port" + host;
            ip("netns", "add", space);
            ip("-n", hub(), "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", space);
            ip("-n", hub(), "link", "set", port, "master", "hub", "up");
            ip("-n", space, "link", "set", "lo", "up");
            ip("-n", space, "address", "add", address(host) + "/24", "dev", "eth0");
            ip("-n", space, "link", "set", "eth0", "up");
            nft(host, "add table inet vigil");
            nft(host, "add chain inet vigil input { type filter hook input priority 0 ; }");
        }
    }

    String address(int host) {
        return "10.77.0." + (host + 1);
    }

    /** The command as it runs on that host. */
    List<String> on(int host, List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", space(host)));
        whole.addAll(command);
        return whole;
    }

    /** Packets of one host reach the other no more. */
    void cut(int from, int to) throws IOException {
        nft(to, "add rule inet vigil input ip saddr " + address(from) + " counter drop");
    }

    /** Every link to this host is whole again. Answers how many packets were dropped. */
    long heal(int to) throws IOException {
        Matcher packets = PACKETS.matcher(Shell.run(on(to, List.of("nft", "list", "chain", "inet", "vigil", "input"))));
        long dropped = 0;
        while (packets.find()) {
            dropped += Long.parseLong(packets.group(1));
        }
        nft(to, "flush chain inet vigil input");
        return dropped;
    }

    /** What the host sends goes through a bucket of tokens. */
    void slow(int host, String rate) throws IOException {
        Shell.run(on(
                host,
                List.of(
                        "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "8kb", "latency",
                        "800ms")));
    }

    /** As fast as it was. Answers how many packets had to wait for tokens. */
    long hurry(int host) throws IOException {
        Matcher delayed = DELAYED.matcher(Shell.run(on(host, List.of("tc", "-s", "qdisc", "show", "dev", "eth0"))));
        long waited = delayed.find() ? Long.parseLong(delayed.group(1)) : 0;
        Shell.run(on(host, List.of("tc", "qdisc", "del", "dev", "eth0", "root")));
        return waited;
    }

    private void nft(int host, String what) throws IOException {
        Shell.run(on(host, List.of("nft", what)));
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Shell.run(command);
    }

    private String hub() {
        return name + "hub";
    }

    private String space(int host) {
        return name + "h" + host;
    }

    @Override
    public void close() {
        for (int host = 0; host < hosts; host++) {
            remove(space(host));
        }
        remove(hub());
    }

    private static void remove(String space) {
        try {
            ip("netns", "del", space);
        } catch (IOException e) {
            // One that was never made, after a refusal.
            return;
        }
    }
}
