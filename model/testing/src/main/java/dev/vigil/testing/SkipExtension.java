package dev.vigil.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Brings {@link Skips} to every test of a room that has this room on its test class path; JUnit finds it by itself. */
public final class SkipExtension implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw judged(context, thrown);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw judged(context, thrown);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw judged(context, thrown);
    }

    private static Throwable judged(ExtensionContext context, Throwable thrown) {
        // One for the whole test JVM; JUnit closes it when the last test is over.
        Skips skips = context.getRoot()
                .getStore(Namespace.create(SkipExtension.class))
                .getOrComputeIfAbsent(
                        Skips.class,
                        key -> new Skips(!"1".equals(System.getenv(Skips.REQUIRE_ALL)), System.out),
                        Skips.class);
        String test = context.getTestClass().map(Class::getSimpleName).orElse("") + "." + context.getDisplayName();
        return skips.judged(test, thrown);
    }
}
