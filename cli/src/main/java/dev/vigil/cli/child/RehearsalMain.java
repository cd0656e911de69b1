package dev.vigil.cli.child;

import dev.vigil.properties.executor.ExecutorRehearsal;
import java.io.IOException;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Loads what an executor loads and ends, so that the JVM can write an archive of it. Its arguments are our own jars. */
public final class RehearsalMain {
    private RehearsalMain() {}

    public static void main(String[] jars) throws IOException, ClassNotFoundException {
        ExecutorRehearsal.run();
        ClassLoader loader = RehearsalMain.class.getClassLoader();
        for (String jar : jars) {
            try (JarFile file = new JarFile(jar)) {
                for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                    String name = entries.nextElement().getName();
                    // Classes for rooms that an executor's class path lacks cannot be resolved there.
                    if (name.endsWith(".class") && !name.startsWith("dev/vigil/cli/")) {
                        Class.forName(
                                name.substring(0, name.length() - ".class".length())
                                        .replace('/', '.'),
                                false,
                                loader);
                    }
                }
            }
        }
    }
}
