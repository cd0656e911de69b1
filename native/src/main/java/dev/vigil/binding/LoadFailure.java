package dev.vigil.binding;

/**
 * The build under test could not be loaded: a fact about the target or its surroundings, never a finding. The
 * message is one line for the user and holds the loader's own words where the loader spoke.
 */
public final class LoadFailure extends Exception {
    LoadFailure(String message) {
        super(message.replace('\n', ' ').strip());
    }
}
