package dev.vigil.model.observation;

/** Native frames as text, {@code module+0xOFFSET symbol}. */
public final class Frame {
    private Frame() {}

    /**
     * Without offset where there is a name, parameters and template arguments: one fault in the code of a template is one
     * fault for all types.
     */
    public static String plain(String frame) {
        String text = frame.replaceFirst("\\+0x[0-9a-fA-F]+ (?=\\S)", " ");
        StringBuilder kept = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean opens = c == '<' || c == '(';
            boolean closes = (c == '>' || c == ')') && depth > 0;
            depth += opens ? 1 : 0;
            if (depth == 0) {
                kept.append(c);
            }
            depth -= closes ? 1 : 0;
        }
        return kept.toString().strip();
    }
}
