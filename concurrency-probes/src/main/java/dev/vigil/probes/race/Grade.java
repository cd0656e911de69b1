package dev.vigil.probes.race;

/** What an outcome of a probe says about the build. */
public enum Grade {
    /** As it should be. */
    ACCEPTABLE,
    /** Surprising, and nothing that the build promises not to do. */
    INTERESTING,
    /** A fault of the build. */
    FORBIDDEN;

    static Grade of(String word) {
        for (Grade grade : values()) {
            if (grade.text().equals(word)) {
                return grade;
            }
        }
        throw new IllegalArgumentException("no grade is called " + word);
    }

    /** As the program and reports call it. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
