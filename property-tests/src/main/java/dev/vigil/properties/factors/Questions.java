package dev.vigil.properties.factors;

import dev.vigil.model.call.Case;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of a case. Pure. */
final class Questions {
    private Questions() {}

    /** Cheap ones first; the settings of the process come last and in one group, since each try starts a process. */
    static List<List<Question>> of(Case call) {
        List<Question> alone = new ArrayList<>();
        alone.addAll(AttributeQuestions.of(call));
        alone.addAll(ArrayQuestions.of(call));
        alone.addAll(ModeQuestions.of(call));
        List<List<Question>> groups = new ArrayList<>();
        alone.forEach(question -> groups.add(List.of(question)));
        groups.add(SettingsQuestions.of(call));
        return List.copyOf(groups);
    }
}
