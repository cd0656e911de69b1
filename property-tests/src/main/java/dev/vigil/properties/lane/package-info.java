/** The lane of properties: describes a target, learns its operators, explores them and proves candidates. */
@NullMarked
package dev.vigil.properties.lane;

import org.jspecify.annotations.NullMarked;
