package dev.vigil.model.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.model.call.Case;
import dev.vigil.model.call.DType;
import dev.vigil.model.call.Fill;
import dev.vigil.model.call.GradRequest;
import dev.vigil.model.call.Input;
import dev.vigil.model.call.Output;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.call.Shape;
import dev.vigil.model.call.Sparse;
import dev.vigil.model.call.Step;
import dev.vigil.model.campaign.CampaignSettings;
import dev.vigil.model.campaign.LaneShare;
import dev.vigil.model.finding.Finding;
import dev.vigil.model.finding.FindingState;
import dev.vigil.model.finding.FindingStatus;
import dev.vigil.model.finding.Reproduction;
import dev.vigil.model.observation.Capsule;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.program.ProgramEnd;
import dev.vigil.model.program.ProgramLimits;
import dev.vigil.model.program.ProgramStart;
import dev.vigil.model.target.TargetSpec;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Severity;
import dev.vigil.model.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WireTests {
    @Test
    void probesAndProgramsComeBackAsTheyWere() throws IOException {
        Case probe = new Case(
                ProcessSettings.userDefaults("cpu"),
                List.of(),
                new Probe("lane", new TreeMap<>(Map.of("load", "cpu"))));
        assertEquals(probe, Wire.fromJson(Wire.toJson(probe), Case.class));
        assertEquals("lane", probe.operator());
        ProcessEnd end = new ProcessEnd(ProcessEnd.Kind.HANG, 137, 9, List.of("a+0x1"), "", "", 1);
        Capsule capsule = new Capsule(
                List.of(new Capsule.Parked(1, 2, "name", "S", "the mutex at 0x1", 3, List.of("a+0x1 f"))), "note");
        for (Object message : List.of(
                new FromLaneHost.StartProgram(
                        1,
                        new ProgramStart(
                                "/p", List.of("--a"), ProcessSettings.plain("cpu"), new ProgramLimits(1, 2, 1 << 20))),
                new FromLaneHost.StopProgram(1))) {
            assertEquals(message, Wire.decode(Wire.encode(message), FromLaneHost.class));
        }
        ToLaneHost ended = new ToLaneHost.ProgramEnded(1, new ProgramEnd(end, 1, 2, "report", capsule));
        assertEquals(ended, Wire.decode(Wire.encode(ended), ToLaneHost.class));
        Observation died = new Observation.Died(end, "load", capsule);
        assertEquals(died, Wire.fromJson(Wire.toJson(died), Observation.class));
    }

    private static final Case CALL = new Case(
            ProcessSettings.plain("cpu").withNumpyShape(true),
            List.of(
                    Step.of(
                            "first",
                            new TreeMap<>(Map.of("axis", "1")),
                            List.of(
                                    new Input.Array(Shape.of(2, 3), DType.FLOAT16, new Fill.Normal(7, 0, 1)),
                                    new Input.Array(
                                            Shape.of(2, 2),
                                            DType.FLOAT32,
                                            new Fill.Masked(new Fill.Constant(1), 3, 0.5, 1),
                                            new Sparse(Sparse.Storage.CSR, Sparse.Defect.UNSORTED)))),
                    new Step(
                            "second",
                            new TreeMap<>(),
                            List.of(
                                    new Input.StepOutput(0, 0),
                                    new Input.StepInput(0, 0),
                                    new Input.Array(
                                            Shape.SCALAR, DType.INT64, new Fill.Listed(List.of(1.0, Double.NaN)))),
                            List.of(GradRequest.WRITE, GradRequest.NULL, GradRequest.NULL),
                            true,
                            List.of(
                                    new Output.InPlace(1),
                                    new Output.Array(Shape.of(2, 3), DType.FLOAT32, new Fill.Constant(1))))));

    @Test
    void casesSurviveBothFormats() throws IOException {
        assertEquals(CALL, Wire.decode(Wire.encode(CALL), Case.class));
        assertEquals(CALL, Wire.fromJson(Wire.toJson(CALL), Case.class));
    }

    @Test
    void sealedRecordsCarryTheirKind() throws IOException {
        Observation died = new Observation.Died(
                new ProcessEnd(ProcessEnd.Kind.ABORT, 134, 6, List.of("libx.so+0x1 f"), "oops", "SIGABRT", 1),
                "base/INVOKE");
        assertEquals(died, Wire.decode(Wire.encode(died), Observation.class));
        Verdict verdict = new Verdict.Violated(FaultClass.WRONG_VALUE, "t", "o", "e");
        assertEquals(verdict, Wire.decode(Wire.encode(verdict), Verdict.class));
    }

    @Test
    void findingHasThePublishedFields() throws IOException {
        Finding finding = new Finding(
                Finding.SCHEMA,
                "VF-1",
                FindingStatus.PROVEN,
                FindingState.OPEN,
                "s",
                "g",
                null,
                "survival",
                FaultClass.NAN_INF,
                Severity.HIGH,
                CALL,
                "o",
                "e",
                new Reproduction(5, 5),
                List.of(),
                "t",
                new TreeMap<>(),
                1,
                "a",
                "b",
                "./vigil replay VF-1",
                List.of(),
                List.of());
        String json = Wire.toJson(finding);
        for (String field : List.of(
                "\"schema\":\"vigil.finding/1\"",
                "\"status\":\"proven\"",
                "\"state\":\"open\"",
                "\"operator\":null",
                "\"class\":\"nan-inf\"",
                "\"severity\":\"high\"",
                "\"case\":{\"settings\":",
                "\"shape\":[2,3],\"dtype\":\"float16\",\"fill\":{\"kind\":\"normal\"",
                "\"request\":[\"write\",\"null\",\"null\"]",
                "\"reproduced\":{\"hits\":5,\"runs\":5}",
                "\"factors\":[]")) {
            assertTrue(json.contains(field), () -> field + " missing in " + json);
        }
        assertEquals(finding, Wire.fromJson(json, Finding.class));
    }

    @Test
    void settingsOfEarlierVersionsNameOneLaneOrNone() throws IOException {
        String json = Wire.toJson(new CampaignSettings(
                "nightly",
                new TargetSpec("default", List.of()),
                5,
                1,
                "cpu",
                2,
                List.of(),
                List.of(),
                null,
                CampaignSettings.PlanMode.ADAPTIVE,
                400,
                List.of(new LaneShare("properties", 3), new LaneShare("leaks", 1))));
        CampaignSettings now = Wire.fromJson(json, CampaignSettings.class);
        assertEquals(List.of(new LaneShare("properties", 3), new LaneShare("leaks", 1)), now.lanes());
        assertEquals(0.25, now.part("leaks"));
        assertEquals("properties", now.mainLane());
        String lanes = "\"lanes\":" + Wire.toJson(now.lanes());
        CampaignSettings one = Wire.fromJson(json.replace(lanes, "\"lane\":\"leaks\""), CampaignSettings.class);
        assertEquals(List.of(LaneShare.whole("leaks")), one.lanes());
        assertEquals("leaks", one.mainLane());
        CampaignSettings none = Wire.fromJson(json.replace("," + lanes, ""), CampaignSettings.class);
        assertEquals(List.of(LaneShare.whole(CampaignSettings.USUAL_LANE)), none.lanes());
    }

    @Test
    void framesAreBoundedAndWhole() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Frames.write(Channels.newChannel(out), new byte[] {1, 2, 3});
        byte[] written = out.toByteArray();
        assertEquals(3, Frames.read(Channels.newChannel(new ByteArrayInputStream(written))).length);
        assertThrows(
                EOFException.class,
                () -> Frames.read(Channels.newChannel(new ByteArrayInputStream(written, 0, written.length - 1))));
        assertThrows(
                IOException.class,
                () -> Frames.read(Channels.newChannel(new ByteArrayInputStream(new byte[] {0x7F, 0, 0, 0}))));
    }
}
