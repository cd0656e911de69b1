package dev.vigil.cli.certs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.cli.BadInput;
import dev.vigil.model.call.Case;
import dev.vigil.model.call.Probe;
import dev.vigil.model.call.ProcessSettings;
import dev.vigil.model.campaign.SuiteSpec;
import dev.vigil.model.campaign.Warrant;
import dev.vigil.model.finding.Candidate;
import dev.vigil.model.observation.Observation;
import dev.vigil.model.observation.ProcessEnd;
import dev.vigil.model.unit.UnitLimits;
import dev.vigil.model.unit.WorkUnit;
import dev.vigil.model.verdict.FaultClass;
import dev.vigil.model.verdict.Verdict;
import dev.vigil.model.wire.Wire;
import dev.vigil.workers.trust.NodeRole;
import dev.vigil.workers.trust.SuiteCheck;
import dev.vigil.workers.trust.WarrantCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker makes of warrants: true ones, and those of strangers, of the past, of other nodes and of chance. */
class WarrantTests {
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CAMPAIGN = "c20261201-000000";
    private static final String ONE = "0123456789abcdef".repeat(4);
    private static final String OTHER = "fedcba9876543210".repeat(4);
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
    private static final int MUTATIONS = 4_000;
    private static final int GARBAGE = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path work;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private static Authority authority;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private static NodeIdentity coordinator;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private static NodeIdentity worker;

    @SuppressWarnings("NullAway.Init") // needs the folder
    private static Warrant good;

    @BeforeAll
    static void makeCluster() throws BadInput {
        authority = Authority.create(30, CLOCK, RANDOM);
        coordinator = node(authority, "coordinator", NodeRole.COORDINATOR);
        worker = node(authority, "worker", NodeRole.WORKER);
        good = new WarrantSigner(coordinator).sign(CAMPAIGN, List.of(OTHER, ONE, OTHER), List.of(), TOMORROW);
    }

    @Test
    void whatACoordinatorSignedIsBelievedForEachTarget() throws IOException {
        Warrant received = Wire.decode(Wire.encode(good), Warrant.class);
        assertEquals(good, received);
        assertEquals(List.of(ONE, OTHER), received.targets());
        assertEquals(Optional.empty(), refusal(received, CAMPAIGN, ONE));
        assertEquals(Optional.empty(), refusal(received, CAMPAIGN, OTHER));
    }

    @Test
    void anotherCoordinatorOfTheClusterIsBelievedToo() throws BadInput {
        NodeIdentity standby = node(authority, "standby", NodeRole.COORDINATOR);
        assertEquals(
                Optional.empty(),
                refusal(new WarrantSigner(standby).sign(CAMPAIGN, List.of(ONE), List.of(), TOMORROW)));
    }

    @Test
    void itIsForItsCampaignAndTargetsAlone() {
        assertRefused("for another campaign", refusal(good, "c20261201-000001", ONE));
        assertRefused("does not name this target", refusal(good, CAMPAIGN, ONE.replace('0', '1')));
        assertRefused("does not name this target", refusal(good, CAMPAIGN, ""));
        assertRefused("no warrant", new WarrantCheck(authority.certificate(), CLOCK).refusal(null, CAMPAIGN, ONE));
    }

    @Test
    void itEnds() {
        assertEquals(Optional.empty(), at(TOMORROW.minusMillis(1)));
        assertRefused("the warrant has expired", at(TOMORROW));
    }

    @Test
    void itEndsWithItsSignersCertificateAndWithTheCa() throws BadInput {
        Warrant endless = new WarrantSigner(coordinator)
                .sign(CAMPAIGN, List.of(ONE), List.of(), NOW.plus(Duration.ofDays(9_999)));
        assertEquals(Optional.empty(), refusal(endless));
        assertRefused("signer: the certificate has expired", at(endless, NOW.plus(Duration.ofDays(11))));
        assertRefused("CA has expired", at(endless, NOW.plus(Duration.ofDays(31))));
    }

    @Test
    void signerOfTomorrowIsNotBelievedToday() throws BadInput {
        InstantSource later = InstantSource.fixed(TOMORROW);
        authority.save(work.resolve("ca"));
        Path folder = work.resolve("young");
        Authority.load(work.resolve("ca"), later, RANDOM)
                .issue(NodeRequest.of("young", NodeRole.COORDINATOR, List.of(), 1), folder);
        Warrant early = new WarrantSigner(NodeIdentity.load(folder, later))
                .sign(CAMPAIGN, List.of(ONE), List.of(), TOMORROW.plusSeconds(60));
        assertEquals(Optional.empty(), at(early, TOMORROW));
        assertRefused("signer: the certificate is not valid yet", at(early, NOW));
    }

