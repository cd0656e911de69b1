package dev.vigil.workers.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.unit.UnitLimits;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RestTests {
    private static final long LOOKED_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    /** A case has ten seconds here; one that is starved three times that, if the unit has so much. */
    @ParameterizedTest
    @CsvSource({
        "100, 11000,     0, true,  true", // waits for what never comes
        "100, 11000, 10500, false, true", // goes round and round
        "100, 11000,  4000, false, false", // is kept from the processor
        "100, 29000,  9900, false, false",
        "100, 31000,  4000, false, true",
        " 40, 17000,  4000, false, true", // its unit would be over before it
    })
    void aCaseHangsWhenItHasHadItsTime(int unitSeconds, long ranMs, long cpuMs, boolean rests, boolean hangs) {
        UnitLimits limits = new UnitLimits(unitSeconds, 10, 1 << 20);
        assertEquals(hangs, RunningExecutor.hangs(limits, ranMs, cpuMs, rests, false));
    }

    /** The driver of a GPU may work for a minute before the first kernel of a kind runs. */
    @ParameterizedTest
    @CsvSource({
        "180, 11000,  true,  true",
        "180, 90000,  false, false",
        "180, 121000, false, true",
        " 90, 64000,  false, true", // its unit would be over before it
    })
    void aCaseThatMayCompileWorksLonger(int unitSeconds, long ranMs, boolean rests, boolean hangs) {
        UnitLimits limits = new UnitLimits(unitSeconds, 10, 1 << 20);
        assertEquals(hangs, RunningExecutor.hangs(limits, ranMs, ranMs, rests, true));
    }

    @Test
    void aProcessThatSleepsRests() throws Exception {
        assertTrue(restsSoon(List.of("setsid", "sleep", "30")));
    }

    @Test
    void aProcessThatComputesDoesNot() throws Exception {
        assertFalse(restsSoon(List.of("setsid", "sh", "-c", "while :; do :; done")));
    }

    private static boolean restsSoon(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        try {
            Rest rest = new Rest(new ProcSession(process.pid()));
            long began = System.nanoTime();
            boolean rests = false;
            while (!rests && System.nanoTime() - began < LOOKED_NANOS_MAX) {
                TimeUnit.MILLISECONDS.sleep(20);
                rests = rest.lasts(System.nanoTime());
            }
            return rests;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
