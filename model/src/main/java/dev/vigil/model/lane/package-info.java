/** The one interface behind which a kind of work lives; coordinator and workers never see more of it. */
@NullMarked
package dev.vigil.model.lane;

import org.jspecify.annotations.NullMarked;
