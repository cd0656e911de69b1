package dev.vigil.probes.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.unit.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ListingTests {
    private static final SuiteSpec FOLDER = SuiteSpec.of("pytest:/s/unit");

    @Test
    void testsOfPytestAreNamedWithinTheirSuite() throws IOException {
        List<Subject> tests = Listing.ofPytest(FOLDER, """
                {"test": "a/test_b.py::C::test_d[1]", "reason": ""}
                {"test": "test_e.py", "reason": "it is not\\n collected"}
                """);
        assertEquals(
                List.of(
                        new Subject("pytest:/s/unit::a/test_b.py::C::test_d[1]", Subject.Kind.DIRECT, null),
                        new Subject("pytest:/s/unit::test_e.py", Subject.Kind.EXCLUDED, "it is not collected")),
                tests);
    }

    @Test
    void testsOfOneFileDoNotNameItTwice() throws IOException {
        List<Subject> tests = Listing.ofPytest(
                SuiteSpec.of("pytest:/s/test_b.py"), "{\"test\":\"test_b.py::test_d\",\"reason\":\"\"}");
        assertEquals("pytest:/s/test_b.py::test_d", tests.get(0).name());
    }

    @Test
    void whatIsNoListingIsRefused() {
        assertThrows(IOException.class, () -> Listing.ofPytest(FOLDER, "collected 3 items"));
    }

    @Test
    void testsOfGtestAreThoseBelowTheirGroups() {
        List<Subject> tests = Listing.ofGtest(SuiteSpec.of("gtest:/s/tests"), """
                Running main() from gtest_main.cc
                Engine.
                  Starts
                  Stops  # of 3
                Typed/0.  # TypeParam = int
                  Is/1  # GetParam() = (1, 2)
                """);
        assertEquals(
                List.of(
                        "gtest:/s/tests::Engine.Starts",
                        "gtest:/s/tests::Engine.Stops",
                        "gtest:/s/tests::Typed/0.Is/1"),
                tests.stream().map(Subject::name).toList());
    }

    @Test
    void namesThatTheStoreCannotHoldAreLeftOutWithTheReason() throws IOException {
        String id = "test_b.py::test_d[" + "x".repeat(400) + "]";
        Subject test = Listing.ofPytest(FOLDER, "{\"test\":\"" + id + "\",\"reason\":\"\"}")
                .get(0);
        assertEquals(Subject.Kind.EXCLUDED, test.kind());
        assertTrue(Objects.requireNonNull(test.reason()).contains("over 300 characters"), test.reason());
    }
}
