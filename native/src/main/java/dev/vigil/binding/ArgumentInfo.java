package dev.vigil.binding;

/**
 * One argument of an operator as the registry documents it: an input array or an attribute.
 *
 * @param type the registry's own text, such as {@code NDArray-or-Symbol} or {@code int, optional, default='1'}
 */
public record ArgumentInfo(String name, String type, String description) {}
