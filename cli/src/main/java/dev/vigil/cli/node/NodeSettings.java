package dev.vigil.cli.node;

import dev.vigil.cli.node.CoordinatorConfig.Database;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node as others see it.
 *
 * @param self where others reach it
 * @param bind the local address to listen at, when that is another one
 * @param certificates folder with {@code node.key}, {@code node.crt} and {@code ca.crt}; null for plain TCP, which is for
 *     loopback alone
 * @param members coordinators, this node among them; empty for a worker
 * @param health where it says whether it is well; null for nowhere
 * @param database the arbiter between coordinators that do not see each other; null where there is one alone
 */
record NodeSettings(
        NodeAddress self,
        @Nullable String bind,
        @Nullable Path certificates,
        List<NodeAddress> members,
        @Nullable NodeAddress health,
        @Nullable Database database) {
    NodeSettings {
        members = List.copyOf(members);
    }

    static NodeSettings worker(NodeAddress self, @Nullable Path certificates) {
        return new NodeSettings(self, null, certificates, List.of(), null, null);
    }
}
