package dev.vigil.reports;

/** A report that cannot be written, or a file that cannot be read; the message is one line for a person, with what to do. */
public final class ReportException extends Exception {
    private static final long serialVersionUID = 1L;

    public ReportException(String message) {
        super(PlainText.oneLine(message, 1000));
    }

    public ReportException(String message, Throwable cause) {
        super(PlainText.oneLine(message, 1000), cause);
    }
}
