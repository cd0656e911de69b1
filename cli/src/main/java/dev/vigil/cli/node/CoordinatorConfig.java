package dev.vigil.cli.node;

import com.typesafe.config.Config;
import dev.vigil.cli.BadInput;
import dev.vigil.cli.config.ConfigFault;
import dev.vigil.cli.config.ConfigText;
import dev.vigil.cli.config.Section;
import dev.vigil.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code vigil coordinator --config} reads.
 *
 * @param self where other nodes reach this one
 * @param bind local address to listen at, when that is another one
 * @param members all nodes that may lead, in the same order everywhere; this one among them
 * @param certificates folder; null on loopback alone
 * @param health where it says over HTTP whether it is well; null for nowhere
 * @param out folder for reports and the log, and for the store when no database is named
 * @param storeBytesMax what the store may take of its disk when a campaign begins; 0 for no bound
 * @param campaign preset or file
 * @param repeat whether the next campaign begins when one is over
 * @param slots that plans count on when the campaign names none
 */
record CoordinatorConfig(
        NodeAddress self,
        @Nullable String bind,
        List<NodeAddress> members,
        @Nullable Path certificates,
        @Nullable NodeAddress health,
        Path out,
        @Nullable Database database,
        long storeBytesMax,
        String campaign,
        boolean repeat,
        int slots) {
    private static final List<String> KEYS = List.of(
            "host",
            "port",
            "bind",
            "coordinators",
            "certificates",
            "health",
            "out",
            "store",
            "store-budget",
            "campaign",
            "repeat",
            "slots");
    private static final List<String> STORE_KEYS = List.of("url", "user", "password-file");
    private static final int SLOTS = 8;

    /**
     * @param passwordFile holds the password in its first line; null for none
     */
    record Database(String url, String user, @Nullable Path passwordFile) {
        /** As {@link #settings} wrote it. */
        static Database of(Config settings) {
            String file = settings.getString("password-file");
            return new Database(
                    settings.getString("url"), settings.getString("user"), file.isEmpty() ? null : Path.of(file));
        }

        Map<String, String> settings() {
            return Map.of(
                    "url", url, "user", user, "password-file", passwordFile == null ? "" : passwordFile.toString());
        }

        Store open() throws BadInput {
            return open(InstantSource.system());
        }

        Store open(InstantSource clock) throws BadInput {
            return Store.open(url, user, password(), clock);
        }

        private String password() throws BadInput {
            if (passwordFile == null) {
                return "";
            }
            try {
                return Files.readString(passwordFile).lines().findFirst().orElse("");
            } catch (IOException e) {
                throw new BadInput("password-file " + passwordFile + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    Store open(InstantSource clock) throws BadInput {
        return database == null ? Store.open(out, clock) : database.open(clock);
    }

    CoordinatorConfig {
        members = List.copyOf(members);
    }

    /** Relative paths in the file start from its folder. */
    static CoordinatorConfig read(Path file) throws ConfigFault {
        return parse(
                file.toString(),
                ConfigText.read("configuration", file),
                Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    static CoordinatorConfig parse(String origin, String text, Path base) throws ConfigFault {
        Section file = ConfigText.parse(origin, text);
        file.requireKeys(KEYS);
        String host = file.string("host")
                .orElseThrow(() -> file.wrong("host", "host must say where other nodes reach this one"));
        int port = file.count("port", 1, 65_535).orElse(NodeAddress.USUAL_PORT);
        NodeAddress self = NodeAddress.read(host + ":" + port)
                .orElseThrow(() -> file.wrong("host", "host must be a name or an address, not " + host));
        List<NodeAddress> members = members(file, self);
        Optional<Path> certificates = file.string("certificates").map(base::resolve);
        if (certificates.isEmpty() && !self.loopback()) {
            throw file.wrong(
                    "host",
                    "a node at " + self + " is open to others and needs certificates = FOLDER; vigil certs issue writes"
                            + " one");
        }
        @Nullable Database database = file.has("store") ? database(file.section("store"), base) : null;
        if (database == null && members.size() > 1) {
            throw file.wrong(
                    "coordinators",
                    "coordinators that stand in for each other need a store { url = \"jdbc:postgresql:...\" }");
        }
        return new CoordinatorConfig(
                self,
                file.string("bind").orElse(null),
                members,
                certificates.orElse(null),
                health(file),
                base.resolve(file.string("out").orElse("vigil-out")),
                database,
                file.bytes("store-budget"),
                campaign(file.string("campaign").orElse("nightly"), base),
                file.oneOf("repeat", List.of("yes", "no")).orElse("no").equals("yes"),
                file.count("slots", 1, 100_000).orElse(SLOTS));
    }

    private static @Nullable NodeAddress health(Section file) throws ConfigFault {
        Optional<String> where = file.string("health");
        if (where.isEmpty()) {
            return null;
        }
        return NodeAddress.read(where.get())
                .filter(node -> node.port() > 0 && where.get().endsWith(":" + node.port()))
                .orElseThrow(() -> file.wrong("health", "health must be like \"127.0.0.1:7626\", not " + where.get()));
    }

    /** A file beside the configuration, or the name of a preset. */
    private static String campaign(String name, Path base) {
        return name.endsWith(".conf") ? base.resolve(name).toString() : name;
    }

    private static List<NodeAddress> members(Section file, NodeAddress self) throws ConfigFault {
        if (!file.has("coordinators")) {
            return List.of(self);
        }
        List<NodeAddress> members = new ArrayList<>();
        for (String each : file.strings("coordinators")) {
            NodeAddress member = NodeAddress.read(each)
                    .filter(node -> node.port() > 0)
                    .orElseThrow(
                            () -> file.wrong("coordinators", "coordinators must be like [\"host:7355\"], not " + each));
            if (members.contains(member)) {
                throw file.wrong(
                        "coordinators", "coordinators must name each node once, and " + member + " is there twice");
            }
            members.add(member);
        }
        if (!members.contains(self)) {
            throw file.wrong("coordinators", "coordinators must name this node, " + self + ", as well");
        }
        return members;
    }

    private static Database database(Section store, Path base) throws ConfigFault {
        store.requireKeys(STORE_KEYS);
        String url = store.string("url")
                .filter(u -> u.startsWith("jdbc:postgresql:"))
                .orElseThrow(() -> store.wrong("url", "url of store must begin with jdbc:postgresql:"));
        return new Database(
                url,
                store.string("user").orElse("vigil"),
                store.string("password-file").map(base::resolve).orElse(null));
    }
}
