package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.properties.factors.Question.Other;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Engine, threads, oneDNN and variables of the process. */
final class SettingsQuestions {
    private SettingsQuestions() {}

    static List<Question> of(Case call) {
        ProcessSettings now = call.settings();
        List<Question> questions = new ArrayList<>();
        boolean threaded = !now.engine().equals(ProcessSettings.NAIVE_ENGINE);
        String engine = threaded ? ProcessSettings.NAIVE_ENGINE : ProcessSettings.THREADED_ENGINE;
        questions.add(question(
                "engine",
                now.engine(),
                threaded,
                engine,
                s -> with(s, engine, s.ompThreads(), s.oneDnn(), s.environment())));
        int threads = now.ompThreads() == 0 ? 1 : 0;
        questions.add(question(
                "threads",
                threads(now.ompThreads()),
                now.ompThreads() == 0,
                threads(threads),
                s -> with(s, s.engine(), threads, s.oneDnn(), s.environment())));
        questions.add(question(
                "oneDNN",
                onOff(now.oneDnn()),
                now.oneDnn(),
                onOff(!now.oneDnn()),
                s -> with(s, s.engine(), s.ompThreads(), !now.oneDnn(), s.environment())));
        now.environment()
                .forEach((name, value) ->
                        questions.add(question("environment." + name, value, false, "unset", s -> without(s, name))));
        return questions;
    }

    private static Question question(
            String name, String value, boolean usual, String other, UnaryOperator<ProcessSettings> change) {
        return new Question(
                name,
                value,
                usual,
                true,
                List.of(new Other(other, call -> call.withSettings(change.apply(call.settings())))));
    }

    private static ProcessSettings without(ProcessSettings settings, String variable) {
        TreeMap<String, String> fewer = new TreeMap<>(settings.environment());
        fewer.remove(variable);
        return with(settings, settings.engine(), settings.ompThreads(), settings.oneDnn(), fewer);
    }

    private static ProcessSettings with(
            ProcessSettings settings, String engine, int threads, boolean oneDnn, SortedMap<String, String> variables) {
        return new ProcessSettings(engine, threads, oneDnn, settings.numpyShape(), settings.device(), variables);
    }

    private static String threads(int number) {
        return number == 0 ? "default" : Integer.toString(number);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }
}
