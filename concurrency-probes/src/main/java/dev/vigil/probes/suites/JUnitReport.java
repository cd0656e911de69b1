package dev.vigil.probes.suites;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a test program wrote down of its tests, in the XML that JUnit made common.
 *
 * @param tests that it tells of
 * @param failures what each says, message before text
 * @param skips why tests were not run
 * @param whole whether the file came to its end; one that was cut off tells what it has
 */
record JUnitReport(int tests, List<String> failures, List<String> skips, boolean whole) {
    private static final int FAILURES_MAX = 20;
    private static final int TEXT_MAX = 4_000;

    JUnitReport {
        failures = List.copyOf(failures);
        skips = List.copyOf(skips);
    }

    /** Reads no other file, whatever the text asks for. */
    static JUnitReport parse(String xml) {
        List<String> failures = new ArrayList<>();
        List<String> skips = new ArrayList<>();
        int tests = 0;
        boolean whole = false;
        try {
            XMLStreamReader in = factory().createXMLStreamReader(new StringReader(xml));
            while (in.hasNext()) {
                int event = in.next();
                whole = event == XMLStreamConstants.END_DOCUMENT;
                if (event != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (in.getLocalName()) {
                    case "testcase" -> {
                        tests++;
                        if (notRun(in)) {
                            skips.add("it is disabled");
                        }
                    }
                    case "failure", "error" -> {
                        if (failures.size() < FAILURES_MAX) {
                            failures.add(attribute(in, "message"));
                        }
                    }
                    case "skipped" -> skips.add(reason(in));
                    default -> {
                        // Names of suites, times, properties and output say nothing of how it ended.
                    }
                }
            }
        } catch (XMLStreamException e) {
            whole = false;
        }
        return new JUnitReport(tests, failures, skips, whole);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    /** As gtest says of tests whose names say DISABLED. */
    private static boolean notRun(XMLStreamReader in) {
        return attribute(in, "status").toLowerCase(Locale.ROOT).equals("notrun");
    }

    private static String reason(XMLStreamReader in) {
        String reason = attribute(in, "message");
        String expected = attribute(in, "type").endsWith("xfail") ? "it is expected to fail" : "it skips itself";
        return reason.isEmpty() ? expected : expected + ": " + reason;
    }

    private static String attribute(XMLStreamReader in, String name) {
        String value = in.getAttributeValue(null, name);
        return value == null ? "" : value.substring(0, Math.min(value.length(), TEXT_MAX));
    }
}
