package dev.vigil.workers.target;

import dev.vigil.model.target.Target;

/** Makes a target that a coordinator announced one of this machine. Called on threads of slots, which it may block. */
public interface TargetSource {
    /**
     * The same target with paths of this machine, which stay until it is {@linkplain #release released}.
     *
     * @param announced with paths of the coordinator's machine
     * @param progress told of each chunk, and about five times a second while none comes
     * @throws TargetException when it cannot be had; its message is one line
     */
    Target local(Target announced, Progress progress) throws TargetException, InterruptedException;

    /** Says that nothing more will be started with a target that {@link #local} gave; once for each time. */
    void release(Target local);

    /** Is told how far a target has come, on the caller's thread. */
    interface Progress {
        /**
         * @throws java.util.concurrent.CancellationException to have no more of it fetched; {@link #local} lets it
         *     through, and what has come is there for the next time
         */
        void have(long bytesHave, long bytesAll);
    }
}
