package dev.vigil.model.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.wire.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuiteSpecTests {
    private static final SuiteSpec UNIT = SuiteSpec.of("pytest:/src/tests/unit");
    private static final SuiteSpec SCRIPTS = SuiteSpec.of("script:/src/examples/*.p?");

    @Test
    void itIsItsTextInJson() throws Exception {
        assertEquals("\"pytest:/src/tests/unit\"", Wire.toJson(UNIT));
        assertEquals(UNIT, Wire.fromJson("\"pytest:/src/tests/unit\"", SuiteSpec.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest:/src/tests/unit",
                "pytest:/src/tests/unit::a/test_b.py::C::test_d[1-/x y]",
                "pytest:/src/tests/unit::test_b.py::test_d[a..b]"
            })
    void suiteHoldsItselfAndItsTests(String subject) {
        assertTrue(UNIT.holds(subject));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytest:/src/tests/unity::test_b.py::test_d",
                "pytest:/src/tests/unit/::test_b.py",
                "pytest:/src/tests/unit::../other/test_b.py::test_d",
                "pytest:/src/tests/unit::..::test_d",
                "gtest:/src/tests/unit::A.b",
                "/src/tests/unit",
                ""
            })
    void suiteHoldsNothingElse(String subject) {
        assertFalse(UNIT.holds(subject));
    }

    @Test
    void globsReachNoOtherFolder() {
        assertTrue(SCRIPTS.holds("script:/src/examples/one.py"));
        assertTrue(SCRIPTS.holds("script:/src/examples/*.p?"));
        assertFalse(SCRIPTS.holds("script:/src/examples/deep/one.py"));
        assertFalse(SCRIPTS.holds("script:/src/examples/one.pyc"));
        assertFalse(SCRIPTS.holds("script:/src/examplesXone.py"));
        assertFalse(SCRIPTS.holds("script:/src/examples/one.py::x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "junit:/x",
                "pytest",
                "pytest:",
                "pytest:x",
                "pytest:/a/../b",
                "pytest:/a::b",
                "pytest:/a\nb",
                "PYTEST:/a"
            })
    void whatIsNoSuiteIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SuiteSpec.of(text));
    }

    @Test
    void storedSettingsOfEarlierVersionsHaveNoSuites() throws Exception {
        CampaignSettings settings = new CampaignSettings(
                "p",
                new TargetSpec("t", List.of()),
                1,
                2,
                "cpu",
                1,
                List.of(),
                List.of(),
                null,
                CampaignSettings.PlanMode.ADAPTIVE,
                1);
        String json = Wire.toJson(settings);
        assertFalse(json.contains("suites"), json);
        assertEquals(List.of(), Wire.fromJson(json, CampaignSettings.class).suites());

        CampaignSettings with =
                settings.withSuites(List.of(UNIT, UNIT)).withLanes(List.of(LaneShare.whole(SuiteSpec.LANE)));
        assertEquals(List.of(UNIT), with.suites());
        assertEquals(with, Wire.fromJson(Wire.toJson(with), CampaignSettings.class));
        assertTrue(with.concerns(SuiteSpec.LANE, "pytest:/src/tests/unit::t.py::t"));
        assertFalse(with.concerns(SuiteSpec.LANE, "pytest:/elsewhere::t.py::t"));
        assertTrue(with.concerns(CampaignSettings.USUAL_LANE, "anything"));
    }
}
