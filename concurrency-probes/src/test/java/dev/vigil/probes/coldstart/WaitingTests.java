package dev.vigil.probes.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Frame;
import dev.vigil.probes.attempt.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitingTests {
    @Test
    void circleIsFoundAndNamesBothSides() {
        Capsule capsule = Samples.circle();

        assertEquals(2, Waiting.circle(capsule).size());
        String sentence = Waiting.sentence(capsule);
        assertTrue(
                sentence.startsWith("2 threads wait for each other: 10 (vigil-probe) in libmxnet.so Outer::take"),
                sentence);
        assertTrue(sentence.contains("11 (engine) in libmxnet.so Inner::take waits for the mutex at 0x2"), sentence);
    }

    @Test
    void clusterNamesEveryWaitingSideInOneOrder() {
        Capsule capsule = Samples.circle();
        Capsule turned = new Capsule(
                List.of(
                        capsule.threads().get(1),
                        capsule.threads().get(2),
                        capsule.threads().get(0)),
                "");

        assertEquals("libmxnet.so Inner::take & libmxnet.so Outer::take < main main", Waiting.cluster(capsule));
        assertEquals(Waiting.cluster(capsule), Waiting.cluster(turned));
    }

    @Test
    void withoutLocksTheMainThreadTells() {
        Capsule capsule = new Capsule(
                Samples.circle().threads().stream()
                        .map(t -> new Capsule.Parked(t.process(), t.thread(), t.name(), t.state(), "", 0, t.frames()))
                        .toList(),
                "");

        assertEquals("libmxnet.so Outer::take < main main", Waiting.cluster(capsule));
        assertEquals("", Waiting.sentence(capsule));
    }

    @Test
    void threadThatLeavesTellsWhereMainOnlySleeps() {
        Capsule capsule = new Capsule(
                List.of(
                        new Capsule.Parked(
                                10, 10, "main", "S", "", 0, List.of("libc.so.6+0x1 pause", "libother.so+0x2 main")),
                        new Capsule.Parked(
                                10,
                                11,
                                "leaver",
                                "S",
                                "",
                                0,
                                List.of("libc.so.6+0x1 join", "libmxnet.so+0x2 Engine::stop()", "libc.so.6+0x3 exit"))),
                "");

        assertEquals("libmxnet.so Engine::stop", Waiting.cluster(capsule));
    }

    @Test
    void strippedFramesKeepTheirOffsets() {
        assertEquals("libmxnet.so+0x77", Frame.plain("libmxnet.so+0x77"));
    }
}
