package dev.vigil.model.campaign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's signed word that workers may run these targets and suites for this campaign. It comes from the network, so
 * everything in it is bounded and of few characters; the constructor refuses the rest. Whether it is true is another question.
 *
 * @param campaign id; letters, digits, dots, hyphens and underscores
 * @param targets SHA-256 of library files in lower-case hex; here sorted, each once
 * @param notAfterMs milliseconds since 1970, UTC, from which on it is void
 * @param chain PEM certificates, the signer's first
 * @param suites whose tests may be run; here sorted, each once
 * @param signature base64 of {@link #ALGORITHM} over {@link #signedBytes()}; empty while nobody has signed
 */
public record Warrant(
        String campaign,
        List<String> targets,
        long notAfterMs,
        String chain,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<SuiteSpec> suites,

        String signature) {
    /** As the JDK names it. */
    public static final String ALGORITHM = "SHA256withRSA";

    public static final int TARGETS_MAX = 1_000;
    public static final int SUITES_MAX = 100;
    public static final int CHAIN_CHARACTERS_MAX = 16_384;
    public static final int SIGNATURE_CHARACTERS_MAX = 4_096;

    /** Signed first, so that a signature made for anything else is none for a warrant. */
    private static final String TAG = "vigil.warrant/1";

    /** The same of a warrant that names suites, which an earlier version would not look at. */
    private static final String TAG_WITH_SUITES = "vigil.warrant/2";

    private static final Pattern CAMPAIGN = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Warrant {
        check(CAMPAIGN.matcher(campaign).matches(), "the campaign of a warrant is no id");
        check(targets.size() <= TARGETS_MAX, "a warrant is for 1,000 targets at most");
        check(targets.stream().allMatch(t -> SHA256.matcher(t).matches()), "a target of a warrant is no SHA-256");
        check(chain.length() <= CHAIN_CHARACTERS_MAX, "the chain of a warrant is too long");
        check(chain.chars().allMatch(c -> c < 128), "the chain of a warrant is no PEM");
        check(signature.length() <= SIGNATURE_CHARACTERS_MAX, "the signature of a warrant is too long");
        targets = targets.stream().sorted().distinct().toList();
        // Jackson passes null for a list that the text leaves out.
        List<SuiteSpec> named = suites == null ? List.of() : suites;
        check(named.size() <= SUITES_MAX, "a warrant is for " + SUITES_MAX + " suites at most");
        suites = named.stream()
                .sorted(Comparator.comparing(SuiteSpec::text))
                .distinct()
                .toList();
    }

    @Override
    public List<SuiteSpec> suites() {
        return Objects.requireNonNull(suites);
    }

    /** For no suites. */
    public Warrant(String campaign, List<String> targets, long notAfterMs, String chain, String signature) {
        this(campaign, targets, notAfterMs, chain, List.of(), signature);
    }

    /** The same with a signature. */
    public Warrant signed(String base64) {
        return new Warrant(campaign, targets, notAfterMs, chain, suites, base64);
    }

    /**
     * What the signature is over: tag, campaign, end, number of targets, targets, chain; where there are suites, also their
     * number and they. Texts are UTF-8 behind their length in 4 bytes, the end has 8 bytes, numbers are big-endian; so no two warrants have the same bytes.
     */
    public byte[] signedBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            put(out, suites().isEmpty() ? TAG : TAG_WITH_SUITES);
            put(out, campaign);
            out.writeLong(notAfterMs);
            out.writeInt(targets.size());
            for (String target : targets) {
                put(out, target);
            }
            put(out, chain);
            if (!suites().isEmpty()) {
                out.writeInt(suites().size());
                for (SuiteSpec suite : suites()) {
                    put(out, suite.text());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void put(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
