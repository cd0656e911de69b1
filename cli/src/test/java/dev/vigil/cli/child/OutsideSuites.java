package dev.vigil.cli.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Suites that tests write themselves, and the tools that run them. */
final class OutsideSuites {
    private static final List<String> PACKAGES = List.of("PYTHONPATH", "VIGIL_NUMPY", "VIGIL_PYTEST");

    private OutsideSuites() {}

    /** One test of each end. */
    static Path pytest(Path folder) throws IOException {
        Files.writeString(folder.resolve("test_ends.py"), """
                import ctypes, os, pytest, threading
                def test_passes():
                    assert os.environ["VIGIL_SEED"] == os.environ["MXNET_TEST_SEED"]
                def test_fails():
                    assert 1 == 2, "planted"
                @pytest.mark.parametrize("of", ["a/b"])
                def test_depends_on_its_seed(of):
                    assert int(os.environ["MXNET_TEST_SEED"]) % 2
                def test_hangs():
                    threading.Event().wait()
                def test_crashes():
                    ctypes.string_at(1)
                def test_leaves():
                    os._exit(0)
                @pytest.mark.skip(reason="not here")
                def test_skipped():
                    pass
                """);
        Files.writeString(folder.resolve("test_broken.py"), "import no_such_module\n");
        Files.writeString(
                folder.resolve("test_elsewhere.py"),
                "import pytest\npytest.skip('another system', allow_module_level=True)\n");
        return folder;
    }

    /** A test that passes when mxnet has loaded that library; names that newer numpys lack are given back to it first. */
    static void importing(Path folder, Path library) throws IOException {
        Files.writeString(folder.resolve("conftest.py"), """
                import builtins, numpy
                lacking = getattr(numpy, "__getattr__", None)
                for name in ("PZERO", "NZERO", "PINF", "NINF", "Inf", "Infinity", "infty", "NaN"):
                    setattr(numpy, name, float("inf"))
                for name in ("bool", "int", "float", "object", "str", "complex"):
                    if name not in numpy.__dict__:
                        setattr(numpy, name, getattr(builtins, name))
                def given_back(name):
                    try:
                        return lacking(name)
                    except AttributeError:
                        if name.startswith("__"):
                            raise
                numpy.__getattr__ = given_back
                """);
        Files.writeString(folder.resolve("test_import.py"), """
                import mxnet
                def test_build():
                    assert mxnet.base._LIB._name == "LIBRARY"
                    assert mxnet.np.ones((2, 3)).sum().item() == 6
                """.replace("LIBRARY", library.toString()));
    }

    /** A program of ours that speaks as gtest's programs do, as far as the lane listens. */
    static Path gtest(Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("like_gtest.cpp"), """
                #include <cstdlib>
                #include <cstring>
                #include <fstream>
                #include <iostream>
                #include <string>
                int main(int argc, char** argv) {
                  std::string filter, out;
                  for (int i = 1; i < argc; ++i) {
                    std::string word = argv[i];
                    if (word == "--gtest_list_tests") {
                      std::cout << "Ends.\\n  Passes\\n  Fails\\n  Aborts\\n  DISABLED_Off\\n";
                      return 0;
                    }
                    if (word.rfind("--gtest_filter=", 0) == 0) filter = word.substr(15);
                    if (word.rfind("--gtest_output=xml:", 0) == 0) out = word.substr(19);
                  }
                  if (filter == "Ends.Aborts") std::abort();
                  bool fails = filter == "Ends.Fails";
                  std::ofstream xml(out);
                  xml << "<?xml version='1.0'?><testsuites><testsuite name='Ends'><testcase name='x' status='"
                      << (filter == "Ends.DISABLED_Off" ? "notrun" : "run") << "'>";
                  if (fails) xml << "<failure message='/src/a.cc:7&#x0A;Value of: width(3)&#x0A;' type=''/>";
                  xml << "</testcase></testsuite></testsuites>";
                  return fails ? 1 : 0;
                }
                """);
        Path program = folder.resolve("like_gtest");
        Process compiler = new ProcessBuilder("g++", "-o", program.toString(), source.toString())
                .inheritIO()
                .start();
        assertEquals(0, compiler.waitFor());
        return program;
    }

    static Path script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertEquals(true, file.toFile().setExecutable(true));
        return file;
    }

    /** Of a worker that finds pytest, and beside it these; the test is skipped where Python lacks them. */
    static Map<String, String> environment(List<Path> more, String imports) throws Exception {
        Map<String, String> environment = new HashMap<>(Built.quiet().environment());
        String packages = Stream.concat(
                        more.stream().map(Path::toString),
                        PACKAGES.stream().map(name -> environment.getOrDefault(name, "")))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        environment.put("PYTHONPATH", packages);
        ProcessBuilder python = new ProcessBuilder("python3", "-c", "import " + imports)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        python.environment().put("PYTHONPATH", packages);
        assumeTrue(
                python.start().waitFor() == 0,
                "python3 has no " + imports + ", nor do VIGIL_PYTEST and VIGIL_NUMPY name folders with them");
        return environment;
    }
}
