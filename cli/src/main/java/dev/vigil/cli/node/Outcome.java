package dev.vigil.cli.node;

import dev.vigil.cli.Exit;

/** Why a node's actor system has served its turn. */
sealed interface Outcome {
    /** The order is done, or the node was told to stop. */
    record Done(Exit exit) implements Outcome {}

    /** The node lost its place among the others and takes a new one, in a new actor system. */
    record Rejoin(String why) implements Outcome {}
}
