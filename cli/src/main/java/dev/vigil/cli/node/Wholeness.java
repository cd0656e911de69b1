package dev.vigil.cli.node;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds records that came from elsewhere to what null-marked code relies on: Jackson passes null for whatever a message
 * leaves out.
 */
final class Wholeness {
    private static final ClassValue<List<RecordComponent>> NEEDED = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            List<RecordComponent> needed = new ArrayList<>();
            for (RecordComponent each : type.getRecordComponents()) {
                if (!each.getType().isPrimitive()) {
                    needed.add(each);
                }
            }
            return needed;
        }
    };

    private Wholeness() {}

    /**
     * @throws IllegalArgumentException when a part is missing that is not {@code @Nullable}, however deep within
     */
    static void check(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("nothing where there must be something");
        } else if (value instanceof Record whole) {
            NEEDED.get(whole.getClass()).forEach(part -> check(whole, part));
        } else if (value instanceof Collection<?> many) {
            many.forEach(Wholeness::check);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(Wholeness::check);
        }
    }

    private static void check(Record whole, RecordComponent part) {
        Object value;
        try {
            value = part.getAccessor().invoke(whole);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(part + " cannot be read", e);
        }
        if (value != null) {
            check(value);
        } else if (!part.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new IllegalArgumentException(whole.getClass().getSimpleName() + " without " + part.getName());
        }
    }
}
