package dev.vigil.properties.oracles;

import dev.vigil.model.call.Case;
import java.util.Optional;

/** A single call of which something is far larger than it need be, and the same call at two small sizes. */
interface Grown {
    /** Empty for a call of which nothing stands out. */
    static Optional<? extends Grown> of(Case call) {
        Optional<ManyInputs> many = ManyInputs.of(call);
        return many.isPresent() ? many : Lengthened.of(call);
    }

    Case small();

    Case twice();

    /** A small call that is refused where what is large in the attributes must go with what is large in the inputs; empty without such attributes. */
    default Optional<Case> untied() {
        return Optional.empty();
    }

    /** As in "refused at a large size". */
    String kind();

    /** As in "length 257". */
    String size();

    /** As in "lengths 3 and 5". */
    String smallSizes();
}
