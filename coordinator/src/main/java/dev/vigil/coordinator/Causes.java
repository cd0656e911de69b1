package dev.vigil.coordinator;

/**
 * What is taken for one cause: the same template from the same oracle, ending in the same library frame, whatever the
 * operator.
 */
final class Causes {
    private static final int NAME_MIN = 3;

    private Causes() {}

    /** A signature without the operator, as its first part and within the other ones. */
    static String nameless(String signature, String operator) {
        String rest = signature.startsWith(operator + "|") ? signature.substring(operator.length() + 1) : signature;
        return operator.length() < NAME_MIN ? rest : rest.replace(operator, "OP");
    }
}
