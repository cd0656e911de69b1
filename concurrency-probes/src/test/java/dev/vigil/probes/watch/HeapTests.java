package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vigil.binding.Watch;
import dev.vigil.binding.Watch.Feature;
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

    /** Pictures of the program, by their place. */
    private static final int WARM = 0;

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    @TempDir
    Path folder;

    @Test
    void leaksOfEveryKindAreFoundWithBytesAndPlace() throws Exception {
        HeapSeries heap = run("leaky");
        assertEquals(List.of("warm", "first", "second", "exit"), heap.labels());
        List<HeapSeries.Site> grown = grown(heap, FIRST, SECOND);
        assertGrowth(grown, "_Z4leakv", 64_000);
        assertGrowth(grown, "_Z8leak_newv", 100_000);
        assertGrowth(grown, "_Z12leak_alignedv", 256_000);
        assertGrowth(grown, "_Z10leak_grownv", 1_000_000);
        assertGrowth(grown, "_Z11leak_mappedv", 10 << 20);
        assertEquals(
                5,
                grown.size(),
                () -> grown.stream().map(HeapSeries.Site::stack).toList().toString());
        // Whatever comes in between, a picture is the sum of what came before.
        for (HeapSeries.Site site : grown) {
            assertEquals(
                    2 * (site.bytes(SECOND) - site.bytes(FIRST)),
                    site.bytes(SECOND) - site.bytes(WARM),
                    site.stack().toString());
        }
    }

    @Test
    void programThatGivesBackIsSilent() throws Exception {
        assertEquals(List.of(), grown(run("clean"), WARM, SECOND));
    }

    private static List<HeapSeries.Site> grown(HeapSeries heap, int earlier, int later) {
        return heap.sites().stream()
                .filter(site -> site.bytes(later) != site.bytes(earlier))
                .toList();
    }

    private static void assertGrowth(List<HeapSeries.Site> grown, String function, long bytes) {
        ElfSymbols symbols = new ElfSymbols();
        List<HeapSeries.Site> own = grown.stream()
                .filter(site -> site.stack().stream()
                        .anyMatch(place -> symbols.function(place).equals(function)))
                .toList();
        assertEquals(1, own.size(), function);
        assertEquals(bytes, own.get(0).bytes(SECOND) - own.get(0).bytes(FIRST), function);
        assertTrue(own.get(0).stack().size() > 1, function);
    }

    private HeapSeries run(String how) throws Exception {
        Watched watched = new Watched(folder);
        Watch watch = Watch.of(watched.library(), watched.freshOut(), Feature.HEAP);
        Watched.End end = watched.run(watch, watched.compile("heap", PROGRAM, "-ldl"), how);
        assertEquals(0, end.code(), end.output());
        return HeapSeries.read(Watch.heap(end.out()));
    }
}
