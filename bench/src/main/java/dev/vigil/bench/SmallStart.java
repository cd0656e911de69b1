package dev.vigil.bench;

import dev.vigil.binding.NativePrograms;
import dev.vigil.model.program.ProgramStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command of a probe that loads a library, calls one operator on two 2x3 float32 arrays, waits and returns. */
final class SmallStart {
    private static final int ELEMENTS = 6;

    private SmallStart() {}

    /**
     * @param folder for the call and its values
     */
    static List<String> command(NativePrograms programs, Path folder, String library, String operator)
            throws IOException {
        ByteBuffer values = ByteBuffer.allocate(ELEMENTS * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < ELEMENTS; i++) {
            values.putFloat(i);
        }
        Path bytes = Files.write(folder.resolve("values.bin"), values.array());
        String input = "input 0 " + ELEMENTS + " 0 " + values.capacity() + " 2 3\n";
        Path calls = Files.writeString(folder.resolve("calls.txt"), "call " + operator + "\n" + input + input);
        return List.of(
                programs.extract(NativePrograms.Program.PROBE).toString(),
                "--library",
                library,
                "--calls",
                calls.toString(),
                "--values",
                bytes.toString(),
                "--report",
                ProgramStart.REPORT);
    }
}
