/**
 * What documented operators compute, a second time: in float64, apart from the library, and with a bound on how far a
 * correct library may be from it. The only package that names operators, and does so in one table.
 */
@NullMarked
package dev.vigil.properties.references;

import org.jspecify.annotations.NullMarked;
