package dev.vigil.cli.child;

import dev.vigil.binding.LoadFailure;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.properties.executor.ExecutorConfig;
import dev.vigil.properties.executor.ExecutorLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The executor process: loads the library and runs cases until the connection ends. Whatever keeps it from working goes
 * to the fault file, so that the worker tells a fault of ours from an end that the library brought about.
 */
public final class ExecutorMain {
    private static final int OWN_FAULT = 3;

    private ExecutorMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        ExecutorArguments told = ExecutorArguments.parse(arguments);
        int code;
        try {
            new ExecutorLoop(new ExecutorConfig(
                            told.library(),
                            told.settings().device(),
                            told.socket(),
                            told.blackBox(),
                            told.thread(),
                            told.fault(),
                            told.trace()))
                    .run();
            // An exit would run the library's own exit code, whose faults are no case's. The worker ends us.
            Thread.currentThread().join();
            return;
        } catch (LoadFailure e) {
            code = fault(told.fault(), String.valueOf(e.getMessage()), ProcessEnd.DOES_NOT_LOAD);
        } catch (IOException | RuntimeException | Error e) {
            code = fault(told.fault(), e + at(e), OWN_FAULT);
        }
        Runtime.getRuntime().halt(code);
    }

    private static int fault(Path file, String text, int code) {
        System.err.println("executor: " + text);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            System.err.println("executor: cannot write " + file + ": " + e.getMessage());
        }
        return code;
    }

    private static String at(Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }
}
