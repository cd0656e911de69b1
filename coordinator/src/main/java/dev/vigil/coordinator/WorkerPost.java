package dev.vigil.coordinator;

import dev.vigil.model.wire.ToWorker;

/** How the desk reaches workers. */
interface WorkerPost {
    void tell(String worker, ToWorker message);

    void tellAll(ToWorker message);

    void forget(String worker);
}
