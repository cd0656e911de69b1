package dev.vigil.properties.task;

import dev.vigil.model.call.Case;
import java.util.List;

/**
 * An oracle whose further runs need processes of their own: what settings of a process change can only be seen in two.
 * The lane host makes the runs and asks; an executor that is asked sees one process and says that it cannot tell.
 *
 * <p>The observation that is judged has the base run and its variations, then for each run elsewhere its base run under
 * the run's label, and its variations under that label with their own behind it. Values are the first {@link
 * dev.vigil.model.observation.ArrayFacts#ELEMENTS_MAX} elements. When a process elsewhere dies, the phase that the
 * observation names begins with the label of that run.
 */
public interface AcrossProcesses extends Oracle {
    /**
     * What to run elsewhere, in processes of the settings of the variations' cases, which may be those of the case itself.
     * A pure function of the structure.
     */
    List<Variation> elsewhere(Case call, Intent intent);
}