    @Test
    void signerOfAnotherCaIsNotBelieved() throws BadInput {
        NodeIdentity stranger = node(Authority.create(30, CLOCK, RANDOM), "stranger", NodeRole.COORDINATOR);
        assertRefused(
                "not by this cluster's CA",
                refusal(new WarrantSigner(stranger).sign(CAMPAIGN, List.of(ONE), List.of(), TOMORROW)));
    }

    @Test
    void workerSignsNothing() throws Exception {
        BadInput refused = assertThrows(BadInput.class, () -> new WarrantSigner(worker));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("only a coordinator may sign"));
        assertRefused("is no coordinator", refusal(signed(good.targets(), Pem.of(worker.certificate()), worker)));
    }

    @Test
    void workerBehindACoordinatorsCertificateIsNotBelieved() throws Exception {
        assertRefused("signature", refusal(signed(good.targets(), good.chain(), worker)));
        String both = good.chain() + Pem.of(worker.certificate());
        assertRefused("not by this cluster's CA", refusal(signed(good.targets(), both, worker)));
    }

    @Test
    void chainBeginsWithTheSigner() throws Exception {
        String own = good.chain();
        String above = Pem.of(authority.certificate());
        assertEquals(Optional.empty(), refusal(signed(good.targets(), own + above, coordinator)));
        assertRefused("not by this cluster's CA", refusal(signed(good.targets(), above + own, coordinator)));
        assertRefused("signature", refusal(withChain(own + above)));
        assertRefused("from 1 to 4", refusal(signed(good.targets(), own + above.repeat(4), coordinator)));
        assertRefused("from 1 to 4", refusal(signed(good.targets(), "", coordinator)));
    }

    @Test
    void whatIsChangedAfterwardsIsNotBelieved() {
        Warrant moved = new Warrant("c1", good.targets(), good.notAfterMs(), good.chain(), good.signature());
        assertRefused("signature is not over what it says", refusal(moved, "c1", ONE));
        String third = "a".repeat(64);
        Warrant widened =
                new Warrant(CAMPAIGN, List.of(ONE, OTHER, third), good.notAfterMs(), good.chain(), good.signature());
        assertRefused("signature is not over what it says", refusal(widened, CAMPAIGN, third));
        Warrant narrowed = new Warrant(CAMPAIGN, List.of(ONE), good.notAfterMs(), good.chain(), good.signature());
        assertRefused("signature is not over what it says", refusal(narrowed));
        Warrant longer = new Warrant(CAMPAIGN, good.targets(), good.notAfterMs() + 1, good.chain(), good.signature());
        assertRefused("signature is not over what it says", refusal(longer));
        assertRefused("signature is not over what it says", refusal(withChain(good.chain() + "\n")));
    }

    @Test
    void signatureMustBeOne() {
        assertRefused("cannot be read", refusal(good.signed("")));
        assertRefused("cannot be read", refusal(good.signed("no base64!")));
        assertRefused("cannot be read", refusal(good.signed("AAAA")));
        byte[] bytes = Base64.getDecoder().decode(good.signature());
        bytes[bytes.length - 1] ^= 1;
        assertRefused("signature", refusal(good.signed(Base64.getEncoder().encodeToString(bytes))));
    }

    @Test
    void whatIsSignedIsLaidOutAsWritten() {
        Warrant small = new Warrant("c", List.of(ONE), 258, "P", "");
        byte[] wanted = ("\0\0\0\17vigil.warrant/1" + "\0\0\0\1c" + "\0\0\0\0\0\0\1\2" + "\0\0\0\1" + "\0\0\0\100" + ONE
                        + "\0\0\0\1P")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(wanted, small.signedBytes());
    }

    @Test
    void suitesAreSignedBehindAllElseUnderATagOfTheirOwn() {
        SuiteSpec odd = SuiteSpec.of("pytest:/t\u00e9st");
        Warrant small = new Warrant("c", List.of(ONE), 258, "P", List.of(odd, SuiteSpec.of("gtest:/g"), odd), "");
        byte[] wanted = ("\0\0\0\17vigil.warrant/2" + "\0\0\0\1c" + "\0\0\0\0\0\0\1\2" + "\0\0\0\1" + "\0\0\0\100" + ONE
                        + "\0\0\0\1P" + "\0\0\0\2" + "\0\0\0\10gtest:/g" + "\0\0\0\15pytest:/t\u00c3\u00a9st")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(wanted, small.signedBytes());
    }

    @Test
    void suitesCannotBeAddedOrTakenAway() throws BadInput {
        Warrant two = new WarrantSigner(coordinator)
                .sign(
                        CAMPAIGN,
                        List.of(ONE),
                        List.of(SuiteSpec.of("gtest:/g"), SuiteSpec.of("script:/s/*.sh")),
                        TOMORROW);
        assertEquals(Optional.empty(), refusal(two));
        for (List<SuiteSpec> other : List.of(
                List.<SuiteSpec>of(),
                List.of(SuiteSpec.of("gtest:/g")),
                List.of(SuiteSpec.of("gtest:/g"), SuiteSpec.of("script:/s/?.sh")))) {
            Warrant moved = new Warrant(CAMPAIGN, two.targets(), two.notAfterMs(), two.chain(), other, two.signature());
            assertRefused("signature is not over what it says", refusal(moved));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Warrant(
                        CAMPAIGN,
                        List.of(ONE),
                        1,
                        "P",
                        Collections.nCopies(Warrant.SUITES_MAX + 1, SuiteSpec.of("gtest:/g")),
                        ""));
    }

    @Test
    void testsOfOtherSuitesAreNotRun() throws BadInput {
        Warrant warrant = new WarrantSigner(coordinator)
                .sign(CAMPAIGN, List.of(ONE), List.of(SuiteSpec.of("gtest:/g")), TOMORROW);
        assertEquals(Optional.empty(), SuiteCheck.refusal(warrant, unit("gtest:/g::A.b", null)));
        assertEquals(Optional.empty(), SuiteCheck.refusal(warrant, unit("gtest:/g", null)), "to be described");
        assertEquals(Optional.empty(), SuiteCheck.refusal(warrant, unit("gtest:/g::A.b", "gtest:/g::A.b")));
        assertRefused("does not name the suite", SuiteCheck.refusal(warrant, unit("gtest:/other::A.b", null)));
        assertRefused("does not name the suite", SuiteCheck.refusal(warrant, unit("script:/bin/sh", null)));
        // What a proof runs is its case.
        assertRefused("does not name the suite", SuiteCheck.refusal(warrant, unit("gtest:/g::A.b", "script:/bin/sh")));
        assertRefused("does not name the suite", SuiteCheck.refusal(good, unit("gtest:/g::A.b", null)));
        assertEquals(
                Optional.empty(), SuiteCheck.refusal(good, unit("dot", null).of("properties")), "no test is run");
    }

    private static WorkUnit unit(String subject, @Nullable String proven) {
        ProcessSettings settings = ProcessSettings.plain("cpu");
        Case call = new Case(
                settings, List.of(), new Probe(proven == null ? subject : proven, new TreeMap<>(), SuiteSpec.LANE));
        Observation seen = new Observation.Died(
                new ProcessEnd(ProcessEnd.Kind.EXIT, 1, 0, List.of(), "", "it exited", 0), "the test");
        Candidate candidate = new Candidate(
                "s",
                subject,
                "suite",
                new Verdict.Violated(FaultClass.OTHER, "exit code", "o", "e"),
                call,
                1,
                List.of(),
                seen);
        return new WorkUnit(
                "c/1",
                CAMPAIGN,
                SuiteSpec.LANE,
                proven == null ? WorkUnit.Task.EXPLORE : WorkUnit.Task.PROVE,
                0,
                1,
                List.of(subject),
                List.of(),
                1,
                settings,
                List.of(),
                UnitLimits.USUAL,
                proven == null ? null : candidate);
    }

    @Test
    void nothingOversizedOrOddBecomesAWarrant() {
        assertNoWarrant("", List.of(ONE), "", "");
        assertNoWarrant("a".repeat(101), List.of(ONE), "", "");
        assertNoWarrant("../c", List.of(ONE), "", "");
        assertNoWarrant("c\n", List.of(ONE), "", "");
        assertNoWarrant("c", List.of("../lib"), "", "");
        assertNoWarrant("c", List.of(ONE.toUpperCase(Locale.ROOT)), "", "");
        assertNoWarrant("c", Collections.nCopies(Warrant.TARGETS_MAX + 1, ONE), "", "");
        assertNoWarrant("c", List.of(ONE), "P".repeat(Warrant.CHAIN_CHARACTERS_MAX + 1), "");
        assertNoWarrant("c", List.of(ONE), "\u0131", "");
        assertNoWarrant("c", List.of(ONE), "", "A".repeat(Warrant.SIGNATURE_CHARACTERS_MAX + 1));
        assertThrows(IOException.class, () -> Wire.fromJson("{\"campaign\":\"c\"}", Warrant.class));
        assertThrows(
                IOException.class,
                () -> Wire.fromJson(
                        "{\"campaign\":\"" + "a".repeat(101) + "\",\"targets\":[],\"chain\":\"\",\"signature\":\"\"}",
                        Warrant.class));
    }

    @Test
    void damagedBytesAreRefusedAndNothingIsThrown() {
        byte[] whole = Wire.encode(good);
        Random random = new Random(6);
        int judged = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = damaged(whole, random);
            try {
                Warrant warrant = Wire.decode(damaged, Warrant.class);
                judged++;
                assertEquals(warrant.equals(good), refusal(warrant).isEmpty(), "mutation " + i);
            } catch (IOException e) {
                // No warrant at all; the message that it came in is dropped.
            }
        }
        assertTrue(judged > MUTATIONS / 10, "only " + judged + " were warrants");
    }

    @Test
    void garbageForAChainIsRefusedAndNothingIsThrown() throws Exception {
        Random random = new Random(7);
        byte[] der = coordinator.certificate().getEncoded();
        for (int i = 0; i < GARBAGE; i++) {
            byte[] bytes = damaged(der, random);
            if (!Arrays.equals(bytes, der)) {
                // Signed by the true key, so that nothing but the certificate is wrong.
                Warrant warrant = signed(good.targets(), pem(bytes), coordinator);
                assertTrue(refusal(warrant).isPresent(), "garbage " + i);
            }
        }
        byte[] noise = new byte[9_000];
        random.nextBytes(noise);
        assertRefused("cannot be read", refusal(withChain(pem(noise))));
        assertRefused("cannot be read", refusal(withChain("no certificate\n")));
    }

    private static String pem(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static Optional<String> refusal(Warrant warrant) {
        return refusal(warrant, CAMPAIGN, ONE);
    }

    private static Optional<String> refusal(Warrant warrant, String campaign, String target) {
        return new WarrantCheck(authority.certificate(), CLOCK).refusal(warrant, campaign, target);
    }

    private static Optional<String> at(Instant time) {
        return at(good, time);
    }

    private static Optional<String> at(Warrant warrant, Instant time) {
        return new WarrantCheck(authority.certificate(), InstantSource.fixed(time)).refusal(warrant, CAMPAIGN, ONE);
    }

    private static NodeIdentity node(Authority by, String name, NodeRole role) throws BadInput {
        Path folder = work.resolve(name);
        by.issue(NodeRequest.of(name, role, List.of(), 10), folder);
        return NodeIdentity.load(folder, CLOCK);
    }

    /** What {@link WarrantSigner} would make of it, did it not ask who signs. */
    private static Warrant signed(List<String> targets, String chain, NodeIdentity by) throws Exception {
        Warrant unsigned = new Warrant(CAMPAIGN, targets, good.notAfterMs(), chain, "");
        Signature signature = Signature.getInstance(Warrant.ALGORITHM);
        signature.initSign(by.key());
        signature.update(unsigned.signedBytes());
        return unsigned.signed(Base64.getEncoder().encodeToString(signature.sign()));
    }

    private static Warrant withChain(String chain) {
        return new Warrant(CAMPAIGN, good.targets(), good.notAfterMs(), chain, good.signature());
    }

    /** One to three bits are other ones, or some bytes are missing or doubled. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(8)) {
            case 0 -> bytes = Arrays.copyOf(bytes, at);
            case 1 -> System.arraycopy(whole, at, bytes, 0, bytes.length - at);
            case 2 -> System.arraycopy(whole, 0, bytes, at, bytes.length - at);
            default -> {
                for (int n = random.nextInt(3); n >= 0; n--) {
                    // Mostly within ASCII, so that what comes of it is still a warrant.
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
                }
            }
        }
        return bytes;
    }

    private static void assertRefused(String words, Optional<String> refusal) {
        assertTrue(refusal.orElse("believed").contains(words), refusal.toString());
    }

    private static void assertNoWarrant(String campaign, List<String> targets, String chain, String signature) {
        assertThrows(IllegalArgumentException.class, () -> new Warrant(campaign, targets, 0, chain, signature));
    }
}
