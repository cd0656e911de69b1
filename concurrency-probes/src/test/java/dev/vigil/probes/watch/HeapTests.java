package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
import dev.vigil.probes.watch.HeapLog.Growth;
import dev.vigil.probes.watch.HeapLog.Snapshot;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stays on the heap, and whose it is. */
@Timeout(120)
final class HeapTests {
    private static final String PROGRAM = """
            #include <malloc.h>
            #include <sys/mman.h>
            void* volatile kept;
            NOINLINE void leak() { kept = malloc(64); }
            NOINLINE void leak_new() { kept = new char[100]; asm volatile(""); }
            NOINLINE void leak_aligned() { void* block; if (posix_memalign(&block, 64, 256) == 0) kept = block; }
            NOINLINE void leak_grown() { kept = realloc(malloc(10), 1000); }
            NOINLINE void leak_mapped() { kept = mmap(nullptr, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
            NOINLINE void clean() {
              free(malloc(64));
              delete[] new char[100];
              free(calloc(3, 5));
              free(realloc(malloc(1), 2));
              free(memalign(128, 256));
              munmap(mmap(nullptr, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1 << 20);
            }
            int main(int, char** arguments) {
              auto snapshot = reinterpret_cast<void (*)(const char*)>(dlsym(RTLD_DEFAULT, "vigil_watch_snapshot"));
              const bool leaks = arguments[1][0] == 'l';
              for (int round = 0; round < 3; ++round) {
                for (int i = 0; i < 1000; ++i) {
                  clean();
                  if (!leaks) continue;
                  leak(); leak_new(); leak_aligned(); leak_grown();
                  if (i % 100 == 0) leak_mapped();
                }
                snapshot(round == 0 ? "warm" : round == 1 ? "first" : "second");
              }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void leaksOfEveryKindAreFoundWithBytesAndPlace() throws Exception {
        HeapLog log = run("leaky");
        assertEquals(
                List.of("warm", "first", "second", "exit"),
                log.snapshots().stream().map(Snapshot::label).toList());
        List<Growth> growth =
                HeapLog.growth(log.snapshots().get(1), log.snapshots().get(2));
        assertGrowth(growth, "_Z4leakv", 64_000, 1000);
        assertGrowth(growth, "_Z8leak_newv", 100_000, 1000);
        assertGrowth(growth, "_Z12leak_alignedv", 256_000, 1000);
        assertGrowth(growth, "_Z10leak_grownv", 1_000_000, 1000);
        assertGrowth(growth, "_Z11leak_mappedv", 10 << 20, 10);
        assertEquals(5, growth.size(), growth.toString());
        // Whatever comes in between, a picture is the sum of what came before.
        assertEquals(
                2 * growth.stream().mapToLong(Growth::bytes).sum(),
                log.snapshots().get(2).bytes() - log.snapshots().get(0).bytes());
    }

    @Test
    void programThatGivesBackIsSilent() throws Exception {
        HeapLog log = run("clean");
        assertEquals(
                List.of(),
                HeapLog.growth(log.snapshots().get(0), log.snapshots().get(2)));
    }

    private static void assertGrowth(List<Growth> growths, String function, long bytes, long blocks) {
        ElfSymbols symbols = new ElfSymbols();
        List<Growth> own = growths.stream()
                .filter(growth -> growth.stack().stream()
                        .anyMatch(place -> symbols.function(place).equals(function)))
                .toList();
        assertEquals(1, own.size(), () -> function + " in " + growths);
        assertEquals(bytes, own.get(0).bytes(), function);
        assertEquals(blocks, own.get(0).blocks(), function);
        assertTrue(own.get(0).stack().size() > 1, function);
    }

    private HeapLog run(String how) throws Exception {
        Watched watched = new Watched(folder);
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.HEAP);
        Watched.End end = watched.run(watch, watched.compile("heap", PROGRAM, "-ldl"), how);
        assertEquals(0, end.code(), end.output());
        return HeapLog.read(Watch.heap(end.out()));
    }
}
