package dev.vigil.properties.shrink;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All settings plain at once, then one after the other. */
final class SettingsReducer implements Reducer {
    @Override
    public Stream<Case> reduce(Case call) {
        ProcessSettings now = call.settings();
        ProcessSettings plain = ProcessSettings.plain(now.device());
        Stream<ProcessSettings> one = Stream.of(
                plain.withNumpyShape(now.numpyShape()),
                with(now, plain.engine(), now.ompThreads(), now.oneDnn(), now.environment()),
                with(now, now.engine(), plain.ompThreads(), now.oneDnn(), now.environment()),
                with(now, now.engine(), now.ompThreads(), plain.oneDnn(), now.environment()),
                with(now, now.engine(), now.ompThreads(), now.oneDnn(), plain.environment()));
        Stream<ProcessSettings> variables = now.environment().keySet().stream().map(name -> {
            TreeMap<String, String> fewer = new TreeMap<>(now.environment());
            fewer.remove(name);
            return with(now, now.engine(), now.ompThreads(), now.oneDnn(), fewer);
        });
        return Stream.concat(one, variables).distinct().map(call::withSettings);
    }

    private static ProcessSettings with(
            ProcessSettings settings, String engine, int threads, boolean oneDnn, SortedMap<String, String> variables) {
        return new ProcessSettings(engine, threads, oneDnn, settings.numpyShape(), settings.device(), variables);
    }
}
