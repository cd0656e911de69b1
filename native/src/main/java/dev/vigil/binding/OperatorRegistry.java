package dev.vigil.binding;

import static dev.vigil.binding.Checks.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The operators that a build registers, read once. Any thread. */
public final class OperatorRegistry {
    private final List<String> names;
    private final Map<String, Long> primaries = new LinkedHashMap<>();
    private final Map<Long, String> primaryOf = new HashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    OperatorRegistry() {
        check(ShimOperators.operators_all_names());
        List<String> all = Reply.take().texts();
        Collections.sort(all);
        names = List.copyOf(all);
        readPrimaries();
        names.stream().filter(name -> !primaries.containsKey(name)).forEach(this::resolveAlias);
    }

    /** Every name, aliases included, sorted. */
    public List<String> names() {
        return names;
    }

    /** The names under which operators were registered, in the build's order. */
    public List<String> primaryNames() {
        return List.copyOf(primaries.keySet());
    }

    /** Alias to primary name. An alias whose operator is not among the primaries maps to itself. */
    public Map<String, String> aliases() {
        return Collections.unmodifiableMap(aliases);
    }

    public boolean contains(String name) {
        return primaries.containsKey(name) || aliases.containsKey(name);
    }

    /** The primary name behind a name; empty for one that the build does not know. */
    public Optional<String> primaryName(String name) {
        return primaries.containsKey(name) ? Optional.of(name) : Optional.ofNullable(aliases.get(name));
    }

    /**
     * What the registry says.
     *
     * @throws NoSuchElementException for a name that the build does not know
     */
    public OperatorInfo info(String name) {
        check(ShimOperators.operator_info(creator(name)));
        Reply reply = Reply.take();
        String primary = reply.text();
        String description = reply.text();
        String variadic = reply.text();
        String returns = reply.text();
        int count = reply.number();
        List<ArgumentInfo> arguments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arguments.add(new ArgumentInfo(reply.text(), reply.text(), reply.text()));
        }
        return new OperatorInfo(primary, description, arguments, variadic, returns);
    }

    long creator(String name) {
        Long creator = primaries.get(name);
        if (creator != null) {
            return creator;
        }
        if (!aliases.containsKey(name)) {
            throw new NoSuchElementException("this build has no operator " + name);
        }
        return check(ShimOperators.operator_find(name));
    }

    private void readPrimaries() {
        check(ShimOperators.operators_creators());
        Reply reply = Reply.take();
        int count = reply.number();
        for (int i = 0; i < count; i++) {
            long creator = reply.longNumber();
            String name = reply.text();
            primaries.put(name, creator);
            primaryOf.put(creator, name);
        }
    }

    /** An alias and its primary answer the same registry entry, so equal handles tell them. */
    private void resolveAlias(String alias) {
        long creator = check(ShimOperators.operator_find(alias));
        aliases.put(alias, primaryOf.getOrDefault(creator, alias));
    }
}
