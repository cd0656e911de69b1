package dev.vigil.probes.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class PhasesTests {
    @Test
    void paddingAndBrokenLinesAreLeftOut() {
        Phases phases = Phases.parse("1 10 10 load dlopen   \nnonsense\n\0\0\0\n2 10 10 invoke left    \n");

        assertEquals(2, phases.all().size());
        assertEquals("invoke left", phases.last().orElseThrow().text());
        assertFalse(phases.last().orElseThrow().leaving());
    }

    @Test
    void ofSiblingsTheOneThatKeepsTheOthersCounts() {
        Phases phases = Phases.parse("1 10 10 invoke left\n2 11 11 invoke left\n3 11 11 leave siblings\n");

        assertEquals(10, phases.last().orElseThrow().process());
    }

    @Test
    void nothingIsKnownOfAProcessThatWroteNothing() {
        assertTrue(Phases.parse("").last().isEmpty());
        assertTrue(Phases.parse("").leftNanos().isEmpty());
    }
}
