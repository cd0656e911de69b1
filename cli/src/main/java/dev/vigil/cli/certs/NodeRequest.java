package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import dev.vigil.workers.trust.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a node's certificate is to say.
 *
 * @param name of the node, and of its folder: letters, digits, single dots and hyphens
 * @param hosts where it is found; at least one
 * @param days that it is to be valid from now on, if its CA is
 */
public record NodeRequest(String name, NodeRole role, List<Host> hosts, int days) {
    static final int DAYS_MAX = 3650;

    /** Of X.520, for a common name. */
    private static final int NAME_CHARACTERS_MAX = 64;

    private static final int HOSTS_MAX = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+([.-][A-Za-z0-9]+)*");

    public NodeRequest {
        hosts = List.copyOf(hosts);
    }

    /**
     * @param typedHosts DNS names and addresses; the node's name when there are none
     * @throws BadInput when a part of it cannot be in a certificate
     */
    public static NodeRequest of(String name, NodeRole role, List<String> typedHosts, int days) throws BadInput {
        if (name.length() > NAME_CHARACTERS_MAX || !NAME.matcher(name).matches()) {
            throw new BadInput("a node's name is of 1 to " + NAME_CHARACTERS_MAX
                    + " letters and digits, with single dots or hyphens between them, not '" + Host.shown(name) + "'");
        }
        if (typedHosts.size() > HOSTS_MAX) {
            throw new BadInput("a node has " + HOSTS_MAX + " hosts at most, not " + typedHosts.size());
        }
        List<Host> hosts = new ArrayList<>();
        for (String host : typedHosts.isEmpty() ? List.of(name) : typedHosts) {
            hosts.add(Host.of(host));
        }
        return new NodeRequest(name, role, hosts.stream().distinct().toList(), checkedDays(days));
    }

    static int checkedDays(int days) throws BadInput {
        if (days < 1 || days > DAYS_MAX) {
            throw new BadInput("--days must be from 1 to " + DAYS_MAX + ", not " + days);
        }
        return days;
    }
}
