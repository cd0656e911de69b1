package dev.vigil.probes.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as g++ mangled them, beside what c++filt makes of their scopes. */
final class CxxNameTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "main | main",
                "_Z4pairRSt5mutexS0_ | pair",
                "_ZL5stepsv | steps",
                "_ZN12_GLOBAL__N_116vigil_fault_leftE | (unnamed)::vigil_fault_left",
                "_ZN5mxnet6engine14ThreadedEngine10WaitForAllEv | mxnet::engine::ThreadedEngine::WaitForAll",
                "_ZNK5mxnet7NDArray10WaitToReadEv | mxnet::NDArray::WaitToRead",
                "_ZN4dmlc21ThreadLocalStoreLocal3GetEv | dmlc::ThreadLocalStoreLocal::Get",
                "_ZN6ThreadC2Ev | Thread::Thread",
                "_ZN6ThreadD1Ev | Thread::~Thread",
                "_ZN5mxnet6common14LazyAllocArrayINS_6engine17ThreadWorkerBlockILNS2_8PriorityE0EEEE3GetEi"
                        + " | mxnet::common::LazyAllocArray::Get",
                "_ZN3PadILi64EN5mxnet4NodeEE3getEv | Pad::get",
                "_ZNSt6vectorIiSaIiEE9push_backERKi | std::vector::push_back",
                "_ZN5mxnet4CallIJRKSsiEE3runEv | mxnet::Call::run",
                "_Zunfinished | _Zunfinished",
                "_ZN99short | _ZN99short",
            })
    void scopesAndNameAreReadAndTheRestIsLeft(String mangled, String readable) {
        assertEquals(readable, CxxName.readable(mangled));
    }
}
