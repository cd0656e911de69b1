package dev.vigil.reports.export;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Step;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.reports.PlainText;
import dev.vigil.reports.ReportException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A script for plain {@code mxnet} and numpy, to be pasted into an issue: it ends with 1 when the fault shows, 0 when it
 * does not, 4 when it cannot tell. It needs nothing of Vigil.
 */
public final class PythonScript {
    private static final int TEXT_MAX = 1_000;
    private static final int SECONDS_MAX = 60;
    private static final long BYTES_MAX = 3L << 30;

    private static final String IMPORTS = """
            import base64
            import ctypes
            import os
            import subprocess
            import sys
            import time
            import zlib

            try:
                import numpy as np
            except ImportError as error:
                print("numpy does not import here: %s" % error)
                sys.exit(4)

            inf, nan = float("inf"), float("nan")
            """;

    private PythonScript() {}

    /**
     * @throws ReportException when the case has an array that no script can hold
     */
    public static String of(Finding finding) throws ReportException {
        List<Case> cases = Stream.concat(finding.history().stream(), Stream.of(finding.call()))
                .toList();
        List<String> written = new ArrayList<>();
        for (Case call : cases) {
            written.add(written(call));
        }
        ProcessSettings settings = finding.call().settings();
        String header = "# " + finding.fault().text() + " in "
                + Objects.requireNonNullElse(finding.operator(), "no operator") + ", found by Vigil as " + finding.id()
                + "\n# on " + PlainText.oneLine(finding.target(), TEXT_MAX)
                + "\n# Ends with 1 when the fault shows, 0 when it does not, 4 when it cannot tell.\n";
        return header
                + IMPORTS
                + constant("ENVIRONMENT", environment(settings))
                + constant("DEVICE", text(settings.device()))
                + constant("ORACLE", text(finding.oracle()))
                + constant("FAULT", text(finding.fault().text()))
                + constant("DIES", dies(finding) ? "True" : "False")
                + constant("OBSERVED", text(PlainText.oneLine(finding.observed(), TEXT_MAX)))
                + constant("EXPECTED", text(PlainText.oneLine(finding.expected(), TEXT_MAX)))
                + constant("SECONDS_MAX", Integer.toString(SECONDS_MAX))
                + constant("BYTES_MAX", Long.toString(BYTES_MAX))
                + constant("CASES", "[\n" + String.join(",\n", written) + ",\n]")
                + "\n\n"
                + body();
    }

    private static String constant(String name, String value) {
        return name + " = " + value + "\n";
    }

    /** Faults that end the process, by themselves or by a limit. */
    private static boolean dies(Finding finding) {
        return switch (finding.fault()) {
            case CRASH, ABORT, HANG -> true;
            default -> finding.fault() == FaultClass.OTHER && finding.template().startsWith("out of memory");
        };
    }

    private static String environment(ProcessSettings settings) {
        TreeMap<String, String> all = new TreeMap<>(settings.environment());
        all.put("MXNET_ENGINE_TYPE", settings.engine());
        if (settings.ompThreads() > 0) {
            all.put("OMP_NUM_THREADS", Integer.toString(settings.ompThreads()));
        }
        if (!settings.oneDnn()) {
            all.put("MXNET_MKLDNN_ENABLED", "0");
            all.put("MXNET_ONEDNN_ENABLED", "0");
        }
        return map(all);
    }

    private static String written(Case call) throws ReportException {
        StringBuilder text = new StringBuilder("    {\"numpy_shape\": ")
                .append(call.settings().numpyShape() ? "True" : "False")
                .append(", \"steps\": [\n");
        for (Step step : call.steps()) {
            text.append("        {\"operator\": ")
                    .append(text(step.operator()))
                    .append(",\n         \"attributes\": ")
                    .append(map(step.attributes()))
                    .append(",\n         \"inputs\": [")
                    .append(inputs(step))
                    .append("],\n         \"gradients\": [")
                    .append(step.request().stream().map(PythonScript::request).collect(Collectors.joining(", ")))
                    .append("],\n         \"train\": ")
                    .append(step.train() ? "True" : "False")
                    .append(", \"out\": [")
                    .append(places(step))
                    .append("]},\n");
        }
        return text.append("    ]}").toString();
    }

    private static String inputs(Step step) throws ReportException {
        List<String> inputs = new ArrayList<>();
        for (Input input : step.inputs()) {
            if (input instanceof Input.StepOutput output) {
                inputs.add("(\"output\", " + output.step() + ", " + output.output() + ")");
            } else if (input instanceof Input.StepInput same) {
                inputs.add("(\"input\", " + same.step() + ", " + same.input() + ")");
            } else if (input instanceof Input.StepGradient slope) {
                inputs.add("(\"gradient\", " + slope.step() + ", " + slope.gradient() + ")");
            } else {
                inputs.add(PythonArray.of((Input.Array) input));
            }
        }
        return String.join(",\n                    ", inputs);
    }

    private static String places(Step step) throws ReportException {
        List<String> places = new ArrayList<>();
        for (Output place : step.out()) {
            places.add(
                    place instanceof Output.InPlace in
                            ? Integer.toString(in.input())
                            : PythonArray.of(((Output.Array) place).asInput()));
        }
        return String.join(", ", places);
    }

    private static String request(GradRequest request) {
        return switch (request) {
            case NULL -> "\"null\"";
            case WRITE -> "\"write\"";
            case ADD -> "\"add\"";
        };
    }

    private static String map(Map<String, String> map) {
        return map.entrySet().stream()
                .map(e -> text(e.getKey()) + ": " + text(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Plain ASCII, so that the script means the same whatever its reader's encoding. */
    static String text(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ' && c < 127) {
                text.append(c);
            } else {
                text.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return text.append('"').toString();
    }

    private static String body() {
        try (InputStream in = Objects.requireNonNull(PythonScript.class.getResourceAsStream("reproduce.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("our own resource cannot be read", e);
        }
    }
}
