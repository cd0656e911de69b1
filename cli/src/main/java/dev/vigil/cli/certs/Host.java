package dev.vigil.cli.certs;

import dev.vigil.cli.BadInput;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** Where a node is found: a DNS name in lower case, or an address. */
public record Host(String text, boolean address) {
    /** A last label of digits alone would be an address that went wrong. */
    private static final Pattern DNS = Pattern.compile(
            "(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*(?![0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * @throws BadInput when it is neither
     */
    static Host of(String typed) throws BadInput {
        String text = typed.toLowerCase(Locale.ROOT);
        if (IPAddress.isValid(text)) {
            return new Host(text, true);
        }
        if (!DNS.matcher(text).matches()) {
            throw new BadInput("'" + shown(typed)
                    + "' is neither a DNS name nor an IP address; give one without port and wildcard");
        }
        return new Host(text, false);
    }

    GeneralName generalName() {
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, text);
    }

    /** Fit for one line of a terminal. */
    static String shown(String typed) {
        String line = typed.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }
}
