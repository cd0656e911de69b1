package dev.vigil.properties.executor;

import java.util.List;

/** An executor process for tests. */
final class ExecutorTestMain {
    private ExecutorTestMain() {}

    public static void main(String[] arguments) throws Exception {
        new ExecutorLoop(ExecutorConfig.of(List.of(arguments))).run();
        Runtime.getRuntime().halt(0);
    }
}
